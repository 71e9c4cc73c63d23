// How runs are called: ids that sort by the time at which they were made.
#pragma once

#include <cstdint>
#include <string>

#include "harness/base/clock.h"

namespace harness {

// "20260131-235959-1a2b3c": the second in UTC, then the lowest 24 bits of `random`, which keep runs of one second
// apart.
std::string MakeRunId(Clock& clock, uint64_t random);

}  // namespace harness
