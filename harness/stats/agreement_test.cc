#include "harness/stats/agreement.h"

#include <gtest/gtest.h>

#include <cmath>

#include "harness/base/rng.h"

namespace harness {
namespace {

using Rows = std::vector<std::vector<int64_t>>;

Result<TwoRaters> Two(const Rows& rows, KappaWeights weights = KappaWeights::kNone,
                      const std::vector<double>& positions = {}) {
  auto table = SquareTable::Of(rows);
  if (!table) return Unexpected(table.error());
  return CompareTwoRaters(*table, weights, positions);
}

double Kappa(const Rows& rows, KappaWeights weights = KappaWeights::kNone, const std::vector<double>& positions = {}) {
  const auto result = Two(rows, weights, positions);
  return result && result->kappa ? result->kappa->kappa : std::nan("");
}

const Rows kSas = {{0, 4, 1}, {0, 8, 0}, {0, 1, 5}};

TEST(CohenKappa, AgreesWithPublishedValues) {
  EXPECT_NEAR(Kappa({{20, 5}, {10, 15}}), .4, 1e-15);
  EXPECT_NEAR(Kappa(kSas), .4842, 5e-5);
  EXPECT_NEAR(Kappa(kSas, KappaWeights::kLinear), .4701, 5e-5);
}

TEST(CohenKappa, HasSassStandardErrorAndInterval) {
  const auto kappa = Two(kSas)->kappa;
  EXPECT_NEAR(kappa->standard_error, .1380, 5e-5);
  EXPECT_NEAR(kappa->interval[0], .4842 - 1.959964 * .1380, 2e-4);
  EXPECT_NEAR(kappa->interval[1], .4842 + 1.959964 * .1380, 2e-4);
  EXPECT_NEAR(Two(kSas, KappaWeights::kLinear)->kappa->standard_error, .1457, 5e-5);
}

// 350 dialogues, expert against the majority of the crowd (DICES-350).
TEST(CohenKappa, OfTwoLabelsIsTheClosedForm) {
  const double a = 67, b = 108, c = 13, d = 162;
  EXPECT_NEAR(Kappa({{67, 108}, {13, 162}}), 2 * (a * d - b * c) / ((a + b) * (b + d) + (a + c) * (c + d)), 1e-15);
  EXPECT_NEAR(Kappa({{67, 108}, {13, 162}}), .308571, 5e-7);
}

TEST(CohenKappa, ComesWithRawAgreementAndPrevalence) {
  const auto result = Two({{90, 5}, {5, 0}});
  EXPECT_NEAR(result->kappa->kappa, -.0526, 5e-5);
  EXPECT_EQ(result->agreement, .9);
  EXPECT_NEAR(result->chance_agreement, .905, 1e-15);
  EXPECT_EQ(result->first, (std::vector{.95, .05}));
  EXPECT_EQ(result->second, (std::vector{.95, .05}));
  EXPECT_EQ(result->units, 100);
}

TEST(CohenKappa, WithSquaredWeightsIsTheCorrelationWhereMarginsAreEqual) {
  const Rows rows = {{3, 1, 2}, {1, 4, 1}, {2, 1, 5}};  // symmetric
  double product = 0, squares = 0, mean = 0, units = 0;
  for (size_t i = 0; i < 3; ++i)
    for (size_t j = 0; j < 3; ++j) units += double(rows[i][j]), mean += double(rows[i][j]) * double(i);
  mean /= units;
  for (size_t i = 0; i < 3; ++i) {
    for (size_t j = 0; j < 3; ++j) {
      product += double(rows[i][j]) * (double(i) - mean) * (double(j) - mean);
      squares += double(rows[i][j]) * (double(i) - mean) * (double(i) - mean);
    }
  }
  EXPECT_NEAR(Kappa(rows, KappaWeights::kQuadratic), product / squares, 1e-12);
}

TEST(CohenKappa, TakesDistancesFromPositions) {
  const Rows two = {{5, 2}, {1, 4}};
  EXPECT_EQ(Kappa(two, KappaWeights::kLinear, {1, 5}), Kappa(two));
  EXPECT_NE(Kappa(kSas, KappaWeights::kLinear, {1, 2, 5}), Kappa(kSas, KappaWeights::kLinear));
  EXPECT_NEAR(Kappa(kSas, KappaWeights::kLinear, {10, 20, 30}), Kappa(kSas, KappaWeights::kLinear), 1e-15);
}

// Against the spread of kappa over many tables drawn from the same probabilities.
TEST(CohenKappa, HasTheStandardErrorOfRepeatedSampling) {
  const Rows rows = {{120, 30, 10}, {20, 90, 40}, {15, 25, 150}};
  const auto expected = Two(rows, KappaWeights::kLinear);
  Rng rng(1, "tables");
  double sum = 0, squares = 0;
  constexpr int kRounds = 2000;
  for (int round = 0; round < kRounds; ++round) {
    Rows drawn(3, std::vector<int64_t>(3));
    for (int i = 0; i < 500; ++i) {
      auto left = static_cast<int64_t>(rng.Uniform(500));
      size_t cell = 0;
      while (left >= rows[cell / 3][cell % 3]) left -= rows[cell / 3][cell % 3], ++cell;
      ++drawn[cell / 3][cell % 3];
    }
    const double kappa = Kappa(drawn, KappaWeights::kLinear);
    sum += kappa;
    squares += kappa * kappa;
  }
  const double spread = std::sqrt(squares / kRounds - sum / kRounds * sum / kRounds);
  EXPECT_NEAR(expected->kappa->standard_error / spread, 1, .06);
}

TEST(CohenKappa, KnowsWhenItIsSignificantlyBelowZero) {
  EXPECT_TRUE(Two({{10, 40}, {40, 10}})->kappa->zero.SignificantlyBelow());
  EXPECT_FALSE(Two({{90, 5}, {5, 0}})->kappa->zero.SignificantlyBelow());
  EXPECT_FALSE(Two({{40, 10}, {10, 40}})->kappa->zero.SignificantlyBelow());
}

// With two labels the test is the chi-squared test of independence.
TEST(CohenKappa, IsTestedAgainstZeroAsIndependenceIs) {
  const double a = 12, b = 30, c = 25, d = 9, n = a + b + c + d;
  const double chi_squared = n * (a * d - b * c) * (a * d - b * c) / ((a + b) * (c + d) * (a + c) * (b + d));
  EXPECT_NEAR(Two({{12, 30}, {25, 9}})->kappa->zero.z, -std::sqrt(chi_squared), 1e-12);
}

TEST(CohenKappa, IsZeroWithoutDoubtWhereOneRaterGivesOneLabel) {
  const auto kappa = Two({{5, 5}, {0, 0}})->kappa;
  EXPECT_EQ(kappa->kappa, 0);
  EXPECT_EQ(kappa->zero.p, 1);
}

TEST(CohenKappa, IsAbsentWhereBothGiveOneLabelOnly) {
  const auto result = Two({{9, 0}, {0, 0}});
  EXPECT_EQ(result->agreement, 1);
  EXPECT_FALSE(result->kappa);
}

TEST(CohenKappa, RefusesATableThatIsNotSquare) {
  EXPECT_EQ(Two({{1, 2}, {3}}).error().Message(), "row 2 has 1 counts of 2");
}

TEST(CohenKappa, RefusesCountsBelowZero) {
  EXPECT_EQ(Two({{1, -2}, {3, 1}}).error().Message(), "row 1 holds a count below 0: -2");
}

TEST(CohenKappa, RefusesATableWithoutUnits) {
  EXPECT_EQ(Two({{0, 0}, {0, 0}}).error().Message(), "no unit has labels by both raters");
}

TEST(CohenKappa, RefusesPositionsThatTellNothing) {
  EXPECT_EQ(Two({{1, 2}, {3, 1}}, KappaWeights::kLinear, {1}).error().Message(), "1 positions for 2 labels");
  EXPECT_EQ(Two({{1, 2}, {3, 1}}, KappaWeights::kLinear, {1, 1}).error().Message(),
            "all labels have the same position");
}

TEST(PrecisionRecall, TakeTheFirstRaterAsRight) {
  const PrecisionRecall figures = PrecisionRecallOf(*SquareTable::Of({{6, 2}, {3, 9}}), 0);
  EXPECT_EQ(figures.precision, 6.0 / 9);
  EXPECT_EQ(figures.recall, 6.0 / 8);
  EXPECT_EQ(figures.f1, 12.0 / 17);
}

TEST(PrecisionRecall, AreZeroForALabelThatNobodyGave) {
  const PrecisionRecall figures = PrecisionRecallOf(*SquareTable::Of({{6, 0}, {0, 0}}), 1);
  EXPECT_EQ(figures.precision, 0);
  EXPECT_EQ(figures.recall, 0);
  EXPECT_EQ(figures.f1, 0);
}

Result<ManyRaters> Many(const Rows& rows) {
  return CompareManyRaters(UnitsOfTable(rows), rows.empty() ? 0 : rows[0].size());
}

// The example of Wikipedia's "Fleiss' kappa".
const Rows kFleissExample = {{0, 0, 0, 0, 14}, {0, 2, 6, 4, 2}, {0, 0, 3, 5, 6}, {0, 3, 9, 2, 0}, {2, 2, 8, 1, 1},
                             {7, 7, 0, 0, 0},  {3, 2, 6, 3, 0}, {2, 5, 3, 2, 2}, {6, 5, 2, 1, 0}, {0, 2, 2, 3, 7}};

// Fleiss 1971, table 1: 30 patients, six psychiatrists, five diagnoses.
const Rows kDiagnoses = {{0, 0, 0, 6, 0}, {0, 3, 0, 0, 3}, {0, 1, 4, 0, 1}, {0, 0, 0, 0, 6}, {0, 3, 0, 3, 0},
                         {2, 0, 4, 0, 0}, {0, 0, 4, 0, 2}, {2, 0, 3, 1, 0}, {2, 0, 0, 4, 0}, {0, 0, 0, 0, 6},
                         {1, 0, 0, 5, 0}, {1, 1, 0, 4, 0}, {0, 3, 3, 0, 0}, {1, 0, 0, 5, 0}, {0, 2, 0, 3, 1},
                         {0, 0, 5, 0, 1}, {3, 0, 0, 1, 2}, {5, 1, 0, 0, 0}, {0, 2, 0, 4, 0}, {1, 0, 2, 0, 3},
                         {0, 0, 0, 0, 6}, {0, 1, 0, 5, 0}, {0, 2, 0, 1, 3}, {2, 0, 0, 4, 0}, {1, 0, 0, 4, 1},
                         {0, 5, 0, 1, 0}, {4, 0, 0, 0, 2}, {0, 2, 0, 4, 0}, {1, 0, 5, 0, 0}, {0, 0, 0, 0, 6}};

TEST(FleissKappa, AgreesWithPublishedValues) {
  EXPECT_NEAR(Many(kFleissExample)->kappa->kappa, .209931, 5e-7);
  EXPECT_NEAR(Many(kDiagnoses)->kappa->kappa, .4302445, 5e-8);
}

TEST(FleissKappa, ComesWithRawAgreementAndPrevalence) {
  const auto result = Many(kFleissExample);
  EXPECT_NEAR(result->agreement, .378, 5e-4);
  EXPECT_NEAR(result->chance_agreement, .213, 5e-4);
  EXPECT_NEAR(result->prevalence[4], 32.0 / 140, 1e-15);
  EXPECT_EQ(result->units, 10);
  EXPECT_EQ(result->raters, 14);
}

// The R package irr: kappam.fleiss(diagnoses) gives z = 17.7.
TEST(FleissKappa, IsTestedAgainstZeroAsInIrr) {
  EXPECT_NEAR(Many(kDiagnoses)->kappa->zero.z, 17.65, .05);
}

// The jackknife leaves out one unit at a time; it needs no formula for the standard error.
TEST(FleissKappa, HasAStandardErrorNearTheJackknifes) {
  double sum = 0, squares = 0;
  const double count = static_cast<double>(kDiagnoses.size());
  for (size_t out = 0; out < kDiagnoses.size(); ++out) {
    Rows rows = kDiagnoses;
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(out));
    const double kappa = Many(rows)->kappa->kappa;
    sum += kappa;
    squares += kappa * kappa;
  }
  const double jackknife = std::sqrt((count - 1) * (squares / count - sum / count * sum / count));
  EXPECT_NEAR(Many(kDiagnoses)->kappa->standard_error / jackknife, 1, .05);
}

TEST(FleissKappa, KnowsWhenItIsSignificantlyBelowZero) {
  EXPECT_TRUE(Many(Rows(20, {1, 1}))->kappa->zero.SignificantlyBelow());
  EXPECT_FALSE(Many(kDiagnoses)->kappa->zero.SignificantlyBelow());
}

TEST(FleissKappa, IsAbsentWhereThereIsOneLabel) {
  const auto result = Many({{3, 0}, {3, 0}});
  EXPECT_EQ(result->agreement, 1);
  EXPECT_FALSE(result->kappa);
}

TEST(FleissKappa, RefusesUnitsWithDifferentNumbersOfLabels) {
  EXPECT_EQ(Many({{2, 1}, {1, 1}, {0, 4}}).error().Message(),
            "units have from 2 to 4 labels; Fleiss' kappa needs as many on every unit");
}

TEST(FleissKappa, RefusesUnitsWithOneLabel) {
  EXPECT_EQ(Many({{1, 0}, {0, 1}}).error().Message(), "Fleiss' kappa needs two labels or more on every unit");
}

TEST(FleissKappa, RefusesASingleUnit) {
  EXPECT_EQ(Many({{1, 2}}).error().Message(), "Fleiss' kappa needs two units or more");
}

}  // namespace
}  // namespace harness
