#include "scorers/yaml.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

class IsYamlScorer : public testing::Test {
 protected:
  Verdict Of(const std::string& text) { return rig_.JudgeText("is-yaml:", text).verdict; }
  std::string ReasonOf(const std::string& text) { return rig_.JudgeText("is-yaml:", text).reason; }
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(IsYamlScorer, PassesMapsAndLists) {
  EXPECT_EQ(Of("group: Access\ntags: [a, b]\n"), Verdict::kPass);
  EXPECT_EQ(Of("- a\n- b: |\n    c\n"), Verdict::kPass);
  EXPECT_EQ(Of("{\"a\": 1}"), Verdict::kPass);
  EXPECT_EQ(rig_.JudgeJson("is-yaml:", {{"a", 1}}).verdict, Verdict::kPass);
}

TEST_F(IsYamlScorer, FailsAPlainSentence) {
  EXPECT_EQ(ReasonOf("I can't say"), "no YAML map or list: 'I can't say'");
  EXPECT_EQ(ReasonOf(""), "no YAML map or list: ''");
  EXPECT_EQ(rig_.JudgeJson("is-yaml:", 42).reason, "no YAML map or list: '42'");
}

TEST_F(IsYamlScorer, SaysWhereItIsNoYaml) {
  EXPECT_EQ(ReasonOf("a: 1\na: 2\n").substr(0, 25), "no YAML (line 2, column 1");
  EXPECT_EQ(Of("```yaml\na: 1\n```\n"), Verdict::kFail);
  EXPECT_EQ(Of("a: 1\n---\nb: 2\n"), Verdict::kFail);
}

TEST_F(IsYamlScorer, HoldsItToASchema) {
  EXPECT_EQ(rig_.JudgeText("is-yaml: {value: {required: [group]}}", "a: 1").reason, "the key \"group\" is missing");
  EXPECT_EQ(rig_.JudgeText("is-yaml: {value: {required: [group]}}", "group: 1").verdict, Verdict::kPass);
}

TEST_F(IsYamlScorer, IsBoundedInDepthAndAliases) {
  EXPECT_EQ(Of(std::string(100'000, '[')), Verdict::kFail);
  std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c < 'k'; ++c) {
    const std::string inner = std::string("*") + static_cast<char>(c - 1) + ", ";
    bomb += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 10; ++i) bomb += inner;
    bomb += "x]\n";
  }
  EXPECT_EQ(Of(bomb), Verdict::kFail);
}

}  // namespace
}  // namespace harness
