#include "scorers/likeness.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

class LikenessScorers : public testing::Test {
 protected:
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(LikenessScorers, NameTheirValueRoundedDownAndBothTexts) {
  const Score score = rig_.JudgeText("rouge-n: the cat sat", "the dog sat");
  EXPECT_EQ(score.verdict, Verdict::kFail);
  EXPECT_NEAR(*score.value, 2.0 / 3, 1e-12);
  EXPECT_EQ(score.reason, "rouge-n 0.6666, got 'the dog sat', expected 'the cat sat'");
}

TEST_F(LikenessScorers, SayTheirValueAlsoWhenTheyPass) {
  const Score score = rig_.JudgeText("rouge-l: the cat sat on it", "the cat sat on a");
  EXPECT_EQ(score.verdict, Verdict::kPass);
  EXPECT_EQ(score.reason, "rouge-l 0.8, got 'the cat sat on a', expected 'the cat sat on it'");
}

TEST_F(LikenessScorers, TakeTheBestOfSeveralReferences) {
  const Score score = rig_.JudgeText("f1: [a dog, the cat, fish]", "cat");
  EXPECT_EQ(score.verdict, Verdict::kPass);
  EXPECT_EQ(score.reason, "f1 1, got 'cat', expected 'a dog' or 2 more");
  EXPECT_EQ(*rig_.JudgeText("chrf: {}", "cat", Json{"dog", "cat"}).value, 1);
}

TEST_F(LikenessScorers, PassFromTheirOwnThresholdsOn) {
  EXPECT_EQ(rig_.JudgeText("rouge-n: a b c d", "a b c x").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("rouge-n: a b c d e", "a b c x y").verdict, Verdict::kFail);
  EXPECT_EQ(rig_.JudgeText("gleu: a b", "a b").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("f1: b c", "b x").verdict, Verdict::kPass);
}

TEST_F(LikenessScorers, CompareWordsOfAllScripts) {
  EXPECT_EQ(*rig_.JudgeText("rouge-n: 서울은 수도입니다", "수도입니다, 서울은!").value, 1);
  EXPECT_NEAR(*rig_.JudgeText("rouge-n: 我们修改密码", "我们修改口令").value, 2.0 / 3, 1e-12);
  EXPECT_EQ(*rig_.JudgeText("rouge-l: STRASSE", "Straße").value, 1);
  EXPECT_EQ(*rig_.JudgeText("f1: 「密码」", "密码。").value, 1);
  EXPECT_EQ(*rig_.JudgeText("bleu: { value: 我们修改密码, tokenizer: words }", "我们修改密码！").value, 1);
  EXPECT_EQ(*rig_.JudgeText("bleu: 我们修改密码", "我们修改密码！").value, 0);
  EXPECT_GT(*rig_.JudgeText("meteor: { value: 我们修改密码, tokenizer: words }", "我们修改口令").value, 0.5);
}

TEST_F(LikenessScorers, CanNotCompareWithAMapOrNothing) {
  EXPECT_EQ(rig_.JudgeText("bleu: {}", "x", Json{{"a", 1}}).reason, "what is expected is a map, not texts: {\"a\":1}");
  const Score score = rig_.JudgeText("gleu: {}", "x", Json::array());
  EXPECT_EQ(score.verdict, Verdict::kError);
  EXPECT_EQ(score.reason, "the list of references is empty");
  EXPECT_EQ(rig_.LoadError("score:\n  - meteor: []\n"),
            "suite.yaml:2:13: the list of references is empty\n"
            "  - meteor: []\n"
            "            ^\n");
}

TEST_F(LikenessScorers, RefuseOptionsOutOfRangeAtTheirPlaces) {
  EXPECT_EQ(rig_.LoadError("score:\n  - rouge-n: { n: 0 }\n"),
            "suite.yaml:2:19: 'n' must be from 1 to 20\n"
            "  - rouge-n: { n: 0 }\n"
            "                  ^\n");
  EXPECT_NE(rig_.LoadError("score:\n  - chrf: { beta: 1e200 }\n"), "");
  EXPECT_EQ(rig_.LoadError("score:\n  - chrf: { beta: 0 }\n"),
            "suite.yaml:2:19: 'beta' must be above 0 and at most 100\n"
            "  - chrf: { beta: 0 }\n"
            "                  ^\n");
  EXPECT_NE(rig_.LoadError("score:\n  - chrf: { char_order: 21 }\n"), "");
  EXPECT_NE(rig_.LoadError("score:\n  - bleu: { tokenizer: intl }\n"), "");
}

TEST_F(LikenessScorers, FailOnTextsThatAreTooLong) {
  std::string text;
  for (int i = 0; i < 1'000'001; ++i) text += "a ";
  EXPECT_EQ(rig_.JudgeText("bleu: a", text).reason, "too long to compare: more than 1000000 tokens");
  EXPECT_EQ(rig_.JudgeText("rouge-l: a", text).reason, "too long to compare: more than 1000000 words");
  EXPECT_EQ(rig_.JudgeText("f1: a", text).reason, "too long to compare: more than 1000000 words");
  EXPECT_EQ(rig_.JudgeText("meteor: a", text).reason, "too long to compare: more than 1000000 tokens");
  EXPECT_EQ(rig_.JudgeText("chrf: a", text).reason, "too long to compare: more than 1000000 characters");
}

TEST_F(LikenessScorers, CanNotCompareWithAReferenceThatIsTooLong) {
  const Score score = rig_.JudgeText("chrf: {}", "a", std::string(1'000'001, 'a'));
  EXPECT_EQ(score.verdict, Verdict::kError);
  EXPECT_EQ(score.reason, "a reference is too long to compare: more than 1000000 characters");
}

TEST_F(LikenessScorers, FailOnTextsWhoseProductIsTooLarge) {
  std::string text = "x";
  std::string other = "y";
  for (int i = 0; i < 101'000; ++i) {
    text += i % 2 ? " a" : " b";
    other += i % 3 ? " a" : " b";
  }
  EXPECT_EQ(rig_.JudgeText("rouge-l: {}", text + " x", other + " y").reason,
            "too long to compare: 101002 words with 101002, their product at most 10000000000");
}

}  // namespace
}  // namespace harness
