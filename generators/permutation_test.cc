#include "generators/permutation.h"

#include <gtest/gtest.h>

#include <algorithm>
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

TEST(Permutation, TakesLargeSizes) {
  const Permutation permutation(Rng(1, "test"), uint64_t{1} << 40);
  EXPECT_LT(permutation.Of(0), uint64_t{1} << 40);
  EXPECT_NE(permutation.Of(0), permutation.Of(1));
}

}  // namespace
}  // namespace harness
