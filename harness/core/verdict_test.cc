#include "harness/core/verdict.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

TEST(Verdict, EveryWordIsReadBackAsItself) {
  for (const Verdict verdict : kVerdicts) EXPECT_EQ(ParseVerdict(ToString(verdict)), verdict);
}

TEST(Verdict, UsesTheWordsOfReportsAndGates) {
  EXPECT_EQ(ToString(Verdict::kPass), "pass");
  EXPECT_EQ(ToString(Verdict::kFail), "fail");
  EXPECT_EQ(ToString(Verdict::kUnknown), "unknown");
  EXPECT_EQ(ToString(Verdict::kError), "error");
  EXPECT_EQ(ToString(Verdict::kSkipped), "skipped");
}

TEST(Verdict, OtherWordsAreNone) {
  EXPECT_EQ(ParseVerdict("Pass"), std::nullopt);
  EXPECT_EQ(ParseVerdict(""), std::nullopt);
}

TEST(Verdict, OnlyPassAndFailAreDecided) {
  EXPECT_TRUE(Decided(Verdict::kPass));
  EXPECT_TRUE(Decided(Verdict::kFail));
  EXPECT_FALSE(Decided(Verdict::kUnknown));
  EXPECT_FALSE(Decided(Verdict::kError));
  EXPECT_FALSE(Decided(Verdict::kSkipped));
}

}  // namespace
}  // namespace harness
