// What time it is: the only door to the system's clocks, so that tests can hold time in their hands.
//
// Any thread may ask. Wall time names moments (reports, ids); steady time measures spans (deadlines, latencies) and
// never jumps.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "harness/base/error.h"

namespace harness {

class Clock {
 public:
  virtual ~Clock() = default;
  // Microseconds since 1970-01-01T00:00:00Z.
  virtual int64_t WallMicros() = 0;
  virtual std::chrono::steady_clock::time_point SteadyNow() = 0;
};

std::unique_ptr<Clock> MakeSystemClock();

// "2025-11-20T09:28:50.123Z", cut to milliseconds. For the years 1 to 9999; a moment beyond them is shown as the
// nearest within.
std::string FormatTimestamp(int64_t wall_micros);

// ISO 8601 with a date, optionally a time ("T" or a blank, seconds and up to 6 decimals optional) and "Z" or an offset
// "+01:00"; without either UTC is meant. In microseconds since 1970; the proleptic Gregorian calendar, no leap seconds.
Result<int64_t> ParseTimestamp(std::string_view text);

}  // namespace harness
