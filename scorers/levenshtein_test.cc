#include "scorers/levenshtein.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

class LevenshteinScorer : public testing::Test {
 protected:
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(LevenshteinScorer, AllowsFiveEditsByDefault) {
  EXPECT_EQ(rig_.JudgeText("levenshtein: kitten", "sitting").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("levenshtein: abcdef", "uvwxyf").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("levenshtein: abcdef", "uvwxyz").verdict, Verdict::kFail);
}

TEST_F(LevenshteinScorer, SaysHowManyEditsThereAre) {
  const Score score = rig_.JudgeText("levenshtein: { value: kitten, distance: 2 }", "sitting");
  EXPECT_EQ(score.verdict, Verdict::kFail);
  EXPECT_DOUBLE_EQ(*score.value, 1 - 3.0 / 7);
  EXPECT_EQ(score.reason, "3 edits, allowed 2: got 'sitting', expected 'kitten'");
  EXPECT_EQ(rig_.JudgeText("levenshtein: { value: a, distance: 0 }", "b").reason,
            "1 edit, allowed 0: got 'b', expected 'a'");
}

TEST_F(LevenshteinScorer, CountsCodePoints) {
  EXPECT_EQ(rig_.JudgeText("levenshtein: { value: 서울, distance: 1 }", "서욹").verdict, Verdict::kPass);
  EXPECT_DOUBLE_EQ(*rig_.JudgeText("levenshtein: 😀", "é").value, 0);
}

TEST_F(LevenshteinScorer, PassesPlainlyOnEqualTexts) {
  const Score score = rig_.JudgeText("levenshtein: {}", "", "");
  EXPECT_EQ(score.verdict, Verdict::kPass);
  EXPECT_EQ(*score.value, 1);
  EXPECT_EQ(score.reason, "");
}

TEST_F(LevenshteinScorer, NeedsATextToCompareWith) {
  const Score score = rig_.JudgeText("levenshtein: {}", "a", Json{"a"});
  EXPECT_EQ(score.verdict, Verdict::kError);
  EXPECT_EQ(score.reason, "what is expected is no text: [\"a\"]");
}

TEST_F(LevenshteinScorer, FailsOnTextsThatAreTooLong) {
  EXPECT_EQ(rig_.JudgeText("levenshtein: {}", std::string(200'000, 'a'), std::string(100'000, 'b')).reason,
            "too long to compare: 200000 characters with 100000, the product of those that differ at most 10000000000");
}

TEST_F(LevenshteinScorer, RefusesANegativeDistance) {
  EXPECT_EQ(rig_.LoadError("score:\n  - levenshtein: { distance: -1 }\n"),
            "suite.yaml:2:30: 'distance' must be from 0 to 2147483647\n"
            "  - levenshtein: { distance: -1 }\n"
            "                             ^\n");
}

}  // namespace
}  // namespace harness
