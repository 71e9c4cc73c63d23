#include "scorers/rubric.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

std::string Says(const std::string& verdict, const std::string& reason = "because") {
  return Json({{"reason", reason}, {"verdict", verdict}}).dump();
}

class Rubric : public testing::Test {
 protected:
  Score Judge(const std::string& line, const std::string& verdict, const std::string& answer = "Restart the client.") {
    rig_.models().chat->Say(Says(verdict));
    return rig_.JudgeText(line, answer);
  }
  std::string Asked() { return rig_.models().chat->requests.at(0).messages.at(1).text; }

  ScorerRig rig_{ScorerTypes()};
};

TEST_F(Rubric, HasFiveLevels) {
  const std::string line = "llm-rubric: names a next step";
  EXPECT_EQ(Judge(line, "5").value, 1);
  EXPECT_EQ(Judge(line, "4").verdict, Verdict::kPass);
  EXPECT_EQ(Judge(line, "3").verdict, Verdict::kFail);
  EXPECT_EQ(Judge(line, "2").value, 0.25);
  EXPECT_EQ(Judge(line, "1").reason, "1: because");
}

TEST_F(Rubric, MayAbstain) {
  const Score score = Judge("llm-rubric: names a next step", "unknown");
  EXPECT_EQ(score.verdict, Verdict::kUnknown);
  EXPECT_FALSE(score.value.has_value());
}

TEST_F(Rubric, ShowsQuestionReferenceAndAnswerAsData) {
  rig_.test().input = "VPN drops";
  rig_.models().chat->Say(Says("5"));
  rig_.JudgeText("llm-rubric: names a next step", "Restart the client.", "Restart it");
  EXPECT_NE(Asked().find("\"VPN drops\""), std::string::npos);
  EXPECT_NE(Asked().find("\"Restart it\""), std::string::npos);
  EXPECT_NE(Asked().find("\"Restart the client.\""), std::string::npos);
  EXPECT_NE(rig_.models().chat->requests.at(0).messages.at(0).text.find("names a next step"), std::string::npos);
}

TEST_F(Rubric, ShowsAnAnswerOfStructureAsJson) {
  rig_.models().chat->Say(Says("5"));
  rig_.JudgeJson("llm-rubric: names a group", {{"group", "Access"}});
  EXPECT_NE(Asked().find(R"("{\"group\":\"Access\"}")"), std::string::npos);
}

TEST_F(Rubric, AsksNobodyAboutAnEmptyAnswer) {
  EXPECT_EQ(rig_.JudgeText("llm-rubric: names a next step", " \n").reason, "the answer is empty");
  EXPECT_TRUE(rig_.models().chat->requests.empty());
}

TEST_F(Rubric, KeepsWhatItCostAndHowItCameAbout) {
  const Score score = Judge("llm-rubric: names a next step", "5");
  EXPECT_EQ(score.cost_usd, 0.5);
  EXPECT_EQ(score.usage->input_tokens, 100);
  EXPECT_EQ(score.evidence["verdict"], "5");
  EXPECT_EQ(score.evidence["judge"]["model"], "openai/fake-1");
  EXPECT_EQ(score.evidence["calls"], 1);
}

TEST_F(Rubric, NeedsARubricAndAModel) {
  EXPECT_NE(rig_.LoadError("score:\n  - llm-rubric: { model: judge }\n").find("'rubric' is missing"),
            std::string::npos);
  EXPECT_NE(rig_.LoadError("score:\n  - llm-rubric: ' '\n").find("the rubric is empty"), std::string::npos);
  EXPECT_NE(rig_.LoadError("score:\n  - llm-rubric: { rubric: a, model: juge }\n").find("did you mean 'judge'?"),
            std::string::npos);
  EXPECT_NE(rig_.LoadError("score:\n  - llm-rubric: { rubric: a, model: embedder }\n").find("does not talk"),
            std::string::npos);
}

TEST_F(Rubric, SaysWhatItsModelLacks) {
  rig_.models().judge.absent = "OPENAI_API_KEY is not set";
  EXPECT_NE(rig_.LoadError("score:\n  - llm-rubric: a\n").find("OPENAI_API_KEY is not set"), std::string::npos);
}

TEST_F(Rubric, ClosedQaSaysYesOrNo) {
  EXPECT_EQ(Judge("closed-qa: is polite", "yes").verdict, Verdict::kPass);
  EXPECT_EQ(Judge("closed-qa: is polite", "no").value, 0);
  EXPECT_EQ(Judge("closed-qa: { criterion: is polite }", "unknown").verdict, Verdict::kUnknown);
}

class FactualityScorer : public Rubric {
 protected:
  Score Fact(const std::string& verdict, const std::string& line = "factuality: Paris") {
    rig_.models().chat->Say(Says(verdict));
    return rig_.JudgeText(line, "It is Paris.");
  }
};

TEST_F(FactualityScorer, FailsOnlyAContradiction) {
  for (const char* word : {"same", "subset", "superset", "immaterial"}) EXPECT_EQ(Fact(word).verdict, Verdict::kPass);
  EXPECT_EQ(Fact("contradiction").reason, "contradiction: because");
  EXPECT_EQ(Fact("contradiction").verdict, Verdict::kFail);
}

TEST_F(FactualityScorer, MayFailOtherRelationsToo) {
  const std::string line = "factuality: { value: Paris, fails: [subset] }";
  EXPECT_EQ(Fact("subset", line).verdict, Verdict::kFail);
  EXPECT_EQ(Fact("superset", line).verdict, Verdict::kPass);
  EXPECT_NE(rig_.LoadError("score:\n  - factuality: { value: a, fails: [wrong] }\n"), "");
}

}  // namespace
}  // namespace harness
