#include "scorers/similar.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

TEST(Cosine, IsThatOfTheAngle) {
  const std::vector<float> a = {3, 4}, b = {4, 3}, null = {0, 0};
  EXPECT_NEAR(Cosine(a, b), 24.0 / 25, 1e-12);
  EXPECT_NEAR(Cosine(a, a), 1, 1e-12);
  EXPECT_EQ(Cosine(a, null), 0);
}

class Similar : public testing::Test {
 protected:
  void Put(const std::string& text, std::vector<float> vector) {
    rig_.models().embedder->vectors[text] = std::move(vector);
  }
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(Similar, PassesWhatIsNear) {
  Put("hi", {3, 4}), Put("hello", {4, 3}), Put("bye", {-4, 3});
  const Score score = rig_.JudgeText("similar: hello", "hi");
  EXPECT_EQ(score.verdict, Verdict::kPass);
  EXPECT_EQ(score.reason, "cosine 0.960");
  EXPECT_EQ(score.cost_usd, 0.25);
  EXPECT_EQ(rig_.JudgeText("similar: bye", "hi").value, 0);
}

TEST_F(Similar, TakesTheNearestOfSeveral) {
  Put("hi", {3, 4}), Put("hello", {4, 3}), Put("bye", {-4, 3});
  EXPECT_EQ(rig_.JudgeText("similar: [bye, hello]", "hi").reason, "cosine 0.960");
}

TEST_F(Similar, FailsAnEmptyAnswerWithoutAsking) {
  EXPECT_EQ(rig_.JudgeText("similar: hello", "").reason, "the answer is empty");
}

TEST_F(Similar, AsksWhetherItsOwnModelIsThere) {
  rig_.models().judge.absent = "JUDGE_KEY is not set";
  EXPECT_EQ(rig_.LoadError("score:\n  - similar: hello\n"), "");
  rig_.models().embedder_info.absent = "EMBED_KEY is not set";
  EXPECT_NE(rig_.LoadError("score:\n  - similar: hello\n").find("EMBED_KEY is not set"), std::string::npos);
  rig_.models().judge.absent = "";
  EXPECT_NE(rig_.LoadError("score:\n  - answer-relevance:\n").find("EMBED_KEY is not set"), std::string::npos);
}

TEST_F(Similar, ComparesNoNullVector) {
  Put("hi", {0, 0});
  EXPECT_EQ(rig_.JudgeText("similar: hello", "hi").verdict, Verdict::kError);
}

TEST_F(Similar, DoesNotCompareVectorsOfTwoLengths) {
  Put("hi", {1, 2, 3});
  EXPECT_EQ(rig_.JudgeText("similar: hello", "hi").verdict, Verdict::kError);
}

class AnswerRelevance : public Similar {
 protected:
  void Say(const std::string& verdict) {
    rig_.models().chat->Say(Json({{"questions", {"q1", "q2", "q3"}}, {"verdict", verdict}}).dump());
  }
};

TEST_F(AnswerRelevance, IsTheMeanOverTheQuestionsThatItAnswers) {
  rig_.test().input = "what is it";
  Put("what is it", {3, 4}), Put("q1", {3, 4}), Put("q2", {4, 3}), Put("q3", {-4, 3});
  Say("committal");
  const Score score = rig_.JudgeText("answer-relevance:", "it is this");
  EXPECT_NEAR(*score.value, (1 + 0.96 + 0) / 3, 1e-6);
  EXPECT_EQ(score.cost_usd, 0.75);
  EXPECT_EQ(score.verdict, Verdict::kFail);
}

TEST_F(AnswerRelevance, IsNothingForAnAnswerThatEvades) {
  Say("noncommittal");
  EXPECT_EQ(rig_.JudgeText("answer-relevance:", "it depends").reason, "the answer commits to nothing");
}

}  // namespace
}  // namespace harness
