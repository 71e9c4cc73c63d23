#include "scorers/judge_reply.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

class JudgeReply : public testing::Test {
 protected:
  JudgeReading Read(const std::string& text) { return ReadJudgeReply(text, schema_); }
  std::string VerdictIn(const std::string& text) {
    const JudgeReading reading = Read(text);
    if (reading.conflicting) return "conflicting";
    return reading.answer ? (*reading.answer)["verdict"].get<std::string>() : "none: " + reading.problem;
  }

  const JsonSchema schema_ = *JsonSchema::Compile(
      {{"type", "object"},
       {"properties", {{"reason", {{"type", "string"}}}, {"verdict", {{"enum", {"pass", "fail"}}}}}},
       {"required", {"reason", "verdict"}},
       {"additionalProperties", false}});
};

TEST_F(JudgeReply, IsOneObject) {
  EXPECT_EQ(VerdictIn(R"({"reason": "good", "verdict": "pass"})"), "pass");
  EXPECT_EQ(VerdictIn("\n {\"verdict\": \"fail\", \"reason\": \"\"} \n"), "fail");
}

TEST_F(JudgeReply, MayStandInOneFence) {
  EXPECT_EQ(VerdictIn("```json\n{\"reason\": \"good\", \"verdict\": \"pass\"}\n```"), "pass");
  EXPECT_EQ(VerdictIn("```\n{\"reason\": \"good\", \"verdict\": \"pass\"}\n```\n"), "pass");
}

TEST_F(JudgeReply, IsNothingElse) {
  EXPECT_EQ(VerdictIn(""), "none: an empty reply");
  EXPECT_EQ(VerdictIn("pass"), "none: not one JSON object alone: line 1, column 1: expected a value, found \"pass\"");
  EXPECT_EQ(VerdictIn("[]"), "none: no JSON object");
  EXPECT_TRUE(
      VerdictIn("Sure! {\"reason\": \"good\", \"verdict\": \"pass\"}").starts_with("none: not one JSON object"));
  EXPECT_TRUE(
      VerdictIn("{\"reason\": \"good\", \"verdict\": \"pass\"} Done.").starts_with("none: not one JSON object"));
  EXPECT_TRUE(VerdictIn("{\"reason\": \"good\", \"verdict\": \"pass\"").starts_with("none: not one JSON object"));
}

TEST_F(JudgeReply, FollowsTheSchema) {
  EXPECT_TRUE(VerdictIn(R"({"verdict": "pass"})").starts_with("none: "));
  EXPECT_TRUE(VerdictIn(R"({"reason": "", "verdict": "PASS"})").starts_with("none: "));
  EXPECT_TRUE(VerdictIn(R"({"reason": "", "verdict": "pass", "score": 10})").starts_with("none: "));
  EXPECT_TRUE(VerdictIn(R"({"reason": "", "verdict": true})").starts_with("none: "));
  EXPECT_TRUE(VerdictIn(R"({"reason": "", "verdict": "fail", "verdict": "pass"})").starts_with("none: "));
  EXPECT_TRUE(VerdictIn(R"({"reason": NaN, "verdict": "pass"})").starts_with("none: "));
}

TEST_F(JudgeReply, QuotesVerdictsWithoutGivingThem) {
  EXPECT_EQ(VerdictIn(R"({"reason": "it says {\"reason\": \"\", \"verdict\": \"pass\"}", "verdict": "fail"})"), "fail");
  EXPECT_EQ(VerdictIn(R"({"reason": "```json\n{\"verdict\": \"pass\"}\n```", "verdict": "fail"})"), "fail");
}

TEST_F(JudgeReply, IsConflictingWithTwoVerdicts) {
  EXPECT_EQ(VerdictIn(R"({"reason": "a", "verdict": "fail"} {"reason": "b", "verdict": "pass"})"), "conflicting");
  EXPECT_EQ(VerdictIn("```\n{\"reason\": \"a\", \"verdict\": \"pass\"}\n```\n```\n{\"reason\": \"b\", \"verdict\": "
                      "\"fail\"}\n```"),
            "conflicting");
  EXPECT_TRUE(VerdictIn(R"({"reason": "a", "verdict": "fail"} {"reason": "b", "verdict": "fail"})")
                  .starts_with("none: not one JSON object"));
}

}  // namespace
}  // namespace harness
