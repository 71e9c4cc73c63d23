#include "scorers/choice.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

class ChoiceScorer : public testing::Test {
 protected:
  ScorerRig rig_{ScorerTypes()};

  Verdict Verdict_(const std::string& text) { return rig_.JudgeText("choice: B", text).verdict; }
};

TEST_F(ChoiceScorer, ReadsTheUsualWaysToAnswer) {
  for (const std::string text : {"B",
                                 " b\n",
                                 "B.",
                                 "B)",
                                 "(B)",
                                 "**B**",
                                 "B: Paris",
                                 "B) Paris",
                                 "**B) Paris**",
                                 "ANSWER: B",
                                 "Answer: b",
                                 "**Answer:** (B)",
                                 "Final answer: $\\boxed{B}$",
                                 "\\boxed{\\text{B}}",
                                 "The answer is (B).",
                                 "the answer is **B**",
                                 "The correct answer is option B because A is too small",
                                 "I choose B.",
                                 "B is correct.",
                                 "Option B is the right one.",
                                 "Well, I would take B",
                                 "ANSWER:\nB",
                                 "“B”",
                                 "It is (B), since (others) fail"})
    EXPECT_EQ(Verdict_(text), Verdict::kPass) << text;
}

TEST_F(ChoiceScorer, ReadsKoreanAndFullWidthAnswers) {
  for (const std::string text : {"정답: B", "정답은 B입니다.", "답은 (B)", "B가 정답입니다", "答案：Ｂ", "（Ｂ）"})
    EXPECT_EQ(Verdict_(text), Verdict::kPass) << text;
}

TEST_F(ChoiceScorer, PrefersTheClearestWayOfSayingIt) {
  EXPECT_EQ(Verdict_("A) Rome\nB) Paris\nThe answer is B."), Verdict::kPass);
  EXPECT_EQ(Verdict_("The answer is A, or so I thought.\nANSWER: B"), Verdict::kPass);
  EXPECT_EQ(Verdict_("ANSWER: A\nNo, wait.\nANSWER: B"), Verdict::kPass);
  EXPECT_EQ(Verdict_("(B), although D has a point"), Verdict::kPass);
}

TEST_F(ChoiceScorer, TakesNoWordForALetter) {
  EXPECT_EQ(Verdict_("A cat sat on plan B"), Verdict::kPass);
  EXPECT_EQ(Verdict_("Vitamin C-rich food, C++ and D'accord: B"), Verdict::kPass);
  EXPECT_EQ(Verdict_("The answer is not A. It is B"), Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("choice: A", "A cat sat.").verdict, Verdict::kFail);
}

TEST_F(ChoiceScorer, FailsWhenTwoAreSaidEquallyClearly) {
  EXPECT_EQ(rig_.JudgeText("choice: B", "A or B").reason, "says A and B equally clearly, expected B: 'A or B'");
  EXPECT_EQ(rig_.JudgeText("choice: B", "ANSWER: B, C").reason,
            "says B and C equally clearly, expected B: 'ANSWER: B, C'");
  EXPECT_EQ(rig_.JudgeText("choice: B", "A) x\nB) y\nC) z").reason,
            "says A, B and C equally clearly, expected B: 'A) x\\nB) y\\nC) z'");
}

TEST_F(ChoiceScorer, SaysWhatWasChosen) {
  EXPECT_EQ(rig_.JudgeText("choice: B", "ANSWER: C").reason, "chooses C, expected B");
  EXPECT_EQ(rig_.JudgeText("choice: B", "no idea").reason, "chooses none of A, B, C and D: 'no idea'");
  EXPECT_EQ(rig_.JudgeText("choice: B", "ANSWER: BC").reason, "chooses none of A, B, C and D: 'ANSWER: BC'");
}

TEST_F(ChoiceScorer, KnowsOtherLetters) {
  EXPECT_EQ(rig_.JudgeText("choice: { value: E, letters: abcde }", "ANSWER: E").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("choice: {}", "E", "E").reason, "what is expected is none of A, B, C and D: 'E'");
  EXPECT_EQ(rig_.JudgeText("choice: {}", "A", Json{"A"}).reason, "what is expected is none of A, B, C and D: [\"A\"]");
  EXPECT_EQ(rig_.LoadError("score:\n  - choice: { letters: AA }\n"),
            "suite.yaml:2:24: 'letters' must be different letters from A to Z, such as ABCDE\n"
            "  - choice: { letters: AA }\n"
            "                       ^\n");
}

TEST_F(ChoiceScorer, RefusesAValueThatIsNoLetterOfThem) {
  EXPECT_EQ(rig_.LoadError("score:\n  - choice: E\n"),
            "suite.yaml:2:13: what is expected is none of A, B, C and D: 'E'\n"
            "  - choice: E\n"
            "            ^\n");
  EXPECT_NE(rig_.LoadError("score:\n  - choice: AB\n"), "");
}

TEST_F(ChoiceScorer, SeesDenialsAtTheBeginning) {
  EXPECT_EQ(Verdict_("Not B."), Verdict::kFail);
  EXPECT_EQ(Verdict_("not (A), but (B)"), Verdict::kPass);
  EXPECT_EQ(Verdict_("The knot B"), Verdict::kPass);
}

TEST_F(ChoiceScorer, CountsLettersThatChooseNothing) {
  std::string text;
  for (int i = 0; i < 10'001; ++i) text += "a man ";
  EXPECT_EQ(rig_.JudgeText("choice: B", text).reason, "more than 10000 letters stand alone");
}

TEST_F(ChoiceScorer, FailsOnTextsFullOfLetters) {
  std::string text;
  for (int i = 0; i < 10'001; ++i) text += "B, ";
  EXPECT_EQ(rig_.JudgeText("choice: B", text).reason, "more than 10000 letters stand alone");
}

}  // namespace
}  // namespace harness
