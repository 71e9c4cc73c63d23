// Attempts of targets with a `rate` wait here for their turn, so that no worker has to.
//
// In the order in which they came, one line for each entry of the suite's targets. One thread; told the time.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "harness/models/rate_bucket.h"
#include "harness/runner/executor.h"
#include "harness/suite/suite.h"

namespace harness {

class Pacer {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr size_t kMostWaiting = 1000;  // attempts, each with its case

  // Nobody is paced.
  Pacer() = default;
  // Each of `parts` shards of a run has its part of a rate.
  Pacer(const std::vector<TargetSpec>& targets, int parts, Time now);

  bool idle() const { return lines_.empty(); }  // no target has a rate
  bool Paces(uint16_t target) const { return target < line_of_.size() && line_of_[target] >= 0; }
  bool empty() const { return waiting_ == 0; }
  // Nothing more should be claimed: others would be read ahead of what waits.
  bool full() const { return waiting_ >= kMostWaiting; }

  // Of a target that is paced.
  void Put(Task task);
  // Before all others: it has waited already.
  void PutFirst(Task task);
  // The first whose turn has come.
  std::optional<Task> Take(Time now);
  // When Take gives something again; Time::max(): nothing waits.
  Time NextTurn(Time now);
  void Clear();

 private:
  struct Line {
    RateBucket bucket;
    std::deque<Task> tasks;
  };

  std::vector<Line> lines_;
  std::vector<int> line_of_;  // by target; -1: it is not paced
  size_t waiting_ = 0;
};

}  // namespace harness
