#include "harness/core/output.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

constexpr FailureKind kTargetKinds[] = {FailureKind::kExitCode,      FailureKind::kCrashed,  FailureKind::kTimeout,
                                        FailureKind::kInvalidOutput, FailureKind::kTooLarge, FailureKind::kReported};
constexpr FailureKind kPlumbingKinds[] = {FailureKind::kUnavailable, FailureKind::kProviderError,
                                          FailureKind::kRateLimited, FailureKind::kStopped};

TEST(FailureKind, EveryWordIsReadBackAsItself) {
  for (const FailureKind kind : kTargetKinds) EXPECT_EQ(ParseFailureKind(ToString(kind)), kind);
  for (const FailureKind kind : kPlumbingKinds) EXPECT_EQ(ParseFailureKind(ToString(kind)), kind);
}

TEST(FailureKind, OtherWordsAreNone) {
  EXPECT_EQ(ParseFailureKind("exit code"), std::nullopt);
}

TEST(FailureKind, WhatTheTargetDidIsNotPlumbing) {
  for (const FailureKind kind : kTargetKinds) EXPECT_FALSE(IsPlumbing(kind)) << ToString(kind);
}

TEST(FailureKind, WhatTheEnvironmentDidIsPlumbing) {
  for (const FailureKind kind : kPlumbingKinds) EXPECT_TRUE(IsPlumbing(kind)) << ToString(kind);
}

TEST(Output, TextIsAnAnswerWithoutStructure) {
  const Output output = Output::Text("hello");
  EXPECT_EQ(output.text, "hello");
  EXPECT_FALSE(output.json.has_value());
  EXPECT_FALSE(output.failure.has_value());
}

TEST(Output, StructuredIsAnAnswerWithoutText) {
  const Output output = Output::Structured(Json{{"a", 1}});
  EXPECT_EQ(output.text, "");
  EXPECT_EQ(output.json, (Json{{"a", 1}}));
}

TEST(Output, FailedSaysWhatWentWrong) {
  const Output output = Output::Failed(FailureKind::kTimeout, "no answer within 10s", true);
  ASSERT_TRUE(output.failure.has_value());
  EXPECT_EQ(output.failure->kind, FailureKind::kTimeout);
  EXPECT_EQ(output.failure->message, "no answer within 10s");
  EXPECT_TRUE(output.failure->retryable);
}

}  // namespace
}  // namespace harness
