#include "scorers/word_count.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

class WordCountScorer : public testing::Test {
 protected:
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(WordCountScorer, CountsExactly) {
  EXPECT_EQ(rig_.JudgeText("word-count: 4", " don't  go - well-known\n").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("word-count: 2", "one").reason, "1 word, expected 2: 'one'");
  EXPECT_EQ(rig_.JudgeText("word-count: 0", " ").verdict, Verdict::kPass);
}

TEST_F(WordCountScorer, AllowsARange) {
  EXPECT_EQ(rig_.JudgeText("word-count: { min: 2, max: 3 }", "a b c").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("word-count: { min: 2, max: 3 }", "a").reason, "1 word, expected from 2 to 3: 'a'");
  EXPECT_EQ(rig_.JudgeText("word-count: { max: 1 }", "a b").reason, "2 words, expected at most 1: 'a b'");
  EXPECT_EQ(rig_.JudgeText("word-count: { min: 3 }", "a b").reason, "2 words, expected at least 3: 'a b'");
}

TEST_F(WordCountScorer, CountsWordsOfScriptsWithoutSpaces) {
  EXPECT_EQ(rig_.JudgeText("word-count: 3", "我们修改密码。").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("word-count: 3", "서울은 대한민국의 수도입니다.").verdict, Verdict::kPass);
}

TEST_F(WordCountScorer, RefusesWhatMakesNoSense) {
  EXPECT_EQ(rig_.LoadError("score:\n  - word-count: { min: 3, max: 2 }\n"),
            "suite.yaml:2:24: 'min' is more than 'max'\n"
            "  - word-count: { min: 3, max: 2 }\n"
            "                       ^\n");
  EXPECT_EQ(rig_.LoadError("score:\n  - word-count: { max: -2 }\n"),
            "suite.yaml:2:24: 'max' must not be negative\n"
            "  - word-count: { max: -2 }\n"
            "                       ^\n");
  EXPECT_NE(rig_.LoadError("score:\n  - word-count: {}\n"), "");
  EXPECT_NE(rig_.LoadError("score:\n  - word-count: { value: 3, min: 2 }\n"), "");
}

}  // namespace
}  // namespace harness
