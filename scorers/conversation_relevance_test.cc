#include "scorers/conversation_relevance.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

class ConversationRelevance : public testing::Test {
 protected:
  ConversationRelevance() {
    for (int i = 1; i <= 4; ++i)
      output_.turns.push_back({"q" + std::to_string(i), Output::Text("a" + std::to_string(i))});
    output_.text = "a4";
  }
  void Say(const std::string& verdict, const std::string& reason = "so it is") {
    rig_.models().chat->Say(Json({{"reason", reason}, {"verdict", verdict}}).dump());
  }
  Score Judge(const std::string& line = "conversation-relevance:") { return rig_.Judge(line, output_, output_.text); }
  std::string Asked(size_t call) { return rig_.models().chat->requests.at(call).messages.at(1).text; }

  Output output_;
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(ConversationRelevance, IsThePartOfAnswersThatAreRelevant) {
  for (const char* verdict : {"yes", "yes", "no", "yes"}) Say(verdict, "about VPN");
  const Score score = Judge();
  EXPECT_EQ(score.value, 0.75);
  EXPECT_EQ(score.verdict, Verdict::kPass);
  EXPECT_EQ(score.reason, "3 of 4 answers relevant; turn 3: about VPN");
  EXPECT_EQ(score.evidence["turns"][2]["verdict"], "no");
  EXPECT_EQ(score.cost_usd, 2) << "four calls";
}

TEST_F(ConversationRelevance, ShowsTheTurnsOfTheWindowOnly) {
  for (int i = 0; i < 4; ++i) Say("yes");
  Judge("conversation-relevance: { window: 2 }");
  EXPECT_EQ(Asked(3).find("q2"), std::string::npos);
  EXPECT_NE(Asked(3).find("q3"), std::string::npos);
  EXPECT_NE(Asked(3).find("\"a4\""), std::string::npos);
}

TEST_F(ConversationRelevance, CountsOnlyWhatCouldBeTold) {
  for (const char* verdict : {"unknown", "yes", "unknown", "yes"}) Say(verdict);
  EXPECT_EQ(Judge().value, 1);
  for (int i = 0; i < 4; ++i) Say("unknown");
  EXPECT_EQ(Judge().verdict, Verdict::kUnknown);
}

TEST_F(ConversationRelevance, IsAnErrorIfOneAnswerCannotBeJudged) {
  Say("yes");
  rig_.models().chat->Fail("HTTP 503");
  EXPECT_EQ(Judge().verdict, Verdict::kError);
}

TEST_F(ConversationRelevance, TakesAnAnswerWithoutTurnsAsOne) {
  output_.turns.clear();
  rig_.test().input = "VPN drops";
  Say("no", "it is about lunch");
  EXPECT_EQ(Judge().reason, "0 of 1 answer relevant; turn 1: it is about lunch");
  EXPECT_NE(Asked(0).find("VPN drops"), std::string::npos);
}

TEST_F(ConversationRelevance, RefusesAnEmptyWindow) {
  EXPECT_NE(rig_.LoadError("score:\n  - conversation-relevance: { window: 0 }\n").find("'window' must be from 1"),
            std::string::npos);
}

TEST_F(ConversationRelevance, OtherJudgesSeeTheTranscriptToo) {
  rig_.models().chat->Say(R"({"reason": "fine", "verdict": "5"})");
  EXPECT_EQ(Judge("llm-rubric: It helps.").verdict, Verdict::kPass);
  EXPECT_NE(Asked(0).find("CONVERSATION"), std::string::npos);
  EXPECT_NE(Asked(0).find("q1"), std::string::npos);
  EXPECT_NE(Asked(0).find("q4"), std::string::npos);
  EXPECT_EQ(Asked(0).find("QUESTION"), std::string::npos);
}

}  // namespace
}  // namespace harness
