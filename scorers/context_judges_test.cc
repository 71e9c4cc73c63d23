#include "scorers/context_judges.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

class ContextJudges : public testing::Test {
 protected:
  void SetUp() override {
    rig_.test().vars["context"] = "Paris is the capital of France.";
    rig_.test().input = "What is the capital of France?";
  }
  void Say(const std::vector<std::string>& verdicts) {
    Json statements = Json::array();
    for (const std::string& verdict : verdicts)
      statements.push_back({{"statement", "s" + std::to_string(statements.size() + 1)}, {"verdict", verdict}});
    rig_.models().chat->Say(Json({{"reason", ""}, {"statements", statements}}).dump());
  }
  std::string Asked() { return rig_.models().chat->requests.at(0).messages.at(1).text; }
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(ContextJudges, FaithfulnessIsThePartOfClaimsThatFollow) {
  Say({"yes", "no", "yes", "yes", "unknown"});
  const Score score = rig_.JudgeText("context-faithfulness:", "Paris.");
  EXPECT_EQ(score.value, 0.75);
  EXPECT_EQ(score.verdict, Verdict::kPass);
  EXPECT_EQ(score.reason, "3 of 4 statements; not in the context: 's2'");
  EXPECT_NE(Asked().find("\"Paris.\""), std::string::npos);
  EXPECT_NE(Asked().find("\"Paris is the capital of France.\""), std::string::npos);
}

TEST_F(ContextJudges, FailWhereTooLittleHolds) {
  Say({"no", "no", "no", "no", "yes"});
  const Score score = rig_.JudgeText("context-relevance:", "Paris.");
  EXPECT_EQ(score.verdict, Verdict::kFail);
  EXPECT_EQ(score.reason, "1 of 5 statements; not needed for the question: 's1', 's2', 's3', …");
  EXPECT_NE(Asked().find("\"What is the capital of France?\""), std::string::npos);
}

TEST_F(ContextJudges, AreUnknownWithoutStatements) {
  Say({});
  EXPECT_EQ(rig_.JudgeText("context-faithfulness:", "I don't know.").verdict, Verdict::kUnknown);
}

TEST_F(ContextJudges, RecallShowsWhatIsExpected) {
  Say({"yes"});
  EXPECT_EQ(rig_.JudgeText("context-recall:", "no matter", "Paris, on the Seine").value, 1);
  EXPECT_NE(Asked().find("\"Paris, on the Seine\""), std::string::npos);
  EXPECT_EQ(Asked().find("no matter"), std::string::npos);
}

TEST_F(ContextJudges, TakeTheContextFromTheOutputToo) {
  Say({"yes"});
  EXPECT_EQ(rig_.JudgeJson("context-faithfulness: { context: /found }", {{"found", {"a", "b"}}}).value, 1);
  EXPECT_NE(Asked().find(R"("[\"a\",\"b\"]")"), std::string::npos);
}

TEST_F(ContextJudges, NeedAContext) {
  EXPECT_EQ(rig_.JudgeText("context-faithfulness: { context: passages }", "a").reason,
            "there is no context at vars.passages");
  EXPECT_EQ(rig_.JudgeText("context-faithfulness: { context: /found }", "a").reason,
            "there is no context at /found of the output");
}

}  // namespace
}  // namespace harness
