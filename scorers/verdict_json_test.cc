#include "scorers/verdict_json.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

Score Read(std::string_view answer) {
  return ScoreFromJson(answer, "the webhook");
}

TEST(QuestionForProgram, HoldsTheCaseTheOutputAndTheJudgedPart) {
  Case test;
  test.id = "c1";
  test.input = "2+2";
  test.expected = Json{{"sum", 4}};
  test.category = "sums";
  test.tags = {"a"};
  test.vars = {{"x", 1}};
  Output output = Output::Structured({{"sum", 5}});
  output.latency = std::chrono::microseconds(12'500);
  const Json judged = 5;
  EXPECT_EQ(QuestionForProgram({test, output, judged, nullptr}, 2),
            R"({"case":{"category":"sums","expected":{"sum":4},"id":"c1","input":"2+2","repeat":2,"tags":["a"],)"
            R"("vars":{"x":1}},"output":{"json":{"sum":5},"latency_ms":12.5},"judged":5})");
}

TEST(QuestionForProgram, SaysWhatIsKnownOfTheCall) {
  Output output = Output::Text("four\n");
  output.finish_reason = "stop";
  output.usage = Usage{10, 20, 3};
  output.cost_usd = 0.25;
  const Json judged = "four";
  const Result<Json> question = ParseJson(QuestionForProgram({Case{}, output, judged, nullptr}));
  ASSERT_TRUE(question);
  EXPECT_EQ((*question)["output"], (Json{{"text", "four\n"},
                                         {"latency_ms", 0},
                                         {"finish_reason", "stop"},
                                         {"usage", {{"input_tokens", 10}, {"output_tokens", 20}, {"cached_tokens", 3}}},
                                         {"cost_usd", 0.25}}));
  EXPECT_EQ((*question)["case"]["expected"], Json());
}

TEST(ScoreFromJson, TakesAVerdictWithItsValueReasonAndEvidence) {
  const Score score = Read(R"({"verdict": "fail", "value": 0.25, "reason": "too long", "evidence": [1], "more": {}})");
  EXPECT_EQ(score.verdict, Verdict::kFail);
  EXPECT_EQ(score.value, 0.25);
  EXPECT_EQ(score.reason, "too long");
  EXPECT_EQ(score.evidence, Json::array({1}));
}

TEST(ScoreFromJson, GivesAVerdictItsUsualValue) {
  EXPECT_EQ(Read(R"({"verdict": "pass"})").value, 1.0);
  EXPECT_EQ(Read(R"({"verdict": "fail"})").value, 0.0);
  EXPECT_EQ(Read(R"({"verdict": "unknown", "value": 0.5})").value, std::nullopt);
}

TEST(ScoreFromJson, GivesAFailAndAnUnknownAReason) {
  EXPECT_EQ(Read(R"({"verdict": "fail"})").reason, "the webhook says so");
  EXPECT_EQ(Read(R"({"verdict": "unknown"})").reason, "the webhook can't say");
  EXPECT_EQ(Read(R"({"verdict": "pass"})").reason, "");
}

TEST(ScoreFromJson, TakesPromptfoosAnswer) {
  const Score score = Read(R"({"pass": true, "score": 0.75, "reason": "near enough"})");
  EXPECT_EQ(score.verdict, Verdict::kPass);
  EXPECT_EQ(score.value, 0.75);
  EXPECT_EQ(score.reason, "near enough");
  EXPECT_EQ(Read(R"({"pass": false})").verdict, Verdict::kFail);
}

TEST(ScoreFromJson, PassesAScoreAloneAboveZero) {
  EXPECT_EQ(Read(R"({"score": 0.01})").verdict, Verdict::kPass);
  EXPECT_EQ(Read(R"({"score": 0})").verdict, Verdict::kFail);
}

TEST(ScoreFromJson, CutsALongReason) {
  const std::string reason(kMaxReason + 1, 'x');
  EXPECT_EQ(Read(R"({"verdict": "fail", "reason": ")" + reason + "\"}").reason, std::string(kMaxReason - 1, 'x') + "…");
}

struct Malformed {
  const char* answer;
  const char* reason;
};

class MalformedAnswer : public testing::TestWithParam<Malformed> {};

TEST_P(MalformedAnswer, IsAnErrorThatSaysWhy) {
  const Score score = Read(GetParam().answer);
  EXPECT_EQ(score.verdict, Verdict::kError);
  EXPECT_EQ(score.reason, GetParam().reason);
}

INSTANTIATE_TEST_SUITE_P(
    All, MalformedAnswer,
    testing::Values(
        Malformed{"{\"verdict\": ",
                  "the webhook answered no JSON: line 1, column 13: expected a value, found the end of the text"},
        Malformed{"[true]", "the webhook answered no JSON object but [true]"},
        Malformed{"{}", "the webhook gave no verdict"}, Malformed{R"({"value": 1})", "the webhook gave no verdict"},
        Malformed{R"({"verdict": "PASS"})", "the webhook gave the verdict 'PASS'; it is pass, fail or unknown"},
        Malformed{R"({"verdict": "error"})", "the webhook gave the verdict 'error'; it is pass, fail or unknown"},
        Malformed{R"({"verdict": true})", "the webhook gave the verdict true; it is pass, fail or unknown"},
        Malformed{R"({"pass": "yes"})", "the webhook gave the pass 'yes'; it is true or false"},
        Malformed{R"({"verdict": "pass", "pass": false})",
                  "the webhook contradicts itself: its verdict and its pass differ"},
        Malformed{R"({"verdict": "pass", "value": 1.5})", "the webhook gave the value 1.5; it is a number from 0 to 1"},
        Malformed{R"({"pass": true, "score": "1"})", "the webhook gave the score '1'; it is a number from 0 to 1"},
        Malformed{R"({"verdict": "pass", "reason": 5})", "the webhook gave the reason 5; it is a text"}));

}  // namespace
}  // namespace harness
