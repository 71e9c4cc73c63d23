#include "scorers/number.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

class NumberScorer : public testing::Test {
 protected:
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(NumberScorer, ComparesExactlyWithoutATolerance) {
  EXPECT_EQ(rig_.JudgeText("number: 42", " 42.0\n").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeJson("number: {}", 42, "+42").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeJson("number: 9007199254740993", 9007199254740992).verdict, Verdict::kFail);
}

TEST_F(NumberScorer, AllowsAnAbsoluteTolerance) {
  EXPECT_EQ(rig_.JudgeText("number: {value: 1, tolerance: 0.1}", "1.1").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("number: {value: 1, tolerance: 0.1}", "1.1001").reason, "got 1.1001, expected 1 ± 0.1");
}

TEST_F(NumberScorer, AllowsARelativeTolerance) {
  EXPECT_EQ(rig_.JudgeText("number: {value: -200, relative: 0.01}", "-198").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("number: {value: -200, relative: 0.01}", "-197.9").reason, "got -197.9, expected -200 ± 1%");
  EXPECT_EQ(rig_.JudgeText("number: {value: 10, relative: 0.01, tolerance: 3}", "14").reason,
            "got 14, expected 10 ± 3 or 1%");
}

TEST_F(NumberScorer, FailsOnWhatIsNoNumber) {
  EXPECT_EQ(rig_.JudgeText("number: 42", "about 42").reason, "no number: 'about 42', expected 42");
  EXPECT_EQ(rig_.JudgeText("number: 42", "").reason, "no number: '', expected 42");
  EXPECT_EQ(rig_.JudgeJson("number: 1", true).reason, "no number: true, expected 1");
}

TEST_F(NumberScorer, IsAnErrorWhereTheCaseExpectsNoNumber) {
  const Score score = rig_.JudgeText("number: {}", "42", "many");
  EXPECT_EQ(score.verdict, Verdict::kError);
  EXPECT_EQ(score.reason, "what is expected is no number: 'many'");
}

TEST_F(NumberScorer, RefusesANegativeTolerance) {
  EXPECT_EQ(rig_.LoadError("score:\n  - number: { tolerance: -1 }\n"),
            "suite.yaml:2:26: 'tolerance' must not be negative\n"
            "  - number: { tolerance: -1 }\n"
            "                         ^\n");
}

TEST_F(NumberScorer, RefusesAValueThatIsNoNumber) {
  EXPECT_EQ(rig_.LoadError("score:\n  - number: many\n"),
            "suite.yaml:2:13: 'value' must be a number, found text\n"
            "  - number: many\n"
            "            ^\n");
}

}  // namespace
}  // namespace harness
