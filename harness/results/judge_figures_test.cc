#include "harness/results/judge_figures.h"

#include <gtest/gtest.h>

#include "tests/fakes/sample_calibration.h"

namespace harness {
namespace {

Calibration Counted(JudgedOutputs good, JudgedOutputs bad) {
  Calibration calibration;
  calibration.good = good;
  calibration.bad = bad;
  return calibration;
}

TEST(JudgeFigures, AreThoseOfTheTable) {
  const JudgeFigures figures = FiguresOf(SampleCalibration());
  EXPECT_EQ(figures.decided, 150);
  EXPECT_DOUBLE_EQ(figures.agreement->share, 130.0 / 150);
  EXPECT_DOUBLE_EQ(figures.human_passes->share, 50.0 / 150);
  EXPECT_DOUBLE_EQ(figures.judge_passes->share, 60.0 / 150);
  EXPECT_DOUBLE_EQ(figures.precision->share, 45.0 / 60);
  EXPECT_DOUBLE_EQ(figures.recall->share, 0.9);
  EXPECT_DOUBLE_EQ(figures.specificity->share, 0.85);
  EXPECT_DOUBLE_EQ(figures.f1->share, 2 * 0.75 * 0.9 / (0.75 + 0.9));
  // (130/150 - (50·60 + 100·90)/150²) / (1 - …)
  const double chance = (50.0 * 60 + 100 * 90) / (150 * 150);
  EXPECT_DOUBLE_EQ(figures.chance_agreement, chance);
  EXPECT_NEAR(figures.kappa->kappa, (130.0 / 150 - chance) / (1 - chance), 1e-12);
}

TEST(JudgeFigures, HaveIntervalsAroundThem) {
  // 7 of 50, statistics.md: .069508, .261862.
  const JudgeFigures figures = FiguresOf(Counted({.passed = 7, .failed = 43}, {.passed = 0, .failed = 10}));
  EXPECT_NEAR(figures.recall->interval[0], .069508, 1e-6);
  EXPECT_NEAR(figures.recall->interval[1], .261862, 1e-6);
  // F1 = 2J / (1 + J) where J = 7/50.
  EXPECT_DOUBLE_EQ(figures.f1->share, 14.0 / 57);
  EXPECT_NEAR(figures.f1->interval[0], 2 * .069508 / 1.069508, 1e-6);
  EXPECT_NEAR(figures.f1->interval[1], 2 * .261862 / 1.261862, 1e-6);
}

TEST(JudgeFigures, KeepTheUndecidedApartAndBoundWhatTheyCouldChange) {
  const JudgeFigures figures = FiguresOf(
      Counted({.passed = 6, .failed = 1, .unknown = 1}, {.passed = 1, .failed = 5, .unknown = 1, .errored = 5}));
  EXPECT_EQ(figures.decided, 13);
  EXPECT_EQ(figures.undecided, 7);
  EXPECT_DOUBLE_EQ(figures.agreement->share, 11.0 / 13);
  EXPECT_DOUBLE_EQ(figures.agreement_bounds[0], 11.0 / 20);
  EXPECT_DOUBLE_EQ(figures.agreement_bounds[1], 18.0 / 20);
}

TEST(JudgeFigures, AreAbsentWhereNothingIsDividedBy) {
  const JudgeFigures none = FiguresOf(Counted({.unknown = 3}, {.errored = 2}));
  EXPECT_FALSE(none.agreement);
  EXPECT_FALSE(none.kappa);
  const JudgeFigures never = FiguresOf(Counted({.failed = 3}, {.failed = 2}));
  EXPECT_FALSE(never.precision);
  EXPECT_EQ(never.recall->share, 0);
  EXPECT_DOUBLE_EQ(never.kappa->kappa, 0);
}

TEST(JudgeFigures, CorrectTheRateThatTheJudgeCounted) {
  // θ = (p + q0 - 1) / (q0 + q1 - 1), with q1 = .9 of 50 and q0 = .85 of 100.
  const auto corrected = CorrectBy(SampleCalibration(), {0.8, 200});
  ASSERT_TRUE(corrected);
  EXPECT_NEAR(corrected->rate, .65 / .75, 1e-12);
  const double theta = .65 / .75;
  const double variance = .8 * .2 / 200 + (1 - theta) * (1 - theta) * .85 * .15 / 100 + theta * theta * .9 * .1 / 50;
  EXPECT_NEAR(corrected->standard_error, std::sqrt(variance) / .75, 1e-12);
}

TEST(JudgeFigures, CorrectNothingByAJudgeThatGuesses) {
  const auto corrected = CorrectBy(Counted({.passed = 5, .failed = 5}, {.passed = 5, .failed = 5}), {0.8, 200});
  ASSERT_FALSE(corrected);
  EXPECT_NE(corrected.error().Message().find("the judge tells nothing"), std::string::npos);
}

}  // namespace
}  // namespace harness
