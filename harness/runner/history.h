// What earlier runs of a suite took, from the store.
//
// Reads the newest runs of the same suite and kind, those of the very same configuration before others, and at most
// kHistoryAttempts attempts of each.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/run.h"
#include "harness/core/store.h"
#include "harness/suite/suite.h"

namespace harness {

inline constexpr size_t kHistoryRuns = 3;
inline constexpr uint64_t kHistoryAttempts = 2'000;

// Count, mean and standard deviation of numbers that come one by one (Welford 1962).
class Moments {
 public:
  void Add(double value);
  uint64_t count() const { return count_; }
  double mean() const { return mean_; }
  double deviation() const;  // of one number; 0 where there are fewer than two

 private:
  uint64_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;
};

struct PartHistory {
  Moments input, output;  // tokens an attempt, where they were told
  Moments cost;           // USD an attempt, where it is known
  Moments seconds;        // an attempt; of targets alone
};

struct History {
  std::vector<std::string> runs;             // ids, newest first
  bool same_suite = true;                    // in the very configuration; else only the name is the same
  std::map<std::string, uint64_t> attempts;  // by target
  std::map<std::string, PartHistory> targets;
  std::map<std::pair<std::string, std::string>, PartHistory> scorers;  // by target and scorer
};

// `kind` as in RunRecord. Empty: there was no such run.
Result<History> ReadHistory(Store& store, const Suite& suite, const std::string& kind);

}  // namespace harness
