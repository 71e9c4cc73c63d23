#include "harness/models/rate_bucket.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

const RateBucket::Time kBegin{std::chrono::hours(1)};

TEST(RateBucket, HoldsASecondsWorth) {
  RateBucket bucket(120, kBegin);
  bucket.Take(1, kBegin);
  bucket.Take(1, kBegin);
  EXPECT_EQ(bucket.ReadyAt(1, kBegin), kBegin + milliseconds(500));
  EXPECT_EQ(bucket.ReadyAt(1, kBegin + seconds(100)), kBegin + seconds(100));
  bucket.Take(1, kBegin + seconds(100));
  bucket.Take(1, kBegin + seconds(100));
  EXPECT_EQ(bucket.ReadyAt(1, kBegin + seconds(100)), kBegin + milliseconds(100'500));
}

TEST(RateBucket, HoldsAtLeastOne) {
  RateBucket bucket(1, kBegin);
  EXPECT_EQ(bucket.ReadyAt(1, kBegin), kBegin);
  bucket.Take(1, kBegin);
  EXPECT_EQ(bucket.ReadyAt(1, kBegin), kBegin + seconds(60));
}

TEST(RateBucket, TakesAnyRate) {
  RateBucket slow(Rate{100.0 / 3600}, kBegin);
  EXPECT_EQ(slow.ReadyAt(1, kBegin), kBegin);
  slow.Take(1, kBegin);
  EXPECT_EQ(slow.ReadyAt(1, kBegin), kBegin + seconds(36));
  EXPECT_EQ(slow.ReadyAt(1, kBegin + std::chrono::hours(5)), kBegin + std::chrono::hours(5));
  slow.Take(1, kBegin + std::chrono::hours(5));
  EXPECT_EQ(slow.ReadyAt(1, kBegin + std::chrono::hours(5)), kBegin + std::chrono::hours(5) + seconds(36));
  RateBucket fast(Rate{3}, kBegin);
  for (int i = 0; i < 3; ++i) fast.Take(1, kBegin);
  EXPECT_GT(fast.ReadyAt(1, kBegin), kBegin + milliseconds(333));
}

TEST(RateBucket, LetsACostlyCallGoWhenItIsFullAndIsInDebtThen) {
  RateBucket bucket(6'000, kBegin);
  EXPECT_EQ(bucket.ReadyAt(2'000, kBegin), kBegin);
  bucket.Take(2'000, kBegin);
  EXPECT_EQ(bucket.ReadyAt(1, kBegin), kBegin + milliseconds(19'010));
  EXPECT_EQ(bucket.ReadyAt(2'000, kBegin), kBegin + seconds(20));
}

TEST(RateBucket, TakesBackWhatWasNotUsed) {
  RateBucket bucket(6'000, kBegin);
  bucket.Take(2'000, kBegin);
  bucket.Return(1'950, kBegin);
  EXPECT_EQ(bucket.ReadyAt(50, kBegin), kBegin);
  EXPECT_EQ(bucket.ReadyAt(100, kBegin), kBegin + milliseconds(500));
}

TEST(RateBucket, GivesNoMoreThanItsRateInAnyLaterMinute) {
  RateBucket bucket(90, kBegin);
  RateBucket::Time now = kBegin;
  int taken = 0;
  for (; now <= kBegin + seconds(600); ++taken) {
    now = bucket.ReadyAt(1, now);
    bucket.Take(1, now);
  }
  EXPECT_NEAR(taken, 901.5, 1.5);
}

}  // namespace
}  // namespace harness
