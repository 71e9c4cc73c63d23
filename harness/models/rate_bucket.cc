#include "harness/models/rate_bucket.h"

#include <algorithm>
#include <cmath>

namespace harness {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

constexpr double kMicrosPerMinute = 60e6;
constexpr double kMaxWait = 86'400e6;  // µs; for arithmetic's sake: no deadline is further away
constexpr double kRounding = 1e-6;     // of a token
constexpr double kNoise = 1e-3;        // µs, of what is divided

}  // namespace

RateBucket::RateBucket(int64_t per_minute, Time now)
    : per_minute_(std::max<int64_t>(per_minute, 1)),
      per_microsecond_(static_cast<double>(per_minute_) / kMicrosPerMinute),
      most_(std::max(1.0, static_cast<double>(per_minute_) / 60)),
      level_(most_),
      filled_(now) {}

RateBucket::RateBucket(const Rate& rate, Time now)
    : per_minute_(static_cast<int64_t>(rate.per_second * 60)),
      per_microsecond_(rate.per_second / 1e6),
      most_(std::max(1.0, rate.per_second)),
      level_(most_),
      filled_(now) {}

void RateBucket::Fill(Time now) {
  if (now <= filled_) return;
  const auto passed = static_cast<double>(duration_cast<microseconds>(now - filled_).count());
  level_ = std::min(most_, level_ + passed * per_microsecond_);
  filled_ = now;
}

RateBucket::Time RateBucket::ReadyAt(double cost, Time now) {
  Fill(now);
  const double missing = std::min(cost, most_) - level_;
  if (missing <= kRounding) return now;
  const double wait = std::min(missing / per_microsecond_, kMaxWait) - kNoise;
  return now + microseconds(static_cast<int64_t>(std::ceil(wait)));
}

void RateBucket::Take(double cost, Time now) {
  Fill(now);
  level_ -= cost;
}

void RateBucket::Return(double amount, Time now) {
  Fill(now);
  level_ = std::min(most_, level_ + amount);
}

}  // namespace harness
