#include "scorers/answer.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

class AnswerScorer : public testing::Test {
 protected:
  ScorerRig rig_{ScorerTypes()};

  Verdict Verdict_(const std::string& text, const Json& expected) {
    return rig_.JudgeText("answer: {}", text, expected).verdict;
  }
};

TEST_F(AnswerScorer, ReadsWhatFollowsTheLastMarker) {
  EXPECT_EQ(Verdict_("ANSWER: Rome? No.\nAnswer: Paris", "Paris"), Verdict::kPass);
  EXPECT_EQ(Verdict_("So the final answer: Paris\nI hope this helps.", "Paris"), Verdict::kPass);
  EXPECT_EQ(Verdict_("ANSWER:\n\n  Paris\nmore", "Paris"), Verdict::kPass);
}

TEST_F(AnswerScorer, IgnoresCaseBlanksAndPunctuationAround) {
  EXPECT_EQ(Verdict_("**ANSWER:** **paris**.", "Paris"), Verdict::kPass);
  EXPECT_EQ(Verdict_("ANSWER: \"STRASSE!\"\r\n", "Straße"), Verdict::kPass);
  EXPECT_EQ(Verdict_("ANSWER: -5.", -5), Verdict::kPass);
  EXPECT_EQ(Verdict_("ANSWER: 5", -5), Verdict::kFail);
  EXPECT_EQ(Verdict_("ANSWER: 3.14", "3.14"), Verdict::kPass);
}

TEST_F(AnswerScorer, ReadsDecoratedMarkersAndWideColons) {
  for (const std::string text : {"**ANSWER**: 서울", "ANSWER : 서울", "ANSWER：서울", "**Answer: 서울**"})
    EXPECT_EQ(Verdict_(text, "서울"), Verdict::kPass) << text;
}

TEST_F(AnswerScorer, IgnoresBracketsAroundOneWord) {
  for (const std::string text : {"ANSWER: (B)", "ANSWER: [b].", "ANSWER: **(B)**"})
    EXPECT_EQ(Verdict_(text, "B"), Verdict::kPass) << text;
  EXPECT_EQ(Verdict_("ANSWER: 1, 2", "(1, 2)"), Verdict::kFail);
}

TEST_F(AnswerScorer, ComparesMarksAloneAsTheyAre) {
  EXPECT_EQ(Verdict_("ANSWER: !", "?"), Verdict::kFail);
  EXPECT_EQ(Verdict_("ANSWER: ?", "?"), Verdict::kPass);
  EXPECT_EQ(Verdict_("ANSWER:", "?"), Verdict::kFail);
}

TEST_F(AnswerScorer, AcceptsAnyOfSeveralAnswers) {
  EXPECT_EQ(Verdict_("ANSWER: soul", Json{"Seoul", "Soul"}), Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("answer: [a, b, c]", "ANSWER: d").reason, "got 'd', expected 'a' or 2 more");
}

TEST_F(AnswerScorer, TakesAnotherMarker) {
  EXPECT_EQ(rig_.JudgeText("answer: { marker: '정답:', value: 서울 }", "그래서 정답: 서울.").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("answer: { marker: 'große:', value: x }", "Die GROSSE: x").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("answer: { marker: '=>', value: x }", "ﬀﬀ ẞ => x").verdict, Verdict::kPass);
}

TEST_F(AnswerScorer, SaysWhatItFound) {
  EXPECT_EQ(rig_.JudgeText("answer: Rome", "ANSWER: Paris.").reason, "got 'Paris.', expected 'Rome'");
  EXPECT_EQ(rig_.JudgeText("answer: Rome", "It is Rome.").reason, "nothing says 'ANSWER:': 'It is Rome.'");
  EXPECT_EQ(rig_.JudgeText("answer: Rome", "ANSWER:").reason, "got '', expected 'Rome'");
}

TEST_F(AnswerScorer, RefusesABlankMarker) {
  EXPECT_EQ(rig_.LoadError("score:\n  - answer: { marker: ' ' }\n"),
            "suite.yaml:2:23: 'marker' must not be blank\n"
            "  - answer: { marker: ' ' }\n"
            "                      ^\n");
}

}  // namespace
}  // namespace harness
