// A figure that is not known yet: what it is likely to be, and between what bounds.
#pragma once

#include <algorithm>

namespace harness {

struct Range {
  double low = 0, likely = 0, high = 0;

  Range& operator+=(const Range& other) {
    low += other.low;
    likely += other.likely;
    high += other.high;
    return *this;
  }
  // As if both were at their bounds together.
  Range operator*(double factor) const { return {low * factor, likely * factor, high * factor}; }
  // At least so much, whatever else.
  Range AtLeast(const Range& other) const {
    return {std::max(low, other.low), std::max(likely, other.likely), std::max(high, other.high)};
  }
  bool operator==(const Range&) const = default;
};

}  // namespace harness
