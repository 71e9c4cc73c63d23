// Judges gates: collects what each needs while the attempts go by, then compares.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/core/gate.h"
#include "harness/core/metric.h"
#include "harness/core/store.h"
#include "harness/results/metrics.h"
#include "harness/results/summary.h"
#include "harness/results/tally.h"

namespace harness {

class GateJudge {
 public:
  // All three outlive it. Attempts are added to the metrics first.
  GateJudge(const std::vector<Gate>& gates, const RunRecord& run, const RunMetrics& metrics);

  // Whether a filter reads what only AttemptParts::input loads.
  bool NeedsInput() const;
  // An error if a filter can't be evaluated.
  Result<> Add(const CaseRow& test, const AttemptRow& attempt, const std::vector<Score>& scores);
  // `covered`: the run reached its minimum coverage. Without it a gate fails only if it would fail with every undecided
  // attempt passing.
  std::vector<GateResult> Finish(bool covered);

 private:
  // One gate on one target, or on all.
  struct Row {
    const Gate* gate;
    int target;  // -1: all
    int scorer;  // of mean(NAME); -1: none
    Tally tally;
    double sum = 0;  // of the scorer's values
    uint64_t values = 0;
    uint64_t counted = 0;                        // attempts with the verdict of count(VERDICT)
    int metric = -1;                             // of its figures; -1: none
    std::unique_ptr<Metric> filtered = nullptr;  // over the attempts for which the filter holds; null: over all
  };

  uint64_t PlannedOf(const Row& row) const;
  Measured Measure(Row& row, const Figures& figures) const;
  Measured MeasureMetric(const Row& row, const Figures& figures) const;
  GateResult Judge(Row& row, bool covered) const;

  const RunRecord& run_;
  const RunMetrics& metrics_;
  std::vector<Row> rows_;
};

}  // namespace harness
