#include "generators/quota.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "harness/base/rng.h"

namespace harness {
namespace {

using testing::ElementsAre;

TEST(Quotas, GiveWhatDividesExactly) {
  EXPECT_THAT(Quotas(std::vector<double>{4, 3, 2, 1}, 1000), ElementsAre(400, 300, 200, 100));
}

TEST(Quotas, GiveTheRestToTheLargestRemainders) {
  EXPECT_THAT(Quotas(std::vector<double>{0.47, 0.16, 0.158, 0.12, 0.061, 0.031}, 10), ElementsAre(5, 2, 1, 1, 1, 0));
}

TEST(Quotas, GiveToTheFirstOfEqualRemainders) {
  EXPECT_THAT(Quotas(std::vector<double>{1, 1, 1}, 10), ElementsAre(4, 3, 3));
}

// 20/13, 25/13 and 85/13: the remainders of the first and the last are both 7/13.
TEST(Quotas, TakeRemaindersAsEqualThatDifferByRounding) {
  EXPECT_THAT(Quotas(std::vector<double>{0.04, 0.05, 0.17}, 10), ElementsAre(2, 2, 6));
}

TEST(Quotas, GiveNothingToNoWeight) {
  EXPECT_THAT(Quotas(std::vector<double>{0, 1, 0}, 7), ElementsAre(0, 7, 0));
}

TEST(Quotas, AreSharesRoundedDownOrUp) {
  Rng rng(3, "quotas");
  for (int round = 0; round < 200; ++round) {
    std::vector<double> weights(1 + rng.Uniform(9));
    for (double& weight : weights) weight = rng.Unit() + 0.001;
    const uint64_t count = rng.Uniform(5000);
    const std::vector<uint64_t> quotas = Quotas(weights, count);
    EXPECT_EQ(std::accumulate(quotas.begin(), quotas.end(), uint64_t{0}), count);
    const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (size_t i = 0; i < weights.size(); ++i)
      EXPECT_LT(std::abs(static_cast<double>(quotas[i]) - weights[i] / all * static_cast<double>(count)), 1 + 1e-9);
  }
}

}  // namespace
}  // namespace harness
