#include "scorers/equals.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

class EqualsScorer : public testing::Test {
 protected:
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(EqualsScorer, ComparesTextToTheLetter) {
  EXPECT_EQ(rig_.JudgeText("equals: {}", "Access", "Access").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("equals: {}", "access", "Access").verdict, Verdict::kFail);
  EXPECT_EQ(rig_.JudgeText("equals: {}", "Access\n", "Access").verdict, Verdict::kFail);
}

TEST_F(EqualsScorer, ComparesJsonByStructureAndValue) {
  EXPECT_EQ(rig_.JudgeJson("equals: {}", {{"a", 1}, {"b", {2.0}}}, Json{{"b", {2}}, {"a", 1.0}}).verdict,
            Verdict::kPass);
  EXPECT_EQ(rig_.JudgeJson("equals: {}", {1, 2}, Json{2, 1}).verdict, Verdict::kFail);
  EXPECT_EQ(rig_.JudgeJson("equals: {}", true, 1).verdict, Verdict::kFail);
}

TEST_F(EqualsScorer, TakesTheTextOfACsvForAJsonScalar) {
  EXPECT_EQ(rig_.JudgeJson("equals: {}", 42, "42").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeJson("equals: {}", 42.0, "42").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeJson("equals: {}", true, "true").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("equals: 42", "42.0").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeJson("equals: {}", 7, "007").verdict, Verdict::kFail);
  EXPECT_EQ(rig_.JudgeJson("equals: {}", "42", "42.0").verdict, Verdict::kFail);
}

TEST_F(EqualsScorer, ReadsJsonThatCameAsText) {
  EXPECT_EQ(rig_.JudgeText("equals: {value: {group: Access}}", "{ \"group\": \"Access\" }").verdict, Verdict::kPass);
}

TEST_F(EqualsScorer, SaysWhatItGotAndWhatItExpected) {
  EXPECT_EQ(rig_.JudgeText("equals: Access", "Network\nteam").reason, "got 'Network\\nteam', expected 'Access'");
  EXPECT_EQ(rig_.JudgeJson("equals: {}", {{"b", 1}, {"a", "x"}}, "Access").reason,
            "got '{\"a\":\"x\",\"b\":1}', expected 'Access'");
}

TEST_F(EqualsScorer, ShowsWhereLongTextsPart) {
  const std::string alike(100, 'a');
  EXPECT_EQ(rig_.JudgeText("equals: {}", alike + "b" + alike, alike + "c").reason,
            "got '…aaaaaaaaaaaaaaaaaaaab" + std::string(57, 'a') +
                "…', expected '…aaaaaaaaaaaaaaaaaaaac', after 100 bytes that are alike");
}

TEST_F(EqualsScorer, RefusesOptionsThatItDoesNotHave) {
  EXPECT_EQ(rig_.LoadError("score:\n  - equals: { tolerance: 1 }\n"),
            "suite.yaml:2:15: unknown key 'tolerance'; known here: 'value'\n"
            "  - equals: { tolerance: 1 }\n"
            "              ^\n");
}

TEST_F(EqualsScorer, LeavesCaseAsideAsIequals) {
  EXPECT_EQ(rig_.JudgeText("iequals: straße", "STRASSE").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeJson("iequals: {value: {Group: [ACCESS, 1]}}", {{"group", {"access", 1.0}}}).verdict,
            Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("iequals: {value: {a: X}}", "{ \"A\": \"x\" }").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("iequals: Access", "Network").reason, "got 'Network', expected 'Access'");
}

}  // namespace
}  // namespace harness
