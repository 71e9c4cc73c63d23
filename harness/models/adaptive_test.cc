#include "harness/models/adaptive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;

const AdaptiveConcurrency::Time kBegin{std::chrono::hours(1)};

// As many successes as the limit, all of it in use.
void CleanRound(AdaptiveConcurrency& adaptive, AdaptiveConcurrency::Time now) {
  const int limit = adaptive.limit();
  adaptive.OnStart(limit);
  for (int i = 0; i < limit; ++i) adaptive.OnSuccess(limit, now);
}

TEST(AdaptiveConcurrency, DoublesUntilTheFirst429) {
  AdaptiveConcurrency adaptive({10, 1, 100});
  std::vector<int> limits = {adaptive.limit()};
  for (int i = 0; i < 5; ++i) {
    CleanRound(adaptive, kBegin);
    limits.push_back(adaptive.limit());
  }
  EXPECT_THAT(limits, ElementsAre(10, 20, 40, 80, 100, 100));
}

TEST(AdaptiveConcurrency, NeedsAsManySuccessesAsItsLimit) {
  AdaptiveConcurrency adaptive({10, 1, 100});
  adaptive.OnStart(10);
  for (int i = 0; i < 9; ++i) adaptive.OnSuccess(10, kBegin);
  EXPECT_EQ(adaptive.limit(), 10);
  adaptive.OnSuccess(10, kBegin);
  EXPECT_EQ(adaptive.limit(), 20);
}

TEST(AdaptiveConcurrency, GrowsOnlyWhereFourFifthsAreUsed) {
  AdaptiveConcurrency adaptive({10, 1, 100});
  adaptive.OnStart(7);
  for (int i = 0; i < 10; ++i) adaptive.OnSuccess(7, kBegin);
  EXPECT_EQ(adaptive.limit(), 10);
  adaptive.OnStart(8);
  for (int i = 0; i < 10; ++i) adaptive.OnSuccess(7, kBegin);
  EXPECT_EQ(adaptive.limit(), 20);
}

TEST(AdaptiveConcurrency, IsCutByAFifthOnceAnEpisode) {
  AdaptiveConcurrency adaptive({50, 1, 100});
  for (int i = 0; i < 20; ++i) adaptive.OnRateLimited(kBegin + milliseconds(i * 700));
  EXPECT_EQ(adaptive.limit(), 40);
  adaptive.OnRateLimited(kBegin + seconds(15));
  EXPECT_EQ(adaptive.limit(), 32);
}

TEST(AdaptiveConcurrency, GrowsByATwentiethAfterA429ButNotInItsEpisode) {
  AdaptiveConcurrency adaptive({100, 1, 100});
  adaptive.OnRateLimited(kBegin);
  CleanRound(adaptive, kBegin + seconds(14));
  EXPECT_EQ(adaptive.limit(), 80);
  CleanRound(adaptive, kBegin + seconds(15));
  EXPECT_EQ(adaptive.limit(), 84);
}

TEST(AdaptiveConcurrency, GrowsByAtLeastOne) {
  AdaptiveConcurrency adaptive({5, 1, 100});
  adaptive.OnRateLimited(kBegin);
  EXPECT_EQ(adaptive.limit(), 4);
  CleanRound(adaptive, kBegin + seconds(15));
  EXPECT_EQ(adaptive.limit(), 5);
}

TEST(AdaptiveConcurrency, IsNeverCutBelowItsLeast) {
  AdaptiveConcurrency adaptive({3, 2, 100});
  for (int i = 0; i < 5; ++i) adaptive.OnRateLimited(kBegin + seconds(15 * i));
  EXPECT_EQ(adaptive.limit(), 2);
}

TEST(AdaptiveConcurrency, IsNotCutByOtherFailuresButStartsItsRoundAnew) {
  AdaptiveConcurrency adaptive({10, 1, 100});
  adaptive.OnStart(10);
  for (int i = 0; i < 9; ++i) adaptive.OnSuccess(10, kBegin);
  adaptive.OnFailure();
  adaptive.OnSuccess(10, kBegin);
  EXPECT_EQ(adaptive.limit(), 10);
}

// A provider that turns away whatever is more than `bears` at once, and always takes a second, asked by a harness that
// always has more to ask. Returns the limit at the end of each second; counts the cuts.
std::vector<int> Simulate(int bears, int for_seconds, int& cuts) {
  AdaptiveConcurrency adaptive({10, 1, 100});
  std::vector<int> limits;
  int under_way = 0;
  std::multimap<int, bool> ends;  // by 10 ms: whether it is answered
  for (int tick = 0; tick < for_seconds * 100; ++tick) {
    const auto now = kBegin + milliseconds(10 * tick);
    for (auto at = ends.begin(); at != ends.end() && at->first <= tick; at = ends.erase(at)) {
      const int before = adaptive.limit();
      if (at->second)
        adaptive.OnSuccess(under_way, now);
      else
        adaptive.OnRateLimited(now);
      if (adaptive.limit() < before) ++cuts;
      --under_way;
    }
    for (int begun = 0; under_way < adaptive.limit() && begun < 3; ++begun) {
      const bool borne = under_way < bears;
      adaptive.OnStart(++under_way);
      ends.emplace(tick + (borne ? 100 : 5), borne);
    }
    if (tick % 100 == 99) limits.push_back(adaptive.limit());
  }
  return limits;
}

class ProviderThatBears : public testing::TestWithParam<int> {};

TEST_P(ProviderThatBears, IsAskedNearItsLimit) {
  const int bears = GetParam();
  int cuts = 0;
  const std::vector<int> limits = Simulate(bears, 600, cuts);
  double sum = 0;
  for (size_t i = 120; i < limits.size(); ++i) {
    EXPECT_GE(limits[i], bears * 7 / 10) << "second " << i;
    EXPECT_LE(limits[i], bears + std::max(2, bears / 10)) << "second " << i;
    sum += limits[i];
  }
  EXPECT_NEAR(sum / static_cast<double>(limits.size() - 120), bears, std::max(2.0, bears * 0.2));
  EXPECT_LE(cuts, 600 / 15);
}

INSTANTIATE_TEST_SUITE_P(Adaptive, ProviderThatBears, testing::Values(3, 8, 20, 37, 64, 90));

}  // namespace
}  // namespace harness
