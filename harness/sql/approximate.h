// Whether two tables hold the same rows, in any order of rows and columns, within a numeric tolerance.
//
// What compare.cc is made of; nothing else includes it. A pure function.
#pragma once

#include <functional>
#include <optional>

#include "harness/sql/compare.h"

namespace harness {

// Numbers are near when one of them is a double and they differ by no more than the tolerance; integers and decimals
// are exact among themselves, and so is everything else. nullopt: expired, or too many orders of columns to try.
std::optional<bool> IsApproximate(const SqlTable& gold, const SqlTable& pred, const Tolerance& tolerance,
                                  const std::function<bool()>& expired);

}  // namespace harness
