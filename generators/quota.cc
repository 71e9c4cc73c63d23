#include "generators/quota.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace harness {

std::vector<uint64_t> Quotas(std::span<const double> weights, uint64_t count) {
  const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<uint64_t> quotas;
  std::vector<double> remainders;
  uint64_t given = 0;
  for (const double weight : weights) {
    const double share = weight * static_cast<double>(count) / all;
    quotas.push_back(static_cast<uint64_t>(std::floor(share)));
    remainders.push_back(std::floor((share - std::floor(share)) * 1e9 + 0.5));  // equal ones may differ by rounding
    given += quotas.back();
  }
  std::vector<size_t> order(weights.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return remainders[a] > remainders[b]; });
  for (size_t i = 0; given < count; i = (i + 1) % order.size(), ++given) ++quotas[order[i]];
  return quotas;
}

}  // namespace harness
