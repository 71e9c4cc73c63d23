#include "scorers/tool_call_f1.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

Json Call(const std::string& name, const Json& arguments = Json::object()) {
  return {{"name", name}, {"arguments", arguments.dump()}};
}

class ToolCallF1Scorer : public testing::Test {
 protected:
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(ToolCallF1Scorer, PassesTheSameSetInAnyOrder) {
  const Json calls = {Call("b"), Call("a"), Call("b")};
  EXPECT_EQ(rig_.JudgeJson("tool-call-f1: [a, b]", calls).verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeJson("tool-call-f1: 'a, b'", calls).value, 1);
  EXPECT_EQ(rig_.JudgeJson("tool-call-f1:", calls, Json({"a", "b"})).verdict, Verdict::kPass);
}

TEST_F(ToolCallF1Scorer, IsTheHarmonicMeanOfPrecisionAndRecall) {
  const Score score = rig_.JudgeJson("tool-call-f1: [a, b]", {Call("a"), Call("c"), Call("d")});
  EXPECT_EQ(score.verdict, Verdict::kFail);
  EXPECT_DOUBLE_EQ(*score.value, 2 * (1.0 / 3) * (1.0 / 2) / (1.0 / 3 + 1.0 / 2));
  EXPECT_EQ(score.reason, "F1 0.400; not called: 'b'; not expected: 'c', 'd'");
}

TEST_F(ToolCallF1Scorer, IsZeroWithoutCalls) {
  const Score score = rig_.JudgeText("tool-call-f1: a", "It rains");
  EXPECT_EQ(score.value, 0);
  EXPECT_EQ(score.reason, "F1 0.000; not called: 'a'");
}

TEST_F(ToolCallF1Scorer, CanExpectThatNothingIsCalled) {
  EXPECT_EQ(rig_.JudgeText("tool-call-f1: []", "It rains").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeJson("tool-call-f1: []", Json::array({Call("a")})).value, 0);
}

TEST_F(ToolCallF1Scorer, FindsCallsInProse) {
  EXPECT_EQ(rig_.JudgeText("tool-call-f1: a, b", "First " + Call("a").dump() + "\nthen " + Call("b").dump()).verdict,
            Verdict::kPass);
}

TEST_F(ToolCallF1Scorer, SaysThatItGaveUp) {
  EXPECT_EQ(rig_.JudgeText("tool-call-f1: a", std::string(200'000, '[')).reason,
            "the search for calls was given up: too many brackets never close");
}

TEST_F(ToolCallF1Scorer, ComparesArgumentsWhereTheyCount) {
  const std::string line = "tool-call-f1: {arguments: true, value: [{name: a, arguments: {x: 1, y: 2}}]}";
  EXPECT_EQ(rig_.JudgeJson(line, Json::array({Call("a", {{"y", 2}, {"x", 1.0}})})).verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeJson(line, Json::array({Call("a", {{"x", 1}})})).reason,
            "F1 0.000; not called: 'a({\"x\":1,\"y\":2})'; not expected: 'a({\"x\":1})'");
}

TEST_F(ToolCallF1Scorer, TakesACallWithoutArgumentsForOneWithNone) {
  const std::string line = "tool-call-f1: { arguments: true, value: [ { name: weather } ] }";
  EXPECT_EQ(rig_.JudgeJson(line, Json::parse(R"([{"name": "weather", "arguments": {}}])")).verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeJson(line, Json::parse(R"([{"name": "weather", "arguments": {"a": 1}}])")).verdict,
            Verdict::kFail);
}

TEST_F(ToolCallF1Scorer, IsAnErrorWhereNoCallsAreExpected) {
  EXPECT_EQ(rig_.JudgeText("tool-call-f1:", "", 5).reason, "a list of calls is expected, found 5");
  EXPECT_EQ(rig_.JudgeText("tool-call-f1: {arguments: true, value: [a]}", "").reason,
            "with 'arguments' a call is a map { name, arguments }, found 'a'");
  EXPECT_EQ(rig_.JudgeText("tool-call-f1:", "", Json::array({5})).reason, "what is expected is no list of calls: [5]");
}

}  // namespace
}  // namespace harness
