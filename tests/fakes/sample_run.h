// A small run as reports see it: two targets, three cases, every kind of ending. Built by hand, so that figures are
// what a test says.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/results/summary.h"
#include "tests/fakes/fake_store.h"
#include "tests/fakes/sample_calibration.h"

namespace harness {

inline constexpr int64_t kSampleStart = 1'769'900'399'123'000;  // 2026-01-31T22:59:59.123Z

inline RunRecord SampleRecord() {
  RunRecord run;
  run.id = "20260131-225959-1a2b3c";
  run.suite = "helpdesk";
  run.suite_path = "suites/helpdesk.yaml";
  run.state = RunState::kCompleted;
  run.started_at = kSampleStart;
  run.finished_at = kSampleStart + 12'345'678;
  run.seed = 7;
  run.suite_sha256 = "5e3a";
  run.owner = "ci@runner";
  run.targets = {{"triage-v2", "command"}, {"gpt-4.1", "chat"}};
  run.scorers = {{"group", "equals", 1}, {"short", "latency", 0}};
  run.planned_cases = 3;
  run.planned_attempts = 6;
  run.plan_cases = 3;
  return run;
}

inline CaseRow SampleCase(uint32_t number, std::string id, std::string category = "Access") {
  CaseRow test;
  test.number = number;
  test.id = std::move(id);
  test.category = std::move(category);
  test.tags = R"(["real"])";
  test.file = "tickets.csv";
  test.line = static_cast<int>(number) + 2;
  test.input = R"("VPN drops")";
  test.expected = R"({"group":"Access"})";
  test.vars = "{}";
  return test;
}

inline AttemptRow SampleAttempt(uint32_t number, uint16_t target = 0, Verdict verdict = Verdict::kPass,
                                uint16_t repeat = 0) {
  AttemptRow attempt;
  attempt.key = {number, target, repeat};
  attempt.verdict = verdict;
  attempt.latency_us = 12'345;
  attempt.started_at = kSampleStart;
  attempt.scores = "[[0,0,1],[1,0,1]]";
  if (verdict != Verdict::kPass) {
    attempt.scores =
        fmt::format(R"([[0,{},null,"expected \"Access\", got \"Network\""],[1,0,1]])", static_cast<int>(verdict));
  }
  attempt.output_json = verdict == Verdict::kPass ? R"({"group":"Access"})" : R"({"group":"Network"})";
  return attempt;
}

// A store that holds one run, to be filled case by case.
class SampleStore {
 public:
  explicit SampleStore(RunRecord run = SampleRecord()) {
    summary.run = std::move(run);
    (void)store.Save(summary.run);
  }

  void Add(CaseRow test, AttemptRow attempt) {
    const Finished finished{std::make_shared<CaseRow>(std::move(test)),
                            std::make_shared<AttemptRow>(std::move(attempt))};
    (void)store.Append(summary.run.number, {&finished, 1});
  }

  FakeStore store;
  Summary summary;
};

inline Figures SampleFigures(uint64_t cases, uint64_t attempts, uint64_t passed, uint64_t failed,
                             uint64_t errored = 0) {
  Figures figures;
  figures.cases = cases;
  figures.attempts = figures.planned = attempts;
  figures.passed = passed;
  figures.failed = failed;
  figures.errored = errored;
  const auto decided = static_cast<double>(passed + failed);
  figures.coverage = decided / static_cast<double>(attempts);
  figures.pass_rate = static_cast<double>(passed) / decided;
  figures.pass_rate_ci95 = {{0.25, 0.875}};
  figures.latency = Latency{1.25, 12.3456, 250, 1530};
  return figures;
}

inline GateResult SampleGate(std::string text, GateVerdict verdict, std::optional<double> value,
                             std::string target = "", std::string reason = "") {
  GateResult result;
  result.gate.text = std::move(text);
  result.verdict = verdict;
  result.value = value;
  result.target = std::move(target);
  result.reason = std::move(reason);
  return result;
}

// What the sample's attempts could come to; nothing here is computed.
inline Summary SampleSummary() {
  Summary summary;
  summary.run = SampleRecord();
  summary.all = SampleFigures(3, 6, 3, 2, 1);
  summary.all.case_pass_rate = 0.6;
  summary.all.usage = {1200, 340, 7};
  summary.all.cost_usd = 0.0125;
  summary.targets = {{"triage-v2", SampleFigures(3, 3, 2, 1)}, {"gpt-4.1", SampleFigures(3, 3, 1, 1, 1)}};
  summary.targets[1].figures.cost_usd = 0.0125;
  summary.categories = {{"", SampleFigures(1, 2, 2, 0)}, {"Access", SampleFigures(2, 4, 1, 2, 1)}};
  summary.tags = {{"real", SampleFigures(3, 6, 3, 2, 1)}};
  summary.scorers = {{{"group", "equals", 1}, 5, 3, 2, 0, 0, 1, 0.6}, {{"short", "latency", 0}, 5, 5, 0, 0, 0, 1, 1.0}};
  summary.gates = {
      SampleGate("pass_rate >= 90%", GateVerdict::kFails, 2.0 / 3, "triage-v2", "66.7% of 3, 1 case short"),
      SampleGate("pass_rate >= 90%", GateVerdict::kFails, 0.5, "gpt-4.1", "50.0% of 2, 1 case short"),
      SampleGate("pooled(cost) <= 1.50", GateVerdict::kHolds, 0.0125),
      SampleGate("mean(helpful) >= 0.7", GateVerdict::kIncomplete, std::nullopt, "triage-v2", "no scores"),
      SampleGate("p95(latency) <= 10ms", GateVerdict::kFails, 0.0123456, "triage-v2", "23% over")};
  for (Gate* gate : {&summary.gates[0].gate, &summary.gates[1].gate}) gate->unit = "%", gate->bound = 0.9;
  summary.gates[2].gate.figure = Figure::kCost;
  summary.gates[2].gate.bound = 1.5;
  summary.gates[3].gate.figure = Figure::kMean;
  summary.gates[4].gate.figure = Figure::kP95;
  summary.gates[4].gate.unit = "ms";
  summary.gates[4].gate.bound = 0.01;
  summary.gates[4].gate.warn = true;
  summary.failures = {{"vpn-1", "triage-v2", "Access", "tickets.csv", 3, 0, Verdict::kFail,
                       "group: expected \"Access\", got \"Network\""},
                      {"vpn-1", "gpt-4.1", "Access", "tickets.csv", 3, 0, Verdict::kError,
                       "provider_error: 500 Internal Server Error"}};
  summary.not_passed = 3;
  summary.exit_code = 1;
  return summary;
}

// The same, with a scorer that was calibrated: of its 200 verdicts 160 pass. Of two targets, all of the second and 60
// of the first. This is computed.
inline Summary CalibratedSummary(size_t targets) {
  Summary summary = SampleSummary();
  summary.targets.resize(targets);
  summary.run.targets.resize(targets);
  summary.run.scorers[0].calibration = summary.scorers[0].info.calibration = SampleCalibration();
  summary.run.scorers[0].config = "another";
  CalibratedScorer scorer(summary.run, 0);
  for (uint32_t i = 0; i < 200; ++i) {
    const bool first = targets == 1 || i % 2 == 0;
    const bool passes = targets == 1 ? i < 160 : !first || i < 120;
    scorer.Add(SampleCase(i, "c"), SampleAttempt(i, first ? 0 : 1), passes ? Score::Pass() : Score::Fail("no"));
  }
  summary.scorers[0].corrected = scorer.Finish(summary.warnings);
  return summary;
}

}  // namespace harness
