#include "reports/verdict_words.h"

#include <gtest/gtest.h>

#include "tests/fakes/sample_run.h"

namespace harness {
namespace {

Summary WithGates(int exit_code, std::vector<GateResult> gates) {
  Summary summary = SampleSummary();
  summary.exit_code = exit_code;
  summary.gates = std::move(gates);
  return summary;
}

GateResult Holding(std::string text) {
  return SampleGate(std::move(text), GateVerdict::kHolds, 1.0);
}
GateResult Failing(std::string text) {
  return SampleGate(std::move(text), GateVerdict::kFails, 0.0);
}
GateResult Warning(std::string text) {
  GateResult result = Failing(std::move(text));
  result.gate.warn = true;
  return result;
}

GateResult Value(double value, double bound, std::string unit, Figure figure) {
  GateResult result = SampleGate("gate", GateVerdict::kFails, value);
  result.gate.bound = bound;
  result.gate.unit = std::move(unit);
  result.gate.figure = figure;
  return result;
}

TEST(VerdictInWords, PassesWhereTheGatesHold) {
  EXPECT_EQ(VerdictInWords(WithGates(0, {Holding("a")})), "PASS: the gate holds");
  EXPECT_EQ(VerdictInWords(WithGates(0, {Holding("a"), Holding("b"), Warning("c")})), "PASS: 2 gates hold, 1 warning");
  EXPECT_EQ(VerdictInWords(WithGates(0, {})), "PASS: no gates were judged");
}

TEST(VerdictInWords, CountsAGateOnceWhateverTheTargets) {
  EXPECT_EQ(VerdictInWords(WithGates(1, {Failing("a"), Failing("a"), Holding("b"), Warning("c")})),
            "FAIL: 1 of 2 gates failed");
}

TEST(VerdictInWords, SaysThatTheRunWasStopped) {
  EXPECT_EQ(VerdictInWords(WithGates(1, {Holding("a")})), "FAIL: stopped early by --fail-fast or on_error: stop");
}

TEST(VerdictInWords, SaysWhatIsMissing) {
  EXPECT_EQ(VerdictInWords(WithGates(3, {Holding("a")})),
            "INCOMPLETE: 1 of 6 attempts undecided or missing, coverage is 83.3% where the suite asks for 100.0%");
}

TEST(VerdictInWords, SaysThatAGateHadNothingToJudgeBy) {
  Summary summary = WithGates(3, {Holding("a"), SampleGate("b", GateVerdict::kIncomplete, std::nullopt)});
  summary.run.min_coverage = 0.5;
  EXPECT_EQ(VerdictInWords(summary), "INCOMPLETE: 1 of 2 gates had nothing to judge by");
}

TEST(VerdictInWords, SaysThatTheRunFailed) {
  Summary summary = WithGates(3, {});
  summary.run.min_coverage = 0;
  summary.run.state = RunState::kFailed;
  EXPECT_EQ(VerdictInWords(summary), "INCOMPLETE: the run is failed");
}

TEST(VerdictInWords, SaysHowFarAnInterruptedRunCame) {
  Summary summary = WithGates(130, {});
  summary.all.planned = 150;
  EXPECT_EQ(VerdictInWords(summary), "INTERRUPTED: 6 of 150 attempts done");
}

TEST(FormatGateValue, UsesTheUnitOfTheBound) {
  EXPECT_EQ(FormatGateValue(Value(0.875, 0.9, "%", Figure::kPassRate)), "87.5%");
  EXPECT_EQ(FormatGateValue(Value(0.875, 0.9, "", Figure::kPassRate)), "0.875");
  EXPECT_EQ(FormatGateValue(Value(2.406, 2, "s", Figure::kP95)), "2.41s");
  EXPECT_EQ(FormatGateValue(Value(0.0356, 0.02, "ms", Figure::kP95)), "36ms");
  EXPECT_EQ(FormatGateValue(Value(12, 100, "", Figure::kCases)), "12");
  EXPECT_EQ(FormatGateValue(Value(1.2, 1.5, "", Figure::kCost)), "$1.20");
}

TEST(FormatGateValue, DoesNotRoundAcrossTheBound) {
  EXPECT_EQ(FormatGateValue(Value(0.89996, 0.9, "%", Figure::kPassRate)), "89.996%");
  EXPECT_EQ(FormatGateValue(Value(2.001, 2, "s", Figure::kP95)), "2.001s");
}

TEST(FormatGateValue, IsShortWhereTheBoundIsMet) {
  EXPECT_EQ(FormatGateValue(Value(0.07, 0.07, "%", Figure::kPassRate)), "7.0%");
}

TEST(FormatGateValue, OfAnUnknownFigureIsADash) {
  EXPECT_EQ(FormatGateValue(SampleGate("cost <= 1", GateVerdict::kIncomplete, std::nullopt)), "–");
}

}  // namespace
}  // namespace harness
