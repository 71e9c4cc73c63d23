#include "harness/stats/correlation.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace harness {
namespace {

// From 1; equal values get the mean of their places.
std::vector<double> Ranks(std::span<const double> values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    for (size_t i = begin; i < end; ++i) ranks[order[i]] = static_cast<double>(begin + 1 + end) / 2;
  }
  return ranks;
}

// The pairs of equal neighbours, all of a run of equal ones counted, in a sorted list.
template <typename T>
int64_t TiedPairs(const std::vector<T>& sorted) {
  int64_t pairs = 0;
  for (size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
    while (end < sorted.size() && sorted[end] == sorted[begin]) ++end;
    const auto run = static_cast<int64_t>(end - begin);
    pairs += run * (run - 1) / 2;
  }
  return pairs;
}

// Sorts, and counts the pairs that stood in the wrong order.
int64_t SortCountingSwaps(std::vector<double>& values) {
  std::vector<double> merged(values.size());
  int64_t swaps = 0;
  for (size_t width = 1; width < values.size(); width *= 2) {
    for (size_t begin = 0; begin < values.size(); begin += 2 * width) {
      const size_t middle = std::min(begin + width, values.size()), end = std::min(begin + 2 * width, values.size());
      for (size_t to = begin, left = begin, right = middle; to < end; ++to) {
        const bool from_right = right < end && (left == middle || values[right] < values[left]);
        if (from_right) swaps += static_cast<int64_t>(middle - left);
        merged[to] = values[from_right ? right++ : left++];
      }
    }
    values.swap(merged);
  }
  return swaps;
}

}  // namespace

std::optional<double> SpearmanRho(std::span<const double> x, std::span<const double> y) {
  const std::vector<double> a = Ranks(x), b = Ranks(y);
  const double middle = (static_cast<double>(a.size()) + 1) / 2;
  double product = 0, a_squares = 0, b_squares = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    product += (a[i] - middle) * (b[i] - middle);
    a_squares += (a[i] - middle) * (a[i] - middle);
    b_squares += (b[i] - middle) * (b[i] - middle);
  }
  if (a_squares == 0 || b_squares == 0) return std::nullopt;
  return std::clamp(product / std::sqrt(a_squares * b_squares), -1.0, 1.0);
}

std::optional<double> KendallTauB(std::span<const double> x, std::span<const double> y) {
  std::vector<std::pair<double, double>> points;
  for (size_t i = 0; i < x.size(); ++i) points.emplace_back(x[i], y[i]);
  std::sort(points.begin(), points.end());
  std::vector<double> firsts, seconds;
  for (const auto& [first, second] : points) {
    firsts.push_back(first);
    seconds.push_back(second);
  }
  const auto count = static_cast<int64_t>(points.size());
  const int64_t pairs = count * (count - 1) / 2, tied = TiedPairs(points), x_tied = TiedPairs(firsts);
  const int64_t discordant = SortCountingSwaps(seconds);
  const int64_t y_tied = TiedPairs(seconds);
  if (pairs == x_tied || pairs == y_tied) return std::nullopt;
  const int64_t concordant = pairs - x_tied - y_tied + tied - discordant;
  const double untied = static_cast<double>(pairs - x_tied) * static_cast<double>(pairs - y_tied);
  const double tau = static_cast<double>(concordant - discordant) / std::sqrt(untied);
  return std::clamp(tau, -1.0, 1.0);
}

}  // namespace harness
