#include "reports/progress.h"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/sample_run.h"

namespace harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view kErase = "\r\x1b[K";

// A run of so many attempts, and what its progress wrote since the last look.
class Shown {
 public:
  explicit Shown(uint64_t planned, ProgressOptions options = {}, uint64_t done_before = 0)
      : progress_(clock_, options, [this](std::string_view text) { text_ += text; }) {
    run_.planned_attempts = planned;
    progress_.OnEvent(RunStarted{run_, done_before});
  }

  void Commit(int count, Verdict verdict = Verdict::kPass) {
    for (int i = 0; i < count; ++i) {
      const Finished finished{std::make_shared<CaseRow>(SampleCase(0, "vpn-1")),
                              std::make_shared<AttemptRow>(SampleAttempt(0, 0, verdict))};
      progress_.OnEvent(AttemptCommitted{finished});
    }
  }
  void Tick(milliseconds after) {
    clock_.Advance(after);
    progress_.OnEvent(harness::Tick{});
  }
  void Pass(milliseconds time) { clock_.Advance(time); }
  void End() { progress_.OnEvent(RunEnded{run_}); }
  std::string Take() { return std::exchange(text_, ""); }

 private:
  FakeClock clock_;
  RunRecord run_ = SampleRecord();
  std::string text_;
  Progress progress_;
};

const ProgressOptions kLive{.live = true, .width = 100};

TEST(PlainProgress, BeginsWithTheRun) {
  EXPECT_EQ(Shown(150).Take(), "helpdesk · run 20260131-225959-1a2b3c · 150 attempts\n");
  EXPECT_EQ(Shown(150, {}, 12).Take(), "helpdesk · run 20260131-225959-1a2b3c · 150 attempts, 12 done before\n");
}

TEST(PlainProgress, WritesALineEveryTenSeconds) {
  Shown shown(1000);
  shown.Take();
  shown.Commit(20);
  shown.Tick(milliseconds(9900));
  EXPECT_EQ(shown.Take(), "");
  shown.Tick(milliseconds(100));
  EXPECT_EQ(shown.Take(), "  2%  20/1000  20 passed  0 failed  0 errors  2.0/s  8m 10s left\n");
}

TEST(PlainProgress, WritesALineAtEachTenthThatTakesSomeTime) {
  Shown shown(100);
  shown.Take();
  shown.Pass(seconds(2));
  shown.Commit(10);
  EXPECT_EQ(shown.Take(), " 10%  10/100  10 passed  0 failed  0 errors  5.0/s  18s left\n");
  shown.Commit(15);  // at once: not worth a line
  EXPECT_EQ(shown.Take(), "");
  shown.Pass(seconds(2));
  shown.Commit(5);
  EXPECT_EQ(shown.Take(), " 30%  30/100  30 passed  0 failed  0 errors  7.5/s  9s left\n");
}

TEST(PlainProgress, EndsWithALine) {
  Shown shown(12);
  shown.Take();
  shown.Commit(12);
  shown.Pass(milliseconds(600));
  shown.End();
  EXPECT_EQ(shown.Take(), "100%  12/12  12 passed  0 failed  0 errors  20/s  in 600ms\n");
}

TEST(PlainProgress, DoesNotCountEarlierAttemptsIntoTheRate) {
  Shown shown(100, {}, 50);
  shown.Take();
  shown.Commit(4);
  shown.Tick(seconds(10));
  EXPECT_EQ(shown.Take(), " 54%  54/100  4 passed  0 failed  0 errors  24.0/min  1m 55s left\n");
}

TEST(PlainProgress, ShowsTheFirstFailuresAsTheyCome) {
  Shown shown(1000);
  shown.Take();
  shown.Commit(1, Verdict::kUnknown);
  shown.Commit(2, Verdict::kFail);
  shown.Commit(2, Verdict::kError);
  EXPECT_EQ(shown.Take(),
            "✗ vpn-1: group: expected \"Access\", got \"Network\"\n"
            "✗ vpn-1: group: expected \"Access\", got \"Network\"\n"
            "! vpn-1: group: expected \"Access\", got \"Network\"\n");
}

TEST(PlainProgress, SurvivesARunWithoutAttempts) {
  Shown shown(0);
  shown.Take();
  shown.End();
  EXPECT_EQ(shown.Take(), "100%  0/0  0 passed  0 failed  0 errors\n");
}

TEST(LiveProgress, IsRedrawnTenTimesASecondAtMost) {
  Shown shown(100, kLive);
  shown.Take();
  shown.Commit(50);
  shown.Tick(milliseconds(99));
  EXPECT_EQ(shown.Take(), "");
  shown.Tick(milliseconds(1));
  EXPECT_EQ(shown.Take(),
            std::string(kErase) +
                "[███████████████···············]  50%  50/100  50 passed  0 failed  0 errors  500/s  1s left");
}

TEST(LiveProgress, StaysWithinTheLine) {
  Shown shown(100, {.live = true, .width = 60});
  shown.Take();
  shown.Commit(50);
  shown.Tick(seconds(1));
  EXPECT_EQ(shown.Take(), std::string(kErase) + " 50%  50/100  50 passed  0 failed  0 errors  50/s  1s left");
}

TEST(LiveProgress, IsCutInShortLines) {
  Shown shown(100, {.live = true, .width = 30});
  shown.Take();
  shown.Commit(50);
  shown.Tick(seconds(1));
  EXPECT_EQ(shown.Take(), std::string(kErase) + " 50%  50/100  50 passed  0 f…");
}

TEST(LiveProgress, ShowsFailuresAboveTheLine) {
  Shown shown(100, kLive);
  shown.Take();
  shown.Commit(1, Verdict::kFail);
  EXPECT_EQ(shown.Take(), std::string(kErase) + "✗ vpn-1: group: expected \"Access\", got \"Network\"\n" +
                              std::string(kErase) +
                              "[······························]   1%  1/100  0 passed  1 failed  0 errors");
}

TEST(LiveProgress, IsGoneAtTheEnd) {
  Shown shown(1, kLive);
  shown.Commit(1);
  shown.Take();
  shown.End();
  EXPECT_EQ(shown.Take(), kErase);
}

TEST(LiveProgress, ShowsOtherVerdictsOnlyWhereThereAreAny) {
  Shown shown(4, kLive);
  shown.Commit(1, Verdict::kUnknown);
  shown.Commit(2, Verdict::kSkipped);
  shown.Take();
  shown.Tick(seconds(1));
  EXPECT_EQ(shown.Take(),
            std::string(kErase) +
                "[██████████████·····]  75%  3/4  0 passed  0 failed  0 errors  1 unknown  2 skipped  3.0/s  1s left");
}

TEST(LiveProgress, ColoursTheBarByWhetherAnythingFailed) {
  Shown shown(2, {.live = true, .colour = true, .width = 100});
  EXPECT_NE(shown.Take().find("\x1b[32m["), std::string::npos);
  shown.Commit(1, Verdict::kFail);
  EXPECT_NE(shown.Take().find("\x1b[31m["), std::string::npos);
}

}  // namespace
}  // namespace harness
