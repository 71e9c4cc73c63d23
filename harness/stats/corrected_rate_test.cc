#include "harness/stats/corrected_rate.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

TEST(CorrectedRate, AgreesWithWorkedValues) {
  const auto corrected = CorrectRate({.8, 200}, {.9, 50}, {.85, 50});
  ASSERT_TRUE(corrected);
  EXPECT_NEAR(corrected->rate, .866667, 5e-7);
  EXPECT_NEAR(corrected->standard_error, .062501, 5e-7);
  EXPECT_NEAR(corrected->naive_standard_error, .0283, 5e-5);
  EXPECT_FALSE(corrected->clamped);
}

TEST(CorrectedRate, HasAnIntervalOfTwoStandardErrorsWithinZeroAndOne) {
  const auto corrected = CorrectRate({.8, 200}, {.9, 50}, {.85, 50});
  ASSERT_TRUE(corrected);
  EXPECT_NEAR(corrected->interval[0], .866667 - 1.959964 * .062501, 2e-6);
  EXPECT_NEAR(corrected->interval[1], .866667 + 1.959964 * .062501, 2e-6);
  const auto high = CorrectRate({.88, 200}, {.9, 50}, {.85, 50});
  ASSERT_TRUE(high);
  EXPECT_EQ(high->interval[1], 1);
}

TEST(CorrectedRate, LeavesThePlainRateOfAJudgeThatIsNeverWrong) {
  const auto corrected = CorrectRate({.8, 200}, {1, 50}, {1, 50});
  ASSERT_TRUE(corrected);
  EXPECT_EQ(corrected->rate, .8);
  EXPECT_EQ(corrected->standard_error, corrected->naive_standard_error);
}

TEST(CorrectedRate, SaysThatItCutAnEstimateAboveOne) {
  const auto corrected = CorrectRate({.95, 200}, {.9, 50}, {.85, 50});
  ASSERT_TRUE(corrected);
  EXPECT_NEAR(corrected->estimate, .8 / .75, 1e-12);
  EXPECT_EQ(corrected->rate, 1);
  EXPECT_TRUE(corrected->clamped);
}

TEST(CorrectedRate, SaysThatItCutAnEstimateBelowZero) {
  const auto corrected = CorrectRate({.1, 200}, {.9, 50}, {.85, 50});
  ASSERT_TRUE(corrected);
  EXPECT_EQ(corrected->rate, 0);
  EXPECT_TRUE(corrected->clamped);
}

TEST(CorrectedRate, RefusesAJudgeThatGuesses) {
  const auto corrected = CorrectRate({.5, 200}, {.6, 50}, {.4, 50});
  ASSERT_FALSE(corrected);
  EXPECT_EQ(corrected.error().Message(),
            "the judge tells nothing: its sensitivity 0.6 and specificity 0.4 sum to no more than 1, as guessing does, "
            "so no rate can be corrected by them");
}

TEST(CorrectedRate, RefusesAJudgeThatIsMostlyWrong) {
  EXPECT_FALSE(CorrectRate({.5, 200}, {.3, 50}, {.4, 50}));
}

TEST(CorrectedRate, RefusesWhatIsNoShare) {
  EXPECT_EQ(CorrectRate({1.5, 200}, {.9, 50}, {.9, 50}).error().Message(), "the rate is no share from 0 to 1: 1.5");
}

TEST(CorrectedRate, RefusesAnEmptySample) {
  EXPECT_EQ(CorrectRate({.5, 200}, {.9, 50}, {.9, 0}).error().Message(), "the specificity rests on no unit");
}

}  // namespace
}  // namespace harness
