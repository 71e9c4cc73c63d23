// How many of `count` records each of several values gets.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace harness {

// In proportion to the weights (finite, not negative, not all 0), by largest remainder (Hamilton): each is the exact
// share rounded down or up, the sum is `count`. Of equal remainders the first get more.
std::vector<uint64_t> Quotas(std::span<const double> weights, uint64_t count);

}  // namespace harness
