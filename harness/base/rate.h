// How often something may be done: "5/min", "10/s", "100/h". Pure, any thread.
#pragma once

#include <string_view>

#include "harness/base/error.h"

namespace harness {

struct Rate {
  double per_second = 0;
  bool operator==(const Rate&) const = default;
};

// N/s, N/min (or /m), N/h, N/d (or /day), words such as second and hour included; N is above 0 and may have decimals.
// From one a week to 100,000 a second.
Result<Rate> ParseRate(std::string_view text);

}  // namespace harness
