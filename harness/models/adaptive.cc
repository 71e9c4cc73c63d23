#include "harness/models/adaptive.h"

#include <algorithm>

namespace harness {

AdaptiveConcurrency::AdaptiveConcurrency(const AdaptiveTerms& terms) : terms_(terms) {
  terms_.min = std::max(terms_.min, 1);
  terms_.max = std::max(terms_.max, terms_.min);
  limit_ = std::clamp(terms_.start, terms_.min, terms_.max);
}

void AdaptiveConcurrency::BeginRound(int under_way) {
  successes_ = 0;
  peak_ = under_way;
}

void AdaptiveConcurrency::OnStart(int under_way) {
  peak_ = std::max(peak_, under_way);
}

void AdaptiveConcurrency::OnSuccess(int under_way, Time now) {
  if (met_limit_ && now < cooled_) return BeginRound(under_way);
  if (++successes_ < limit_) return;
  const bool used = peak_ * 10 >= limit_ * 8;
  if (used) limit_ = std::min(terms_.max, met_limit_ ? limit_ + std::max(1, limit_ / 20) : limit_ * 2);
  BeginRound(under_way);
}

void AdaptiveConcurrency::OnRateLimited(Time now) {
  BeginRound(0);
  if (met_limit_ && now < cooled_) return;
  met_limit_ = true;
  limit_ = std::max(terms_.min, std::min(limit_ - 1, limit_ * 4 / 5));
  cooled_ = now + kCooldown;
}

void AdaptiveConcurrency::OnFailure() {
  BeginRound(0);
}

}  // namespace harness
