#include "harness/results/gates.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

RunRecord Record(uint64_t planned, int targets = 1) {
  RunRecord run;
  for (int i = 0; i < targets; ++i) run.targets.push_back({i == 0 ? "a" : "b", "replay", planned});
  run.scorers = {{"helpful", "equals", 1}};
  run.planned_attempts = planned * static_cast<uint64_t>(targets);
  return run;
}

Gate MakeGate(Figure figure, Comparison comparison, double bound, std::string name = "") {
  Gate gate;
  gate.figure = figure;
  gate.comparison = comparison;
  gate.bound = bound;
  gate.name = std::move(name);
  return gate;
}

struct Made {
  Verdict verdict;
  std::string category = "";
  double value = 1;
  uint16_t target = 0;
};

std::vector<GateResult> JudgeAll(const Gate& gate, const std::vector<Made>& attempts, RunRecord run,
                                 bool covered = true) {
  const std::vector<Gate> gates = {gate};
  const RunMetrics metrics(run);
  GateJudge judge(gates, run, metrics);
  for (uint32_t i = 0; i < attempts.size(); ++i) {
    CaseRow test;
    test.number = i;
    test.category = attempts[i].category;
    test.tags = "[]";
    AttemptRow row;
    row.key = {i, attempts[i].target, 0};
    row.verdict = attempts[i].verdict;
    row.latency_us = 1'000'000 * (i + 1);
    EXPECT_TRUE(judge.Add(test, row, {Score::Graded(attempts[i].value, true, "")}));
  }
  return judge.Finish(covered);
}

GateResult JudgeOne(const Gate& gate, const std::vector<Made>& attempts, bool covered = true, uint64_t planned = 0) {
  return JudgeAll(gate, attempts, Record(std::max<uint64_t>(planned, attempts.size())), covered)[0];
}

constexpr Verdict P = Verdict::kPass, F = Verdict::kFail, E = Verdict::kError;

TEST(Gates, ARateThatReachesItsBoundHolds) {
  const Gate gate = MakeGate(Figure::kPassRate, Comparison::kGreaterEqual, 0.75);
  EXPECT_EQ(JudgeOne(gate, {{P}, {P}, {P}, {F}}).verdict, GateVerdict::kHolds);
}

TEST(Gates, ARateSaysByHowManyCasesItFails) {
  const GateResult result = JudgeOne(MakeGate(Figure::kPassRate, Comparison::kGreaterEqual, 0.9), {{P}, {P}, {F}, {F}});
  EXPECT_EQ(result.verdict, GateVerdict::kFails);
  EXPECT_EQ(result.reason, "2 of 4 passed, 2 more must pass");
}

TEST(Gates, RoundingDoesNotMissABound) {
  const std::vector<Made> seven_of_ten = {{P}, {P}, {P}, {P}, {P}, {P}, {P}, {F}, {F}, {F}};
  EXPECT_EQ(JudgeOne(MakeGate(Figure::kPassRate, Comparison::kGreaterEqual, 0.1 * 7), seven_of_ten).verdict,
            GateVerdict::kHolds);
}

TEST(Gates, OverNothingIsIncomplete) {
  Gate gate = MakeGate(Figure::kPassRate, Comparison::kGreaterEqual, 0);
  gate.filter = *Expression::Parse("category == 'Access'");
  const GateResult result = JudgeOne(gate, {{P, "Network"}});
  EXPECT_EQ(result.verdict, GateVerdict::kIncomplete);
  EXPECT_EQ(result.reason, "no cases match");
}

TEST(Gates, OverErrorsAloneIsIncomplete) {
  EXPECT_EQ(JudgeOne(MakeGate(Figure::kPassRate, Comparison::kGreaterEqual, 0.5), {{E}}).reason, "nothing was decided");
}

TEST(Gates, AnUnknownCostIsIncomplete) {
  const GateResult result = JudgeOne(MakeGate(Figure::kCost, Comparison::kLessEqual, 1), {{P}});
  EXPECT_EQ(result.verdict, GateVerdict::kIncomplete);
  EXPECT_EQ(result.reason, "the cost is unknown");
}

TEST(Gates, ACostThatIsKnownInPartIsIncomplete) {
  const std::vector<Gate> gates = {MakeGate(Figure::kCost, Comparison::kLessEqual, 1)};
  const RunRecord run = Record(2);
  const RunMetrics metrics(run);
  GateJudge judge(gates, run, metrics);
  for (uint32_t i = 0; i < 2; ++i) {
    CaseRow test;
    test.number = i;
    AttemptRow row;
    row.key.case_number = i;
    row.verdict = P;
    if (i == 0) row.cost_usd = 0.1;
    EXPECT_TRUE(judge.Add(test, row, {}));
  }
  EXPECT_EQ(judge.Finish(true)[0].reason, "the cost of 1 attempt is unknown");
}

TEST(Gates, CountOnlyTheCasesOfTheFilter) {
  Gate gate = MakeGate(Figure::kPassRate, Comparison::kGreaterEqual, 1);
  gate.filter = *Expression::Parse("category == 'Access'");
  EXPECT_EQ(JudgeOne(gate, {{P, "Access"}, {F, "Network"}}).verdict, GateVerdict::kHolds);
}

TEST(Gates, MeanIsOverTheScorersValues) {
  const Gate gate = MakeGate(Figure::kMean, Comparison::kGreaterEqual, 0.6, "helpful");
  const GateResult result = JudgeOne(gate, {{P, "", 0.5}, {P, "", 0.75}});
  EXPECT_DOUBLE_EQ(*result.value, 0.625);
  EXPECT_EQ(result.verdict, GateVerdict::kHolds);
}

TEST(Gates, CountIsOfOneVerdict) {
  EXPECT_EQ(*JudgeOne(MakeGate(Figure::kCount, Comparison::kLessEqual, 1, "fail"), {{P}, {F}, {F}}).value, 2);
  EXPECT_EQ(JudgeOne(MakeGate(Figure::kCount, Comparison::kEqual, 0, "error"), {{P}}).verdict, GateVerdict::kHolds);
}

TEST(Gates, LatenciesAreInSeconds) {
  EXPECT_DOUBLE_EQ(*JudgeOne(MakeGate(Figure::kMax, Comparison::kLessEqual, 2), {{P}, {P}, {P}}).value, 3);
  EXPECT_DOUBLE_EQ(*JudgeOne(MakeGate(Figure::kP50, Comparison::kLessEqual, 2), {{P}, {P}, {P}}).value, 2);
}

TEST(Gates, CoverageAndCases) {
  EXPECT_DOUBLE_EQ(*JudgeOne(MakeGate(Figure::kCoverage, Comparison::kGreaterEqual, 0.5), {{P}, {E}}).value, 0.5);
  EXPECT_DOUBLE_EQ(*JudgeOne(MakeGate(Figure::kCases, Comparison::kGreaterEqual, 2), {{P}, {E}}).value, 2);
}

TEST(Gates, CasesMayBeNone) {
  EXPECT_EQ(JudgeOne(MakeGate(Figure::kCases, Comparison::kGreaterEqual, 1), {}).verdict, GateVerdict::kFails);
}

TEST(Gates, EachTargetMustHold) {
  const auto results =
      JudgeAll(MakeGate(Figure::kPassRate, Comparison::kGreaterEqual, 1), {{P, "", 1, 0}, {F, "", 1, 1}}, Record(1, 2));
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(results[0].target, "a");
  EXPECT_EQ(results[0].verdict, GateVerdict::kHolds);
  EXPECT_EQ(results[1].verdict, GateVerdict::kFails);
}

TEST(Gates, PooledTakesAllTargetsTogether) {
  Gate gate = MakeGate(Figure::kPassRate, Comparison::kGreaterEqual, 0.5);
  gate.pooled = true;
  const auto results = JudgeAll(gate, {{P, "", 1, 0}, {F, "", 1, 1}}, Record(1, 2));
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].verdict, GateVerdict::kHolds);
}

TEST(Gates, BelowTheCoverageAGateFailsOnlyIfItMust) {
  const Gate half = MakeGate(Figure::kPassRate, Comparison::kGreaterEqual, 0.5);
  EXPECT_EQ(JudgeOne(half, {{F}, {E}}, false).verdict, GateVerdict::kIncomplete);
  EXPECT_EQ(JudgeOne(half, {{F}, {F}, {E}}, false).verdict, GateVerdict::kFails);
  EXPECT_EQ(JudgeOne(half, {{F}, {F}, {E}}, false, 5).verdict, GateVerdict::kIncomplete);
  EXPECT_EQ(JudgeOne(MakeGate(Figure::kMax, Comparison::kLessEqual, 1), {{P}, {P}, {E}}, false).verdict,
            GateVerdict::kFails);
}

}  // namespace
}  // namespace harness
