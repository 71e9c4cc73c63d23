// The share of verdicts that pass, with how many independent ones tell as much: cases of one cluster, and the attempts
// of one case, are not independent of each other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "harness/stats/interval.h"

namespace harness {

class CaseClusters {
 public:
  // The cases one after another; `cluster` is the case's, or empty: one of its own.
  void Add(uint32_t case_number, const std::string& cluster, bool passed);
  // Of all that was added. Once.
  const ClusteredRate& Finish();

 private:
  void EndCase();

  std::optional<uint32_t> number_;  // of the case that was added last
  std::string cluster_;
  double ones_ = 0, count_ = 0;
  struct Share {
    double ones = 0, count = 0;
  };
  std::unordered_map<std::string, Share> named_;  // cases that say which cluster they are of may lie apart
  ClusteredRate rate_;
};

}  // namespace harness
