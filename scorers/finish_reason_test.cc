#include "scorers/finish_reason.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

Output Stopped(const std::string& why) {
  Output output = Output::Text("ok");
  output.finish_reason = why;
  return output;
}

class FinishReasonScorer : public testing::Test {
 protected:
  Score Of(const std::string& line, const std::string& why) { return rig_.Judge(line, Stopped(why), "ok"); }
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(FinishReasonScorer, TakesTheWordsOfProvidersForOneAnother) {
  EXPECT_EQ(Of("finish-reason: stop", "stop").verdict, Verdict::kPass);
  EXPECT_EQ(Of("finish-reason: stop", "end_turn").verdict, Verdict::kPass);
  EXPECT_EQ(Of("finish-reason: length", "MAX_TOKENS").verdict, Verdict::kPass);
  EXPECT_EQ(Of("finish-reason: tool_calls", "tool_use").verdict, Verdict::kPass);
  EXPECT_EQ(Of("finish-reason: content_filter", "SAFETY").verdict, Verdict::kPass);
  EXPECT_EQ(Of("finish-reason: end_turn", "stop").verdict, Verdict::kPass);
}

TEST_F(FinishReasonScorer, SaysWhyItStopped) {
  EXPECT_EQ(Of("finish-reason: stop", "length").reason, "stopped for 'length', expected 'stop'");
  EXPECT_EQ(Of("finish-reason: stop", "max_tokens").reason, "stopped for 'max_tokens' (length), expected 'stop'");
  EXPECT_EQ(Of("finish-reason: stop", "gave up").reason, "stopped for 'gave up', expected 'stop'");
}

TEST_F(FinishReasonScorer, IsAnErrorWhereTheTargetDoesNotSay) {
  const Score score = Of("finish-reason: stop", "");
  EXPECT_EQ(score.verdict, Verdict::kError);
  EXPECT_EQ(score.reason, "the target does not say why it stopped");
}

TEST_F(FinishReasonScorer, ReadsTheExpectedOfTheCase) {
  EXPECT_EQ(rig_.Judge("finish-reason:", Stopped("stop"), "ok", "stop").verdict, Verdict::kPass);
  EXPECT_EQ(
      rig_.Judge("finish-reason:", Stopped("stop"), "ok", "done").reason,
      "what is expected: unknown finish reason 'done'; known here: 'stop', 'length', 'tool_calls', 'content_filter'");
}

TEST_F(FinishReasonScorer, RefusesAnUnknownReason) {
  EXPECT_EQ(rig_.LoadError("score:\n  - finish-reason: lenght\n"),
            "suite.yaml:2:20: unknown finish reason 'lenght'; did you mean 'length'?\n"
            "  - finish-reason: lenght\n"
            "                   ^\n");
}

}  // namespace
}  // namespace harness
