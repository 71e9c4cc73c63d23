// Counts the attempts of one group (a run, a target, a category, a gate's filter) as they come by, in the order (case,
// target, repeat).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/attempt.h"
#include "harness/core/run.h"
#include "harness/results/case_clusters.h"
#include "harness/results/case_verdict.h"
#include "harness/results/summary.h"

namespace harness {

class Tally {
 public:
  Tally(int repeat, Require require) : repeat_(repeat), require_(require) {}

  void Add(const CaseRow& test, const AttemptRow& attempt);
  // `planned`: how many attempts there should be; at least as many as were added.
  Figures Finish(uint64_t planned);

  uint64_t attempts() const { return figures_.attempts; }
  // Attempts that called the target and whose cost is unknown.
  uint64_t unknown_costs() const { return figures_.attempts - figures_.skipped - costs_; }
  // The value at a fraction of the sorted latencies (nearest rank), in seconds, as if `absent` more attempts had taken
  // no time.
  std::optional<double> LatencyAt(double fraction, uint64_t absent = 0);

 private:
  void EndUnit();  // a case on a target: its repeats
  std::optional<Latency> Latencies();

  int repeat_;
  Require require_;
  Figures figures_;
  double cost_ = 0;
  uint64_t costs_ = 0;  // attempts whose cost is known

  // The case and the target that the last attempt was of.
  std::optional<uint32_t> number_;
  uint16_t target_ = 0;
  Repeats unit_;
  CaseClusters clusters_;

  std::vector<float> latencies_;  // µs; a float holds them to 6e-8 of their size, in half the memory
};

}  // namespace harness
