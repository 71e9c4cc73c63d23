#include "harness/results/summary.h"

#include <gtest/gtest.h>

#include "tests/fakes/fake_store.h"

namespace harness {
namespace {

// A run of one target whose attempts have these verdicts.
struct Sample {
  FakeStore store;
  RunRecord run;
  std::vector<Gate> gates;

  explicit Sample(const std::vector<Verdict>& verdicts, uint64_t planned = 0) {
    run.id = "r";
    run.targets = {{"t", "replay", std::max<uint64_t>(planned, verdicts.size())}};
    run.scorers = {{"equals", "equals", 1}, {"latency", "latency", 0}};
    run.planned_attempts = run.targets[0].planned;
    EXPECT_TRUE(store.Save(run));
    for (uint32_t i = 0; i < verdicts.size(); ++i) Add(i, verdicts[i]);
    gates.resize(1);
    gates[0].bound = 1;
  }

  void Add(uint32_t number, Verdict verdict) {
    auto test = std::make_shared<CaseRow>();
    test->number = number;
    test->id = "case-" + std::to_string(number);
    test->category = number % 2 ? "odd" : "even";
    test->tags = "[\"all\"]";
    const auto attempt = std::make_shared<AttemptRow>();
    attempt->key.case_number = number;
    attempt->verdict = verdict;
    Score score = verdict == Verdict::kPass   ? Score::Pass()
                  : verdict == Verdict::kFail ? Score::Fail("expected A, got B")
                                              : Score::Error("no expected");
    attempt->scores = SerialiseScores({score});
    const Finished finished{test, attempt};
    EXPECT_TRUE(store.Append(run.number, std::span(&finished, 1)));
  }

  Summary Take(Ending ending = {}) { return *Summarise(run, gates, store, ending); }
  Summary TakeWithoutGates() { return *Summarise(run, {}, store, {}); }
};

constexpr Verdict P = Verdict::kPass, F = Verdict::kFail, E = Verdict::kError, U = Verdict::kUnknown,
                  S = Verdict::kSkipped;

TEST(Summary, GroupsByCategoryTagTargetAndScorer) {
  const Summary summary = Sample({P, F, P}).Take();
  ASSERT_EQ(summary.categories.size(), 2u);
  EXPECT_EQ(summary.categories[0].name, "even");
  EXPECT_EQ(summary.categories[0].figures.passed, 2u);
  EXPECT_EQ(summary.tags[0].figures.attempts, 3u);
  EXPECT_EQ(summary.targets[0].figures.failed, 1u);
  EXPECT_EQ(summary.scorers[0].scored, 3u);
  EXPECT_DOUBLE_EQ(*summary.scorers[0].mean, 2.0 / 3);
  EXPECT_FALSE(summary.scorers[1].mean);
}

TEST(Summary, NotesTheFirstThatDidNotPass) {
  const Summary summary = Sample({P, F, E}).Take();
  ASSERT_EQ(summary.failures.size(), 2u);
  EXPECT_EQ(summary.not_passed, 2u);
  EXPECT_EQ(summary.failures[0].case_id, "case-1");
  EXPECT_EQ(summary.failures[0].reason, "equals: expected A, got B");
  EXPECT_EQ(summary.failures[1].verdict, E);
}

TEST(Summary, ExitsWith0WhenEveryGateHolds) {
  EXPECT_EQ(Sample({P, P}).Take().exit_code, 0);
}
TEST(Summary, ExitsWith1WhenAGateFails) {
  EXPECT_EQ(Sample({P, F}).Take().exit_code, 1);
}
TEST(Summary, ExitsWith3BelowTheCoverage) {
  EXPECT_EQ(Sample({P, E}).Take().exit_code, 3);
}
TEST(Summary, ExitsWith3WhenAJudgeAbstained) {
  EXPECT_EQ(Sample({P, U}).Take().exit_code, 3);
}
TEST(Summary, ExitsWith1BelowTheCoverageIfItWouldFailAnyway) {
  EXPECT_EQ(Sample({F, E}).Take().exit_code, 1);
}
TEST(Summary, ExitsWith3WhenAttemptsAreMissing) {
  EXPECT_EQ(Sample({P, P}, 3).Take().exit_code, 3);
}
TEST(Summary, ExitsWith3WhenEverythingIsSkipped) {
  EXPECT_EQ(Sample({S, S}).Take().exit_code, 3);
}
TEST(Summary, ExitsWith0OverAnEmptyRun) {
  EXPECT_EQ(Sample({}).Take().exit_code, 0);
}

TEST(Summary, SkippedAttemptsDoNotCountAgainstTheCoverage) {
  EXPECT_EQ(Sample({P, S}).Take().exit_code, 0);
}

TEST(Summary, AcceptsErrorsUpToTheMinimumCoverage) {
  Sample sample({P, P, P, E});
  sample.run.min_coverage = 0.75;
  EXPECT_EQ(sample.Take().exit_code, 0);
}

TEST(Summary, AWarningIsNeverRed) {
  Sample sample({P, F});
  sample.gates[0].warn = true;
  const Summary summary = sample.Take();
  EXPECT_EQ(summary.gates[0].verdict, GateVerdict::kFails);
  EXPECT_EQ(summary.exit_code, 0);
}

TEST(Summary, AnInterruptionWinsOverAFailedGate) {
  EXPECT_EQ(Sample({P, F}).Take({.interrupted = true}).exit_code, 130);
}
TEST(Summary, FailFastIsRedThoughAttemptsAreMissing) {
  EXPECT_EQ(Sample({P, F}, 9).Take({.failed_fast = true}).exit_code, 1);
}
TEST(Summary, WithoutGatesOnlyTheCoverageDecides) {
  EXPECT_EQ(Sample({P, F}).TakeWithoutGates().exit_code, 0);
  EXPECT_EQ(Sample({P, E}).TakeWithoutGates().exit_code, 3);
}

TEST(ReasonOf, IsTheTargetsFailureFirst) {
  AttemptRow attempt;
  attempt.failure_kind = "timeout";
  attempt.failure_message = "no answer within 10s";
  EXPECT_EQ(ReasonOf(attempt, {}, {}), "timeout: no answer within 10s");
}

}  // namespace
}  // namespace harness
