#include "harness/runner/rollup.h"

#include <gtest/gtest.h>

#include <vector>

namespace harness {
namespace {

constexpr Verdict P = Verdict::kPass, F = Verdict::kFail, E = Verdict::kError, U = Verdict::kUnknown,
                  S = Verdict::kSkipped;

struct Weighted {
  Verdict verdict;
  double weight = 1;
  std::optional<double> value = std::nullopt;
};

Verdict Roll(const std::vector<Weighted>& all, std::optional<double> threshold = std::nullopt) {
  std::vector<Score> scores;
  std::vector<ScorerInfo> infos;
  for (size_t i = 0; i < all.size(); ++i) {
    Score score;
    score.scorer = static_cast<int>(i);
    score.verdict = all[i].verdict;
    score.value = all[i].value;
    scores.push_back(score);
    infos.push_back({"s", "s", all[i].weight});
  }
  return RollUp(scores, infos, threshold);
}

TEST(RollUp, OneFailureFailsWhateverElseHappened) {
  EXPECT_EQ(Roll({{P}, {E}, {U}, {F}}), F);
}
TEST(RollUp, AnErrorComesBeforeAnUnknown) {
  EXPECT_EQ(Roll({{P}, {U}, {E}}), E);
}
TEST(RollUp, AnUnknownIsNoPass) {
  EXPECT_EQ(Roll({{P}, {U}}), U);
}
TEST(RollUp, AllPassesPass) {
  EXPECT_EQ(Roll({{P}, {P}}), P);
}
TEST(RollUp, WithoutDecisiveScorersAnAnswerPasses) {
  EXPECT_EQ(Roll({}), P);
  EXPECT_EQ(Roll({{F, 0}, {E, 0}}), P);
  EXPECT_EQ(Roll({{S}}), P);
}
TEST(RollUp, SkippedScoresDoNotCount) {
  EXPECT_EQ(Roll({{S}, {P}}), P);
}

TEST(RollUp, AThresholdIsReachedByTheWeightedMean) {
  EXPECT_EQ(Roll({{P, 3}, {F, 1}}, 0.75), P);
  EXPECT_EQ(Roll({{P, 2}, {F, 1}}, 0.75), F);
  EXPECT_EQ(Roll({{P, 1, 0.9}, {F, 1, 0.3}}, 0.6), P);
}

TEST(RollUp, AThresholdIsDecidedOnceTheUndecidedCannotChangeIt) {
  EXPECT_EQ(Roll({{P, 3}, {E, 1}}, 0.75), P);
  EXPECT_EQ(Roll({{F, 3}, {E, 1}}, 0.75), F);
  EXPECT_EQ(Roll({{P, 1}, {E, 1}}, 0.75), E);
  EXPECT_EQ(Roll({{P, 1}, {U, 1}}, 0.75), U);
}

TEST(RollUp, RoundingDoesNotMissAThreshold) {
  EXPECT_EQ(Roll({{P, 0.1, 0.7}, {P, 0.2, 0.7}, {P, 0.3, 0.7}}, 0.7), P);
}

}  // namespace
}  // namespace harness
