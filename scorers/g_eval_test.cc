#include "scorers/g_eval.h"

#include <gtest/gtest.h>

#include <cmath>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

TokenLogprob Token(const std::string& token, std::vector<std::pair<std::string, double>> probabilities = {}) {
  TokenLogprob made{token, 0, {}};
  for (auto& [text, probability] : probabilities) made.top.emplace_back(text, std::log(probability));
  return made;
}

TEST(MeanScore, WeighsScoresByTheirProbabilities) {
  const auto mean =
      MeanScore({Token("{\""), Token("4", {{"4", 0.5}, {"5", 0.25}, {"\"4", 0.05}, {"x", 0.2}}), Token("\"}")}, "4");
  ASSERT_TRUE(mean);
  EXPECT_NEAR(*mean, (0.55 * 4 + 0.25 * 5) / 0.8, 1e-12);
}

TEST(MeanScore, LooksAtTheLastPlaceOfTheWord) {
  const auto mean = MeanScore({Token("4", {{"1", 1.0}}), Token(" \"4\"", {{"4", 1.0}})}, "4");
  EXPECT_EQ(mean, 4);
}

TEST(MeanScore, TakesNoDigitOfTheReason) {
  EXPECT_EQ(MeanScore({Token("5", {{"5", 1.0}}), Token("verdict"), Token("\":"), Token("five")}, "5"), std::nullopt);
  EXPECT_EQ(MeanScore({Token("verdict"), Token("\":\"4\"}", {{"4", 1.0}})}, "4"), 4);
}

TEST(MeanScore, CannotBeToldWithoutProbabilities) {
  EXPECT_EQ(MeanScore({}, "4"), std::nullopt);
  EXPECT_EQ(MeanScore({Token("5")}, "4"), std::nullopt);
  EXPECT_EQ(MeanScore({Token("4")}, "4"), std::nullopt);
  EXPECT_EQ(MeanScore({Token("4", {{"4", 0.2}, {"x", 0.8}})}, "4"), std::nullopt);
}

class GEval : public testing::Test {
 protected:
  void Say(const std::string& verdict, std::vector<TokenLogprob> logprobs = {}) {
    rig_.models().chat->Say(Json({{"reason", "r" + verdict}, {"verdict", verdict}}).dump());
    rig_.models().chat->answers.back()->logprobs = std::move(logprobs);
  }
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(GEval, TakesTheWordWithoutProbabilities) {
  Say("4");
  const Score score = rig_.JudgeText("g-eval: coherence", "an answer");
  EXPECT_EQ(score.value, 0.75);
  EXPECT_EQ(score.verdict, Verdict::kPass);
  EXPECT_EQ(score.evidence["scores"][0]["by_probability"], false);
}

TEST_F(GEval, TakesTheMeanWithProbabilities) {
  Say("4", {Token("4", {{"4", 0.5}, {"2", 0.5}})});
  const Score score = rig_.JudgeText("g-eval: coherence", "an answer");
  EXPECT_NEAR(*score.value, 0.5, 1e-12);
  EXPECT_EQ(score.verdict, Verdict::kFail);
  EXPECT_EQ(rig_.models().chat->requests.at(0).top_logprobs, 20);
}

TEST_F(GEval, TakesTheMeanOfSeveralCriteria) {
  Say("5"), Say("3");
  const Score score = rig_.JudgeText("g-eval: { criteria: [coherence, brevity] }", "an answer");
  EXPECT_EQ(score.value, 0.75);
  EXPECT_EQ(score.reason, "5: r5; 3: r3");
  EXPECT_EQ(score.evidence["calls"], 2);
}

TEST_F(GEval, IsUnknownWhenOneOfThemIs) {
  Say("5"), Say("unknown");
  EXPECT_EQ(rig_.JudgeText("g-eval: [coherence, brevity]", "an answer").verdict, Verdict::kUnknown);
}

TEST_F(GEval, ListsTheStepsThatAreGiven) {
  Say("5");
  rig_.JudgeText("g-eval: { criteria: coherence, steps: [Read it twice.] }", "an answer");
  EXPECT_NE(rig_.models().chat->requests.at(0).messages.at(0).text.find("- Read it twice.\n"), std::string::npos);
}

}  // namespace
}  // namespace harness
