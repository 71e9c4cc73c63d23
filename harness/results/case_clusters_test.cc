#include "harness/results/case_clusters.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

TEST(CaseClusters, CountIndependentCasesInFull) {
  CaseClusters clusters;
  for (uint32_t i = 0; i < 10; ++i) clusters.Add(i, "", i < 8);
  const ClusteredRate& rate = clusters.Finish();
  EXPECT_DOUBLE_EQ(rate.rate(), 0.8);
  EXPECT_DOUBLE_EQ(rate.EffectiveTrials(), 10);
}

TEST(CaseClusters, CountAttemptsOfOneCaseAsOneCluster) {
  CaseClusters clusters;
  for (uint32_t i = 0; i < 10; ++i)
    for (int repeat = 0; repeat < 3; ++repeat) clusters.Add(i, "", i < 8);
  const ClusteredRate& rate = clusters.Finish();
  EXPECT_DOUBLE_EQ(rate.count(), 30);
  EXPECT_NEAR(rate.EffectiveTrials(), 10, 0.5);
}

TEST(CaseClusters, JoinCasesOfOneClusterThatLieApart) {
  CaseClusters apart, together;
  for (uint32_t i = 0; i < 12; ++i) apart.Add(i, i % 2 ? "odd" : "even", i % 2);
  for (uint32_t i = 0; i < 12; ++i) together.Add(i, i < 6 ? "odd" : "even", i < 6);
  EXPECT_DOUBLE_EQ(apart.Finish().EffectiveTrials(), together.Finish().EffectiveTrials());
}

}  // namespace
}  // namespace harness
