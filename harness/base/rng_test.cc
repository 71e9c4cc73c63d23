#include "harness/base/rng.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace harness {
namespace {

// Written down once, so that a change of the numbers, which would change every sample and every data set, is noticed.
TEST(Rng, GivesTheSameNumbersForever) {
  Rng rng(42, "case-1", 3);
  EXPECT_EQ(rng.Next64(), 1826964938482249317u);
  EXPECT_EQ(rng.Next64(), 868823533048029104u);
}

TEST(Rng, EqualKeysGiveEqualNumbers) {
  EXPECT_EQ(Rng(1, "a", 2).Next64(), Rng(1, std::string_view("a"), 2u).Next64());
}

TEST(Rng, EveryPartOfTheKeyMatters) {
  const std::set<uint64_t> first = {
      Rng(1).Next64(),       Rng(2).Next64(),          Rng(1, "ab", "c").Next64(), Rng(1, "a", "bc").Next64(),
      Rng(1, "a").Next64(),  Rng(1, "", "a").Next64(), Rng(1, 0).Next64(),         Rng(1, 0, 0).Next64(),
      Rng(1, 1, 2).Next64(), Rng(1, 2, 1).Next64(),    Rng(1, "1").Next64()};
  EXPECT_EQ(first.size(), 11u);
}

TEST(Rng, ANarrowerKeyDoesNotDependOnWhatWasTaken) {
  Rng rng(7, "x");
  const uint64_t before = rng.With("y").Next64();
  rng.Next64();
  EXPECT_EQ(rng.With("y").Next64(), before);
  EXPECT_EQ(before, Rng(7, "x", "y").Next64());
}

TEST(Rng, UniformCoversItsRangeEvenly) {
  Rng rng(5, "dice");
  std::array<int, 6> seen{};
  for (int i = 0; i < 60'000; ++i) ++seen.at(rng.Uniform(6));
  for (const int count : seen) EXPECT_NEAR(count, 10'000, 400);
}

TEST(Rng, UniformOfOneIsZero) {
  EXPECT_EQ(Rng(5).Uniform(1), 0u);
}

TEST(Rng, UnitIsBelowOneAndHalfOnAverage) {
  Rng rng(9);
  double sum = 0;
  for (int i = 0; i < 10'000; ++i) {
    const double u = rng.Unit();
    ASSERT_GE(u, 0.0);
    ASSERT_LT(u, 1.0);
    sum += u;
  }
  EXPECT_NEAR(sum / 10'000, 0.5, 0.02);
}

}  // namespace
}  // namespace harness
