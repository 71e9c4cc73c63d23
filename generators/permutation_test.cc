#include "generators/permutation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace harness {
namespace {

std::vector<uint64_t> All(uint64_t seed, uint64_t size) {
  const Permutation permutation(Rng(seed, "test"), size);
  std::vector<uint64_t> all;
  for (uint64_t i = 0; i < size; ++i) all.push_back(permutation.Of(i));
  return all;
}

TEST(Permutation, ReachesEveryNumberOnce) {
  for (uint64_t size = 1; size <= 300; ++size) {
    std::vector<uint64_t> all = All(size, size), wanted(size);
    std::iota(wanted.begin(), wanted.end(), uint64_t{0});
    std::sort(all.begin(), all.end());
    EXPECT_EQ(all, wanted) << size;
  }
}

TEST(Permutation, DependsOnItsKeyAlone) {
  EXPECT_EQ(All(1, 1000), All(1, 1000));
  EXPECT_NE(All(1, 1000), All(2, 1000));
}

// Of a fair shuffle each eighth of the numbers comes from each eighth in 1/64 of all cases: chi-squared with 49 degrees
// of freedom, whose 99.9th percentile is 85.4.
TEST(Permutation, MixesItsNumbers) {
  constexpr uint64_t kSize = 64'000;
  std::vector<double> seen(64);
  const std::vector<uint64_t> all = All(7, kSize);
  for (uint64_t i = 0; i < kSize; ++i) seen[i / 8000 * 8 + all[i] / 8000] += 1;
  double chi_squared = 0;
  for (const double count : seen) chi_squared += (count - 1000) * (count - 1000) / 1000;
  EXPECT_LT(chi_squared, 85.4);
}

// How many of the first half of a small shuffle lie in its first half: hypergeometric.
void ExpectHypergeometric(uint64_t size, uint64_t taken, uint64_t marked, double tolerance) {
  constexpr int kRounds = 4000;
  double sum = 0, squares = 0;
  for (int round = 0; round < kRounds; ++round) {
    const Permutation permutation(Rng(static_cast<uint64_t>(round), "test"), size);
    double hits = 0;
    for (uint64_t i = 0; i < taken; ++i) hits += permutation.Of(i) < marked ? 1 : 0;
    sum += hits;
    squares += hits * hits;
  }
  const auto n = static_cast<double>(size), k = static_cast<double>(taken), m = static_cast<double>(marked);
  const double variance = k * m / n * (n - m) / n * (n - k) / (n - 1), mean = sum / kRounds;
  EXPECT_NEAR(mean, k * m / n, 5 * std::sqrt(variance / kRounds)) << size;
  EXPECT_NEAR(squares / kRounds - mean * mean, variance, tolerance * variance) << size;
}

TEST(Permutation, ShufflesFewNumbersEvenly) {
  ExpectHypergeometric(4, 2, 2, 0.1);
  ExpectHypergeometric(10, 5, 5, 0.1);
  ExpectHypergeometric(1000, 512, 400, 0.12);
}

TEST(Permutation, TakesLargeSizes) {
  const Permutation permutation(Rng(1, "test"), uint64_t{1} << 40);
  EXPECT_LT(permutation.Of(0), uint64_t{1} << 40);
  EXPECT_NE(permutation.Of(0), permutation.Of(1));
}

}  // namespace
}  // namespace harness
