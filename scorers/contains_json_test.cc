#include "scorers/contains_json.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

constexpr const char* kNeedsGroup = "contains-json: {value: {type: object, required: [group]}}";

class ContainsJsonScorer : public testing::Test {
 protected:
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(ContainsJsonScorer, PassesJsonInProse) {
  EXPECT_EQ(rig_.JudgeText("contains-json:", "Sure: {\"a\": 1}, as you see").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("contains-json:", "[1, 2]").verdict, Verdict::kPass);
}

TEST_F(ContainsJsonScorer, DoesNotTakeBareWordsForJson) {
  EXPECT_EQ(rig_.JudgeText("contains-json:", "it is true that 42 {and so on}").reason,
            "there is no JSON map or list: 'it is true that 42 {and so on}'");
  EXPECT_EQ(rig_.JudgeJson("contains-json:", 42).reason, "there is no JSON map or list: 42");
}

TEST_F(ContainsJsonScorer, TakesAnyValueThatIsValidByTheSchema) {
  EXPECT_EQ(rig_.JudgeText(kNeedsGroup, "not {\"a\": 1} but {\"group\": \"Access\"}").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText(kNeedsGroup, "[{\"a\": 1}, {\"group\": \"Access\"}]").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeJson(kNeedsGroup, {{"group", "Access"}}).verdict, Verdict::kPass);
}

TEST_F(ContainsJsonScorer, NamesTheFirstViolationOfAllValues) {
  EXPECT_EQ(rig_.JudgeText(kNeedsGroup, "{\"a\": 1}").reason, "the key \"group\" is missing");
  EXPECT_EQ(rig_.JudgeText(kNeedsGroup, "{\"a\": 1} {}").reason,
            "none of 2 JSON values is valid; the first: the key \"group\" is missing");
}

TEST_F(ContainsJsonScorer, SaysThatItGaveUp) {
  EXPECT_TRUE(rig_.JudgeText("contains-json:", std::string(200'000, '{'))
                  .reason.ends_with("; the search was given up: too many brackets never close"));
}

TEST_F(ContainsJsonScorer, RefusesABadSchemaAtItsPlace) {
  EXPECT_EQ(rig_.LoadError("score:\n  - contains-json: { value: { type: 5 } }\n").substr(0, 39),
            "suite.yaml:2:37: not a JSON Schema: #/t");
}

}  // namespace
}  // namespace harness
