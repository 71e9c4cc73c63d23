#include "harness/results/case_clusters.h"

namespace harness {

void CaseClusters::Add(uint32_t case_number, const std::string& cluster, bool passed) {
  if (number_ != case_number) {
    EndCase();
    number_ = case_number;
    cluster_ = cluster;
  }
  ones_ += passed ? 1 : 0;
  ++count_;
}

void CaseClusters::EndCase() {
  if (count_ > 0 && cluster_.empty()) rate_.AddCluster(ones_, count_);
  if (count_ > 0 && !cluster_.empty()) {
    Share& share = named_[cluster_];
    share.ones += ones_;
    share.count += count_;
  }
  ones_ = count_ = 0;
}

const ClusteredRate& CaseClusters::Finish() {
  EndCase();
  for (const auto& [name, share] : named_) rate_.AddCluster(share.ones, share.count);
  named_.clear();
  return rate_;
}

}  // namespace harness
