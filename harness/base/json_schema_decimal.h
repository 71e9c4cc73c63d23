// Exact divisibility of JSON numbers as they are written in decimals, where binary floating point would say that 0.3 is
// no multiple of 0.1.
#pragma once

#include "harness/base/json.h"

namespace harness {

// Whether `number` divided by `divisor` is a whole number. A double stands for the shortest decimal that reads back as
// it. Both are finite numbers and the divisor is not zero; no magnitude overflows.
bool IsMultipleOf(const Json& number, const Json& divisor);

}  // namespace harness
