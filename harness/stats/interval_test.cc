#include "harness/stats/interval.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

TEST(WilsonInterval, AgreesWithPublishedValues) {
  EXPECT_NEAR(WilsonInterval(8, 10)[0], .490162, 1e-6);
  EXPECT_NEAR(WilsonInterval(8, 10)[1], .943318, 1e-6);
  EXPECT_NEAR(WilsonInterval(7, 50)[0], .069508, 1e-6);
  EXPECT_NEAR(WilsonInterval(7, 50)[1], .261862, 1e-6);
  EXPECT_NEAR(WilsonInterval(19, 38)[0], .348499283643951, 1e-12);
  EXPECT_NEAR(WilsonInterval(19, 38)[1], .651500716356049, 1e-12);
}

TEST(WilsonInterval, ReachesTheEndsExactly) {
  EXPECT_NEAR(WilsonInterval(10, 10)[0], .722467, 1e-6);
  EXPECT_EQ(WilsonInterval(38, 38)[1], 1);
  EXPECT_EQ(WilsonInterval(0, 77)[0], 0);
}

ClusteredRate Pairs() {
  ClusteredRate rate;
  rate.AddCluster(2, 2);
  rate.AddCluster(0, 2);
  rate.AddCluster(1, 2);
  return rate;
}

TEST(ClusteredRate, HasMillersStandardError) {
  EXPECT_NEAR(Pairs().StandardError(), .252763, 1e-6);
}

TEST(ClusteredRate, CountsFewerEffectiveTrialsThanValues) {
  EXPECT_NEAR(Pairs().EffectiveTrials(), 6 * .05 / .0638889, 1e-4);
}

TEST(ClusteredRate, CountsClustersWhereAllValuesAreEqual) {
  ClusteredRate rate;
  rate.AddCluster(3, 3);
  rate.AddCluster(3, 3);
  EXPECT_EQ(rate.EffectiveTrials(), 2);
}

TEST(ClusteredRate, CountsEveryValueOfClustersOfOne) {
  ClusteredRate rate;
  for (int i = 0; i < 10; ++i) rate.AddCluster(i < 8 ? 1 : 0, 1);
  EXPECT_NEAR(rate.EffectiveTrials(), 10, 1e-9);
}

}  // namespace
}  // namespace harness
