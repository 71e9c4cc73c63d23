#include "scorers/regex.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

class RegexScorer : public testing::Test {
 protected:
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(RegexScorer, PassesWhenTheTextMatchesAnywhere) {
  EXPECT_EQ(rig_.JudgeText("regex: 'INC[0-9]{7}'", "opened INC0012345 today").verdict, Verdict::kPass);
}

TEST_F(RegexScorer, NamesThePatternThatDidNotMatch) {
  EXPECT_EQ(rig_.JudgeText("regex: 'INC[0-9]{7}'", "opened a ticket").reason, "no match for /INC[0-9]{7}/");
}

TEST_F(RegexScorer, RefusesABadPatternAtItsPlace) {
  EXPECT_EQ(rig_.LoadError("score:\n  - regex: '(unclosed'\n"),
            "suite.yaml:2:12: not a regular expression: missing ): (unclosed\n"
            "  - regex: '(unclosed'\n"
            "           ^\n");
}

TEST_F(RegexScorer, TakesThePatternOfACase) {
  EXPECT_EQ(rig_.JudgeText("regex: {}", "abc", "^a.c$").verdict, Verdict::kPass);
  const Score score = rig_.JudgeText("regex: {}", "abc", "(");
  EXPECT_EQ(score.verdict, Verdict::kError);
  EXPECT_EQ(score.reason, "not a regular expression: missing ): (");
}

TEST_F(RegexScorer, SearchesTheTextOfJson) {
  EXPECT_EQ(rig_.JudgeJson("regex: '\"a\":\\d'", {{"a", 1}}).verdict, Verdict::kPass);
}

}  // namespace
}  // namespace harness
