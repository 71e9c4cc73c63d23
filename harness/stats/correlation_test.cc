#include "harness/stats/correlation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "harness/base/rng.h"

namespace harness {
namespace {

using List = std::vector<double>;

std::optional<double> Spearman(const List& x, const List& y) {
  return SpearmanRho(x, y);
}
std::optional<double> Kendall(const List& x, const List& y) {
  return KendallTauB(x, y);
}

// Over all pairs, as it is defined.
double SlowTau(const List& x, const List& y) {
  double sum = 0, x_untied = 0, y_untied = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      const int a = (x[i] > x[j]) - (x[i] < x[j]), b = (y[i] > y[j]) - (y[i] < y[j]);
      sum += a * b;
      x_untied += a * a;
      y_untied += b * b;
    }
  }
  return sum / std::sqrt(x_untied * y_untied);
}

TEST(SpearmanRho, AgreesWithAPublishedValue) {
  EXPECT_NEAR(*Spearman({1, 2, 3, 4, 5}, {5, 6, 7, 8, 7}), .8207826816681233, 1e-15);
}

TEST(SpearmanRho, IsOneForAnyRisingCurve) {
  EXPECT_EQ(*Spearman({1, 2, 3, 4}, {1, 10, 1000, 1e9}), 1);
}

TEST(SpearmanRho, IsAbsentWhereASideIsConstant) {
  EXPECT_FALSE(Spearman({1, 1, 1}, {1, 2, 3}));
  EXPECT_FALSE(Spearman({}, {}));
}

TEST(KendallTauB, AgreesWithAPublishedValue) {
  EXPECT_NEAR(*Kendall({12, 2, 1, 12, 2}, {1, 4, 7, 1, 0}), -.4714045, 5e-8);
}

TEST(KendallTauB, AgreesWithItsDefinitionOnListsWithTies) {
  Rng rng(1, "tau");
  for (int round = 0; round < 200; ++round) {
    List x, y;
    const uint64_t size = 3 + rng.Uniform(40), values = 2 + rng.Uniform(20);
    for (uint64_t i = 0; i < size; ++i) {
      x.push_back(static_cast<double>(rng.Uniform(values)));
      y.push_back(static_cast<double>(rng.Uniform(values)));
    }
    const auto tau = Kendall(x, y);
    if (tau) {
      EXPECT_NEAR(*tau, SlowTau(x, y), 1e-12);
    }
  }
}

TEST(KendallTauB, IsMinusOneForAnyFallingCurve) {
  EXPECT_EQ(*Kendall({1, 2, 3, 4}, {9, 5, 4, -1}), -1);
}

TEST(KendallTauB, IsAbsentWhereASideIsConstant) {
  EXPECT_FALSE(Kendall({1, 2, 3}, {4, 4, 4}));
  EXPECT_FALSE(Kendall({1}, {1}));
}

}  // namespace
}  // namespace harness
