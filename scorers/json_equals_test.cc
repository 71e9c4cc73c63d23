#include "scorers/json_equals.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

class JsonEqualsScorer : public testing::Test {
 protected:
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(JsonEqualsScorer, PassesWhatIsEqualByValue) {
  EXPECT_EQ(rig_.JudgeText("json-equals: {}", "{\"b\": [1.0], \"a\": null}", Json{{"a", nullptr}, {"b", {1}}}).verdict,
            Verdict::kPass);
  EXPECT_EQ(rig_.JudgeJson("json-equals: [1, x]", {1, "x"}).verdict, Verdict::kPass);
}

TEST_F(JsonEqualsScorer, NamesEveryDifference) {
  const Score score = rig_.JudgeJson("json-equals: {}", {{"a", {1, 2, 3}}, {"x/y", "old"}, {"extra", true}},
                                     Json{{"a", {1, 5}}, {"x/y", "new"}, {"gone", {{"k", 1}}}});
  EXPECT_EQ(score.verdict, Verdict::kFail);
  EXPECT_EQ(score.reason,
            "/a/1: got 2, expected 5; /a/2: not expected, got 3; /gone: missing, expected {\"k\":1}; "
            "/x~1y: got \"old\", expected \"new\"; /extra: not expected, got true");
  EXPECT_EQ(score.evidence[0], (Json{{"at", "/a/1"}, {"got", 2}, {"expected", 5}}));
}

TEST_F(JsonEqualsScorer, ShowsAtMostFiveDifferences) {
  const Score score = rig_.JudgeJson("json-equals: [0, 0, 0, 0, 0, 0, 0]", {1, 1, 1, 1, 1, 1, 1});
  EXPECT_TRUE(score.reason.ends_with("; /4: got 1, expected 0; and 2 more")) << score.reason;
  EXPECT_EQ(score.evidence.size(), 5u);
}

TEST_F(JsonEqualsScorer, ComparesTheWhole) {
  EXPECT_EQ(rig_.JudgeJson("json-equals: {}", {1}, 5).reason, "got [1], expected 5");
}

TEST_F(JsonEqualsScorer, LeavesOutWhatIsIgnored) {
  const Json actual = {{"id", 7}, {"meta", {{"at", 1}}}, {"a", 1}};
  EXPECT_EQ(rig_.JudgeJson("json-equals: {ignore: [/id, /meta]}", actual, Json{{"a", 1}, {"meta", 0}}).verdict,
            Verdict::kPass);
  EXPECT_EQ(rig_.JudgeJson("json-equals: {ignore: /id}", actual, Json{{"a", 1}}).reason,
            "/meta: not expected, got {\"at\":1}");
}

TEST_F(JsonEqualsScorer, ReadsTheCellOfACsv) {
  EXPECT_EQ(rig_.JudgeText("json-equals: {}", "{\"a\": 1}", "{\"a\":1.0}").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeJson("json-equals: {}", "text", "text").verdict, Verdict::kPass);
}

TEST_F(JsonEqualsScorer, FailsTextThatIsNoJson) {
  EXPECT_EQ(rig_.JudgeText("json-equals: {}", "sorry", Json{1}).reason,
            "no JSON (line 1, column 1: expected a value, found \"sorry\"): 'sorry'");
}

TEST_F(JsonEqualsScorer, RefusesABadPointerAtItsPlace) {
  EXPECT_EQ(rig_.LoadError("score:\n  - json-equals: { ignore: [/a, b] }\n"),
            "suite.yaml:2:33: not a JSON pointer: \"b\"; it must begin with '/': \"/b\"\n"
            "  - json-equals: { ignore: [/a, b] }\n"
            "                                ^\n");
}

}  // namespace
}  // namespace harness
