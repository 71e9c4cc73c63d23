#include "harness/core/score.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

TEST(Score, APassIsWorthOne) {
  EXPECT_EQ(Score::Pass().verdict, Verdict::kPass);
  EXPECT_EQ(Score::Pass().value, 1.0);
}

TEST(Score, AFailIsWorthNothing) {
  EXPECT_EQ(Score::Fail("no match").verdict, Verdict::kFail);
  EXPECT_EQ(Score::Fail("no match").value, 0.0);
  EXPECT_EQ(Score::Fail("no match").reason, "no match");
}

TEST(Score, AGradeKeepsItsValueWhicheverSideItFalls) {
  EXPECT_EQ(Score::Graded(0.7, true, "").verdict, Verdict::kPass);
  EXPECT_EQ(Score::Graded(0.7, false, "").verdict, Verdict::kFail);
  EXPECT_EQ(Score::Graded(0.7, false, "").value, 0.7);
}

TEST(Score, WhatIsNotDecidedHasNoValue) {
  EXPECT_EQ(Score::Unknown("abstained").verdict, Verdict::kUnknown);
  EXPECT_EQ(Score::Unknown("abstained").value, std::nullopt);
  EXPECT_EQ(Score::Error("no expected").verdict, Verdict::kError);
  EXPECT_EQ(Score::Error("no expected").value, std::nullopt);
  EXPECT_EQ(Score::Skipped("when").verdict, Verdict::kSkipped);
  EXPECT_EQ(Score::Skipped("when").value, std::nullopt);
}

}  // namespace
}  // namespace harness
