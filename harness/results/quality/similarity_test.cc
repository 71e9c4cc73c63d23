#include "harness/results/quality/similarity.h"

#include <gtest/gtest.h>

#include <cmath>

namespace harness {
namespace {

using Values = std::vector<double>;
using List = std::vector<uint32_t>;

TEST(KsComplement, IsOneLessTheWidestGap) {
  EXPECT_DOUBLE_EQ(KsComplement({1, 2, 3, 4}, {3, 4, 5, 6}), 0.5);
  EXPECT_DOUBLE_EQ(KsComplement({1, 2, 2}, {2, 1, 2, 1, 2, 2}), 1);
  EXPECT_DOUBLE_EQ(KsComplement({1, 2}, {3}), 0);
  EXPECT_DOUBLE_EQ(KsComplement({1, 1, 1, 2}, {1, 2, 2, 2}), 0.5);
}

TEST(TvComplement, IsOneLessHalfTheDifferences) {
  EXPECT_DOUBLE_EQ(TvComplement(List{0, 0, 1, 1}, List{0, 0, 0, 1}), 0.75);
  EXPECT_DOUBLE_EQ(TvComplement(List{0, 1}, List{1, 0, 0, 1}), 1);
  EXPECT_DOUBLE_EQ(TvComplement(List{0}, List{7}), 0);
}

TEST(Correlation, IsPearsons) {
  EXPECT_DOUBLE_EQ(*Correlation(Values{1, 2, 3}, Values{2, 4, 6}), 1);
  EXPECT_DOUBLE_EQ(*Correlation(Values{1, 2, 3}, Values{1, 3, 2}), 0.5);
  EXPECT_DOUBLE_EQ(*Correlation(Values{1, NAN, 2, 3}, Values{1, 9, 3, 2}), 0.5);
  EXPECT_FALSE(Correlation(Values{1, 1}, Values{1, 2}));
  EXPECT_FALSE(Correlation(Values{1}, Values{1}));
}

TEST(CorrelationSimilarity, IsOneLessHalfTheDifference) {
  EXPECT_DOUBLE_EQ(CorrelationSimilarity(0.9, -0.3), 0.4);
  EXPECT_DOUBLE_EQ(CorrelationSimilarity(0.9, 0.9), 1);
}

TEST(CramersV, IsThatOfTheTable) {
  // [[20, 5], [10, 15]]: chi^2 = 50 (20 * 15 - 5 * 10)^2 / (25 * 25 * 30 * 20) = 8.33.
  List x, y;
  const auto add = [&](uint32_t of_x, uint32_t of_y, int count) {
    x.insert(x.end(), static_cast<size_t>(count), of_x);
    y.insert(y.end(), static_cast<size_t>(count), of_y);
  };
  add(0, 0, 20);
  add(0, 1, 5);
  add(1, 0, 10);
  add(1, 1, 15);
  EXPECT_NEAR(*CramersV(x, y), std::sqrt(1.0 / 6), 1e-12);
  EXPECT_NEAR(*CramersV(x, x), 1, 1e-12);
  EXPECT_FALSE(CramersV(x, List(x.size(), 3)));
}

TEST(ContingencySimilarity, IsOneLessHalfTheDifferencesOfCells) {
  const List a_x = {0, 0, 1, 1}, a_y = {0, 0, 1, 1}, b_x = {0, 0, 1, 1}, b_y = {0, 1, 0, 1};
  EXPECT_DOUBLE_EQ(ContingencySimilarity(a_x, a_y, b_x, b_y), 0.5);
  EXPECT_DOUBLE_EQ(ContingencySimilarity(a_x, a_y, a_x, a_y), 1);
}

TEST(Bins, AreThoseOfTheReference) {
  const Bins bins(Values{0, NAN, 10});
  EXPECT_EQ(bins.CodesOf(Values{0, 0.99, 1, 9.5, 10, -1, 11, NAN}), (List{0, 0, 1, 9, 9, 10, 11, 12}));
  EXPECT_EQ(Bins(Values{5, 5}).CodesOf(Values{5, 4, 6}), (List{0, 10, 11}));
}

}  // namespace
}  // namespace harness
