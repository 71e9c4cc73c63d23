#include "harness/targets/answer.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

std::string Mistake(std::string_view line) {
  const Result<LineAnswer> answer = ParseLineAnswer(line, Format::kText);
  return answer ? "" : answer.error().Message();
}

Output Read(std::string text, Format format) {
  bool repaired = false;
  return ReadAnswer(std::move(text), format, &repaired);
}

TEST(Answer, IsTextAsItIs) {
  EXPECT_EQ(Read("{} \n", Format::kText).text, "{} \n");
}

TEST(Answer, IsRepairedWhereItIsNoUtf8) {
  bool repaired = false;
  EXPECT_EQ(ReadAnswer("a\xff", Format::kText, &repaired).text, "a\uFFFD");
  EXPECT_TRUE(repaired);
}

TEST(Answer, IsParsedAsJson) {
  EXPECT_EQ(Read(R"( {"a": 1} )", Format::kJson).json, Json({{"a", 1}}));
}

TEST(Answer, ThatIsNoJsonIsQuoted) {
  const Output output = Read("Loading\n{}", Format::kJson);
  ASSERT_TRUE(output.failure.has_value());
  EXPECT_EQ(output.failure->kind, FailureKind::kInvalidOutput);
  EXPECT_TRUE(output.failure->message.starts_with("the output is no JSON: line 1, column 1: "));
  EXPECT_TRUE(output.failure->message.ends_with(R"(; it begins "Loading\n{}")"));
}

TEST(LineAnswer, HoldsTextOrJson) {
  EXPECT_EQ(ParseLineAnswer(R"({"id": "a", "output": "text"})", Format::kText)->output.text, "text");
  EXPECT_EQ(ParseLineAnswer(R"({"id": "a", "output": [1]})", Format::kText)->output.json, Json({1}));
  EXPECT_EQ(ParseLineAnswer(R"({"id": "a", "output": null})", Format::kText)->output.json, Json());
}

TEST(LineAnswer, OfFormatJsonParsesTextOnceMore) {
  EXPECT_EQ(ParseLineAnswer(R"({"id": "a", "output": "[1]"})", Format::kJson)->output.json, Json({1}));
  EXPECT_EQ(ParseLineAnswer(R"({"id": "a", "output": "no"})", Format::kJson)->output.failure->kind,
            FailureKind::kInvalidOutput);
}

TEST(LineAnswer, HoldsTheIdAndTheRepeat) {
  const Result<LineAnswer> answer = ParseLineAnswer(R"({"id": 7, "repeat": 2, "output": ""})", Format::kText);
  EXPECT_EQ(answer->id, "7");
  EXPECT_EQ(answer->repeat, 2);
}

TEST(LineAnswer, ReportsAnError) {
  const Output output = ParseLineAnswer(R"({"id": "a", "error": "too hard"})", Format::kText)->output;
  EXPECT_EQ(output.failure->kind, FailureKind::kReported);
  EXPECT_EQ(output.failure->message, "too hard");
  EXPECT_FALSE(output.failure->retryable);
}

TEST(LineAnswer, ReportsAnErrorThatMayPass) {
  const Output output = ParseLineAnswer(R"({"id": "a", "error": "busy", "retryable": true})", Format::kText)->output;
  EXPECT_EQ(output.failure->kind, FailureKind::kProviderError);
  EXPECT_TRUE(output.failure->retryable);
}

TEST(LineAnswer, ReportsNoErrorThatIsNull) {
  EXPECT_FALSE(ParseLineAnswer(R"({"id": "a", "output": "", "error": null})", Format::kText)->output.failure);
}

TEST(LineAnswer, TakesUsageAndCost) {
  const Result<LineAnswer> answer = ParseLineAnswer(
      R"({"id": "a", "output": "", "usage": {"input_tokens": 5, "output_tokens": 7}, "cost_usd": 0.25})",
      Format::kText);
  EXPECT_EQ(answer->output.usage, (Usage{5, 7, 0}));
  EXPECT_EQ(answer->output.cost_usd, 0.25);
  EXPECT_EQ(answer->complaint, "");
}

TEST(LineAnswer, LeavesOutUsageAndCostThatMakeNoSense) {
  const Result<LineAnswer> answer =
      ParseLineAnswer(R"({"id": "a", "output": "", "usage": {"input_tokens": -5}, "cost_usd": "free"})", Format::kText);
  EXPECT_FALSE(answer->output.usage);
  EXPECT_FALSE(answer->output.cost_usd);
  EXPECT_EQ(answer->complaint, R"(usage "{\"input_tokens\":-5}" is left out: it is no map of token counts; )"
                               R"(cost_usd "\"free\"" is left out: it is no amount)");
}

TEST(LineAnswer, TakesTheFinishReason) {
  const auto read = [](const std::string& reason) {
    return *ParseLineAnswer(R"({"id": "a", "output": "", "finish_reason": )" + reason + "}", Format::kText);
  };
  EXPECT_EQ(read("\"stop\"").output.finish_reason, "stop");
  EXPECT_EQ(read("null").complaint, "");
  EXPECT_EQ(read("7").complaint, R"(finish_reason "7" is left out: it is no text of at most 100 bytes)");
  EXPECT_EQ(read('"' + std::string(101, 'x') + '"').output.finish_reason, "");
}

TEST(LineAnswer, IsRefusedWithoutWhatItNeeds) {
  EXPECT_EQ(Mistake("[1]"), "it is no JSON object; it begins \"[1]\"");
  EXPECT_EQ(Mistake(R"({"output": ""})"), R"(it has no "id"; it begins "{\"output\": \"\"}")");
  EXPECT_EQ(Mistake(R"({"id": "a"})"), R"(it has neither "output" nor "error"; it begins "{\"id\": \"a\"}")");
  EXPECT_TRUE(Mistake("Traceback").ends_with("; it begins \"Traceback\""));
  EXPECT_TRUE(Mistake("").ends_with("; it begins \"\""));
}

}  // namespace
}  // namespace harness
