#include "harness/runner/dispatcher.h"

#include <gtest/gtest.h>

#include <atomic>

#include "harness/runner/session.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_http.h"
#include "tests/fakes/fake_store.h"
#include "tests/fakes/fake_suite.h"
#include "tests/fakes/memory_log.h"

namespace harness {
namespace {

class CountingListener final : public Listener {
 public:
  void OnEvent(const Event& event) override {
    if (std::holds_alternative<AttemptCommitted>(event)) ++committed;
    if (std::holds_alternative<RunStarted>(event)) ++started;
    if (std::holds_alternative<RunEnded>(event)) ++ended;
  }
  int committed = 0, started = 0, ended = 0;
};

// What a rate of one in two seconds leaves between two calls at least: the first may begin late on a busy machine.
constexpr std::chrono::milliseconds kTwoSeconds{1900};

class DispatcherTest : public testing::Test {
 protected:
  DispatcherTest() : suite_(EchoingSuite({})) {
    for (int i = 0; i < 100; ++i)
      SourceOf(suite_).cases.push_back(
          FakeCase("c" + std::to_string(i), i, i % 10 ? Json(std::to_string(i)) : Json("?")));
    suite_.run.concurrency = 4;
  }

  Result<Stopped> Run(DispatchOptions options = {}) {
    const Plan plan = *Plan::Make(suite_, {});
    NewRun details;
    details.id = "r" + std::to_string(++runs_);
    run_ = *BeginRun(suite_, plan, details, store_, *clock_);
    const Services services{*clock_, *files_, *processes_, http_, log_, environment_};
    Dispatcher dispatcher(suite_, plan, run_, store_, services, control_, std::move(options), {&listener_});
    return dispatcher.Run();
  }

  std::vector<AttemptRow> Stored() {
    std::vector<AttemptRow> rows;
    auto cursor = *store_.Attempts(run_.number, {});
    while (*cursor->Next()) rows.push_back(cursor->attempt());
    return rows;
  }

  std::unique_ptr<Clock> clock_ = MakeSystemClock();
  std::unique_ptr<Files> files_ = MakeFiles();
  std::unique_ptr<Processes> processes_ = MakeProcesses("unused");
  FakeHttp http_;
  MemoryLog log_;
  std::map<std::string, std::string> environment_;
  Suite suite_;
  FakeStore store_;
  Control control_;
  CountingListener listener_;
  RunRecord run_;
  int runs_ = 0;
};

TEST_F(DispatcherTest, MakesEveryAttemptOnceAndTellsOfItAfterTheCommit) {
  suite_.run.repeat = 2;
  EXPECT_EQ(*Run(), Stopped::kNot);
  EXPECT_EQ(Stored().size(), 200u);
  EXPECT_EQ(listener_.committed, 200);
  EXPECT_EQ(listener_.started, 1);
  EXPECT_EQ(listener_.ended, 1);
}

TEST_F(DispatcherTest, LeavesOutWhatIsDone) {
  DispatchOptions options;
  options.is_done = [](const AttemptKey& key) { return key.case_number < 90; };
  EXPECT_EQ(*Run(std::move(options)), Stopped::kNot);
  EXPECT_EQ(Stored().size(), 10u);
}

TEST_F(DispatcherTest, TriesAgainWhatIsRetryable) {
  std::atomic<int> calls = 0;
  suite_.targets.clear();
  SourceOf(suite_).cases.resize(1);
  AddTarget(suite_, "flaky", [&](const Case&, const CallContext&) {
    return ++calls < 2 ? Output::Failed(FailureKind::kProviderError, "busy", true) : Output::Text("?");
  });
  EXPECT_EQ(*Run(), Stopped::kNot);
  ASSERT_EQ(Stored().size(), 1u);
  EXPECT_EQ(Stored()[0].tries, 2);
  EXPECT_EQ(Stored()[0].verdict, Verdict::kPass);
}

TEST_F(DispatcherTest, KeepsTheLastFailureWhenTheRetriesAreUsedUp) {
  suite_.targets.clear();
  SourceOf(suite_).cases.resize(1);
  AddTarget(suite_, "busy",
            [](const Case&, const CallContext&) { return Output::Failed(FailureKind::kProviderError, "busy", true); });
  suite_.targets[0].retries = 1;
  EXPECT_EQ(*Run(), Stopped::kNot);
  EXPECT_EQ(Stored()[0].tries, 2);
  EXPECT_EQ(Stored()[0].verdict, Verdict::kError);
}

TEST_F(DispatcherTest, WaitsAtLeastAsLongAsItIsAskedTo) {
  std::vector<std::chrono::steady_clock::time_point> calls;
  suite_.targets.clear();
  SourceOf(suite_).cases.resize(1);
  AddTarget(suite_, "busy", [&](const Case&, const CallContext& context) {
    calls.push_back(context.clock.SteadyNow());
    Output output = Output::Failed(FailureKind::kRateLimited, "busy", true);
    output.failure->retry_after = std::chrono::milliseconds(300);
    return output;
  });
  suite_.targets[0].retries = 1;
  EXPECT_EQ(*Run(), Stopped::kNot);
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_GE(calls[1] - calls[0], std::chrono::milliseconds(300));
}

TEST_F(DispatcherTest, HoldsATargetToItsRateAndNobodyElse) {
  std::vector<std::chrono::steady_clock::time_point> calls;
  std::atomic<int> free_calls = 0, free_before_second = -1;
  suite_.targets.clear();
  suite_.run.concurrency = 2;
  SourceOf(suite_).cases.resize(20);
  AddTarget(suite_, "paced", [&](const Case& test, const CallContext& context) {
    calls.push_back(context.clock.SteadyNow());  // one at a time: the rate is low
    if (calls.size() == 2) free_before_second = free_calls.load();
    return Output::Text(JsonText(test.input));
  });
  suite_.targets[0].rate = Rate{0.5};
  AddTarget(suite_, "free", [&](const Case& test, const CallContext&) {
    ++free_calls;
    return Output::Text(JsonText(test.input));
  });
  suite_.targets[1].entry = 1;
  DispatchOptions options;
  options.is_done = [](const AttemptKey& key) { return key.target == 0 && key.case_number > 1; };
  EXPECT_EQ(*Run(std::move(options)), Stopped::kNot);
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_GE(calls[1] - calls[0], kTwoSeconds);
  EXPECT_EQ(free_before_second, 20) << "what waits for a rate holds up nobody";
}

TEST_F(DispatcherTest, PacesWhatIsTriedAgain) {
  std::vector<std::chrono::steady_clock::time_point> calls;
  suite_.targets.clear();
  SourceOf(suite_).cases.resize(1);
  AddTarget(suite_, "paced", [&](const Case&, const CallContext& context) {
    calls.push_back(context.clock.SteadyNow());
    return Output::Failed(FailureKind::kProviderError, "busy", true);
  });
  suite_.targets[0].rate = Rate{0.5};
  suite_.targets[0].retries = 1;
  EXPECT_EQ(*Run(), Stopped::kNot);
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_GE(calls[1] - calls[0], kTwoSeconds);
}

TEST_F(DispatcherTest, StopsAtOnceWhileAttemptsWaitForTheirRate) {
  suite_.targets.clear();
  AddTarget(suite_, "paced", [&](const Case&, const CallContext&) {
    control_.Stop();
    return Output::Text("?");
  });
  suite_.targets[0].rate = Rate{1.0 / 604'800};
  EXPECT_EQ(*Run(), Stopped::kInterrupted);
  EXPECT_EQ(Stored().size(), 1u);
}

TEST_F(DispatcherTest, ReadsNotTheWholePlanForWhatWaits) {
  std::atomic<int> free_calls = 0;
  suite_.targets.clear();
  SourceOf(suite_).cases.clear();
  for (int i = 0; i < 5000; ++i) SourceOf(suite_).cases.push_back(FakeCase("c" + std::to_string(i), i, Json("?")));
  AddTarget(suite_, "paced", [&](const Case&, const CallContext&) { return Output::Text("?"); });
  suite_.targets[0].rate = Rate{1.0 / 604'800};
  AddTarget(suite_, "free", [&](const Case&, const CallContext&) {
    if (++free_calls == static_cast<int>(Pacer::kMostWaiting)) control_.Stop();
    return Output::Text("?");
  });
  suite_.targets[1].entry = 1;
  EXPECT_EQ(*Run(), Stopped::kInterrupted);
  EXPECT_LE(free_calls, static_cast<int>(Pacer::kMostWaiting) + 10);
}

TEST_F(DispatcherTest, FailFastStopsClaiming) {
  suite_.run.concurrency = 1;
  DispatchOptions options;
  options.fail_fast = true;
  EXPECT_EQ(*Run(std::move(options)), Stopped::kFailFast);
  EXPECT_LT(Stored().size(), 100u);
}

TEST_F(DispatcherTest, OnErrorStopStopsClaiming) {
  suite_.run.stop_on_error = true;
  suite_.run.concurrency = 1;
  SourceOf(suite_).cases[0].expected.reset();
  EXPECT_EQ(*Run(), Stopped::kOnError);
  EXPECT_LT(Stored().size(), 100u);
}

TEST_F(DispatcherTest, AStopFinishesWhatIsInFlight) {
  suite_.targets.clear();
  AddTarget(suite_, "stopping", [this](const Case& test, const CallContext&) {
    control_.Stop();
    return Output::Text(JsonText(test.input));
  });
  EXPECT_EQ(*Run(), Stopped::kInterrupted);
  EXPECT_GE(Stored().size(), 1u);
  EXPECT_LE(Stored().size(), 8u);
}

TEST_F(DispatcherTest, AnAbortKeepsNothingThatWasGivenUp) {
  suite_.targets.clear();
  AddTarget(suite_, "hanging", [this](const Case&, const CallContext& context) {
    control_.Abort();
    while (!context.stop.stop_requested()) std::this_thread::yield();
    return Output::Failed(FailureKind::kStopped, "stopped");
  });
  EXPECT_EQ(*Run(), Stopped::kInterrupted);
  EXPECT_TRUE(Stored().empty());
}

// Two targets that echo a case and its id, compared by length.
class ComparedDispatch : public DispatcherTest {
 protected:
  ComparedDispatch() {
    AddTarget(suite_, "id", [this](const Case& test, const CallContext& context) { return Answer(test, context); });
    AddComparer(suite_, "longest", [this](std::span<const Contender> contenders) {
      ++compared_;
      return LongestIsBest(contenders);
    });
    suite_.scorer_infos[0].weight = 0;
    SourceOf(suite_).cases.resize(20);
  }
  virtual Output Answer(const Case& test, const CallContext&) {
    ++calls_;
    return answer_ ? answer_(test) : Output::Text(test.id);
  }
  std::map<AttemptKey, Verdict> VerdictsOf() {
    std::map<AttemptKey, Verdict> verdicts;
    for (const AttemptRow& row : Stored()) verdicts[row.key] = row.verdict;
    return verdicts;
  }

  std::function<Output(const Case&)> answer_;
  std::atomic<int> calls_ = 0, compared_ = 0;
};

TEST_F(ComparedDispatch, ComparesTheAttemptsOfEachCaseAndRepeat) {
  suite_.run.repeat = 2;
  EXPECT_EQ(*Run(), Stopped::kNot);
  const auto verdicts = VerdictsOf();
  ASSERT_EQ(verdicts.size(), 80u);
  for (const auto& [key, verdict] : verdicts) EXPECT_EQ(verdict, key.target == 1 ? Verdict::kPass : Verdict::kFail);
  EXPECT_EQ(compared_, 40);
  EXPECT_EQ(listener_.committed, 80);
}

TEST_F(ComparedDispatch, KeepsTheOutputsOfOthersWhileOneIsTriedAgain) {
  SourceOf(suite_).cases.resize(1);
  std::atomic<int> others = 0;
  AddTarget(suite_, "third", [&](const Case&, const CallContext&) { return ++others, Output::Text("the longest"); });
  answer_ = [&](const Case&) {
    return calls_ < 2 ? Output::Failed(FailureKind::kProviderError, "busy", true) : Output::Text("a");
  };
  EXPECT_EQ(*Run(), Stopped::kNot);
  EXPECT_EQ(calls_, 2);
  EXPECT_EQ(others, 1);
  EXPECT_EQ(compared_, 1);
  for (const AttemptRow& row : Stored()) EXPECT_EQ(row.tries, row.key.target == 1 ? 2 : 1);
}

TEST_F(ComparedDispatch, ComparesWithWhatFailedInTheEnd) {
  SourceOf(suite_).cases.resize(1);
  suite_.targets[1].retries = 0;
  answer_ = [](const Case&) { return Output::Failed(FailureKind::kProviderError, "busy", true); };
  EXPECT_EQ(*Run(), Stopped::kNot);
  const auto verdicts = VerdictsOf();
  EXPECT_EQ(verdicts.at({0, 0, 0}), Verdict::kPass);
  EXPECT_EQ(verdicts.at({0, 1, 0}), Verdict::kError);
}

TEST_F(ComparedDispatch, MakesACaseWholeWhenSomeOfItsAttemptsAreMissing) {
  ASSERT_EQ(*Run(), Stopped::kNot);
  auto row = std::make_shared<AttemptRow>();
  row->key = {3, 0, 0};
  harness::Finished error(std::make_shared<CaseRow>(), row);
  error.replaces = true;
  ASSERT_TRUE(store_.Append(run_.number, {&error, 1}));
  calls_ = compared_ = 0;
  DispatchOptions options;
  options.is_done = [](const AttemptKey& key) { return key != AttemptKey{3, 0, 0}; };
  options.done_before = 39;
  answer_ = [](const Case&) { return Output::Text(""); };
  // The same run again.
  const Plan plan = *Plan::Make(suite_, {});
  const Services services{*clock_, *files_, *processes_, http_, log_, environment_};
  EXPECT_EQ(*Dispatcher(suite_, plan, run_, store_, services, control_, std::move(options), {&listener_}).Run(),
            Stopped::kNot);
  EXPECT_EQ(calls_, 1);
  EXPECT_EQ(compared_, 1);
  const auto verdicts = VerdictsOf();
  EXPECT_EQ(verdicts.size(), 40u);
  EXPECT_EQ(verdicts.at({3, 0, 0}), Verdict::kPass);
  EXPECT_EQ(verdicts.at({3, 1, 0}), Verdict::kFail) << "the stored one gave way";
  EXPECT_EQ(verdicts.at({4, 1, 0}), Verdict::kPass);
}

TEST_F(ComparedDispatch, StopsWithWholeCases) {
  answer_ = [this](const Case& test) {
    if (calls_ == 5) control_.Stop();
    return Output::Text(test.id);
  };
  EXPECT_EQ(*Run(), Stopped::kInterrupted);
  std::map<uint32_t, int> attempts;
  for (const AttemptRow& row : Stored()) ++attempts[row.key.case_number];
  EXPECT_LT(attempts.size(), 20u);
  for (const auto& [number, count] : attempts) EXPECT_EQ(count, 2) << number;
}

TEST_F(ComparedDispatch, FailFastStopsClaimingCases) {
  suite_.run.concurrency = 1;
  DispatchOptions options;
  options.fail_fast = true;
  EXPECT_EQ(*Run(std::move(options)), Stopped::kFailFast);
  EXPECT_GE(Stored().size(), 2u);
  EXPECT_LT(Stored().size(), 40u);
  EXPECT_EQ(Stored().size() % 2, 0u);
}

TEST_F(ComparedDispatch, LeavesOtherCasesAsTheyAre) {
  suite_.compares = false;
  suite_.common_scorers = 1;
  auto extras = std::make_shared<CaseExtras>();
  extras->scorers = {1};
  SourceOf(suite_).cases[0].extras = extras;
  EXPECT_EQ(*Run(), Stopped::kNot);
  EXPECT_EQ(compared_, 1);
  EXPECT_EQ(Stored().size(), 40u);
}

TEST_F(DispatcherTest, ReportsASourceThatChanged) {
  const Plan plan = *Plan::Make(suite_, {});
  run_ = *BeginRun(suite_, plan, NewRun(), store_, *clock_);
  SourceOf(suite_).cases[50].input = "changed";
  const Services services{*clock_, *files_, *processes_, http_, log_, environment_};
  Dispatcher dispatcher(suite_, plan, run_, store_, services, control_, {}, {});
  EXPECT_EQ(dispatcher.Run().error().Message(), "cases.csv:52: the case changed while the run read it");
}

TEST_F(DispatcherTest, AResumedRunRefusesAChangedSeedSuiteOrCase) {
  ASSERT_EQ(*Run(), Stopped::kNot);
  const Plan plan = *Plan::Make(suite_, {});
  EXPECT_TRUE(CheckContinues(run_, suite_, plan, store_));
  suite_.run.seed = 9;
  EXPECT_EQ(CheckContinues(run_, suite_, plan, store_).error().Message(),
            "run r1 has seed 0, the suite now has 9: put it back, or start a new run");
  suite_.run.seed = 0;
  suite_.sha256 = "def";
  EXPECT_EQ(CheckContinues(run_, suite_, plan, store_).error().Message(),
            "suite.yaml changed since run r1 began: put it back, or start a new run");
  SourceOf(suite_).cases[3].expected = "other";
  EXPECT_EQ(
      CheckContinues(run_, suite_, *Plan::Make(suite_, {}), store_).error().Message(),
      "cases.csv:5: the case 'c3' is not the one that stood here when run r1 began: put it back, or start a new run");
  SourceOf(suite_).cases.push_back(FakeCase("more", "x"));
  EXPECT_EQ(
      CheckContinues(run_, suite_, *Plan::Make(suite_, {}), store_).error().Message(),
      "cases.csv:5: the case 'c3' is not the one that stood here when run r1 began (it had 100 cases, now there are "
      "101): put it back, or start a new run");
}

}  // namespace
}  // namespace harness
