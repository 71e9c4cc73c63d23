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

TEST(Exchanges, AreReadBackAsTheyWere) {
  Output text = Output::Text("Since when?");
  text.latency = std::chrono::microseconds(1'234'567);
  text.usage = Usage{1, 2, 3};
  text.cost_usd = 0.25;
  text.finish_reason = "stop";
  const Json json = ToJson({{"VPN drops", text}, {Json{{"since", 3}}, Output::Structured({{"group", "Access"}})}});
  const auto turns = ExchangesFromJson(json);
  ASSERT_TRUE(turns);
  ASSERT_EQ(turns->size(), 2u);
  const Output& first = (*turns)[0].answer;
  EXPECT_EQ(first.text, "Since when?");
  EXPECT_EQ(first.latency, text.latency);
  EXPECT_TRUE(first.latency_recorded);
  EXPECT_EQ(first.usage, text.usage);
  EXPECT_EQ(first.cost_usd, 0.25);
  EXPECT_EQ(first.finish_reason, "stop");
  EXPECT_EQ((*turns)[1].user, Json({{"since", 3}}));
  EXPECT_EQ((*turns)[1].answer.json, Json({{"group", "Access"}}));
  EXPECT_FALSE((*turns)[1].answer.usage);
}

TEST(Exchanges, RefuseWhatIsNone) {
  EXPECT_EQ(ExchangesFromJson("x").error().Message(), "turns are a list, found string");
  EXPECT_NE(ExchangesFromJson({{{"user", "Hi"}, {"latency_ms", 1}}}).error().Message().find("turn 1: "),
            std::string::npos);
  EXPECT_FALSE(ExchangesFromJson({{{"user", "Hi"}, {"text", 5}, {"latency_ms", 1}}}));
}

}  // namespace
}  // namespace harness
