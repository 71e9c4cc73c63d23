#include "scorers/tokens.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

Output Used(int64_t input, int64_t output) {
  Output answer = Output::Text("ok");
  answer.usage = Usage{input, output, 0};
  return answer;
}

class TokensScorer : public testing::Test {
 protected:
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(TokensScorer, PassesUpToTheNumber) {
  EXPECT_EQ(rig_.Judge("tokens: 30", Used(10, 20), "ok").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.Judge("tokens: {input: 10, output: 20, total: 30}", Used(10, 20), "ok").verdict, Verdict::kPass);
}

TEST_F(TokensScorer, SaysWhatWasUsed) {
  EXPECT_EQ(rig_.Judge("tokens: 29", Used(10, 20), "ok").reason, "used 30 tokens, allowed 29");
  EXPECT_EQ(rig_.Judge("tokens: {input: 9, output: 19}", Used(10, 20), "ok").reason,
            "used 10 input tokens, allowed 9; used 20 output tokens, allowed 19");
}

TEST_F(TokensScorer, AddsWithoutOverflow) {
  EXPECT_EQ(rig_.Judge("tokens: 1", Used(INT64_MAX, INT64_MAX), "ok").reason,
            "used 18446744073709551614 tokens, allowed 1");
}

TEST_F(TokensScorer, IsAnErrorWhereTheUsageIsNotKnown) {
  const Score score = rig_.JudgeText("tokens: 5", "ok");
  EXPECT_EQ(score.verdict, Verdict::kError);
  EXPECT_EQ(score.reason, "how many tokens the call used is not known");
}

TEST_F(TokensScorer, NeedsANumber) {
  EXPECT_EQ(rig_.LoadError("score:\n  - tokens: {}\n"),
            "suite.yaml:2:13: a number of tokens is missing, such as tokens: 1000 or tokens: { output: 500 }\n"
            "  - tokens: {}\n"
            "            ^\n");
  EXPECT_EQ(rig_.LoadError("score:\n  - tokens: { output: -1 }\n"),
            "suite.yaml:2:23: a number of tokens must not be negative\n"
            "  - tokens: { output: -1 }\n"
            "                      ^\n");
  EXPECT_EQ(rig_.LoadError("score:\n  - tokens: { value: 1, total: 1 }\n"),
            "suite.yaml:2:32: 'value' and 'total' say the same and can't both be given\n"
            "  - tokens: { value: 1, total: 1 }\n"
            "                               ^\n");
}

}  // namespace
}  // namespace harness
