#include "harness/models/limiter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "harness/base/rest.h"
#include "tests/fakes/fake_chat.h"

namespace harness {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;

LimitTerms AtOnce(int concurrency) {
  LimitTerms terms;
  terms.concurrency = concurrency;
  return terms;
}

// Waits until so many wait in line.
bool AwaitLine(const Limiter& limiter, int waiting) {
  for (int i = 0; i < 10'000; ++i) {
    if (limiter.State().waiting == waiting) return true;
    Rest(milliseconds(1), {});
  }
  return false;
}

class LimiterTest : public testing::Test {
 protected:
  CallContext Context(microseconds time = seconds(60)) { return ContextAt(clock_, time); }

  FakeClock clock_;
};

TEST_F(LimiterTest, GivesAsManyPermitsAsCallsAreAllowedAtOnce) {
  Limiter limiter(AtOnce(2));
  ASSERT_TRUE(limiter.Acquire(1, Context()));
  const auto second = limiter.Acquire(1, Context());
  ASSERT_TRUE(second);
  auto third = std::async(std::launch::async, [&] { return limiter.Acquire(1, Context()).has_value(); });
  ASSERT_TRUE(AwaitLine(limiter, 1));
  EXPECT_EQ(limiter.State().under_way, 2);
  limiter.Succeeded(*second, 1, false, clock_);
  EXPECT_TRUE(third.get());
}

TEST_F(LimiterTest, ServesInTheOrderInWhichItWasAsked) {
  Limiter limiter(AtOnce(1));
  const auto held = limiter.Acquire(1, Context());
  std::vector<int> order;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      const auto permit = limiter.Acquire(1, Context());
      order.push_back(i);
      limiter.Succeeded(*permit, 1, false, clock_);
    });
    ASSERT_TRUE(AwaitLine(limiter, i + 1));
  }
  limiter.Succeeded(*held, 1, false, clock_);
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(order, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
}

TEST_F(LimiterTest, LetsWaitForTheRateAndTellsHowLong) {
  LimitTerms terms;
  terms.requests_per_minute = 60;
  Limiter limiter(terms);
  ASSERT_TRUE(limiter.Acquire(1, Context()));
  auto second = std::async(std::launch::async, [&] { return limiter.Acquire(1, Context())->waited; });
  ASSERT_TRUE(AwaitLine(limiter, 1));
  clock_.Advance(seconds(1));
  EXPECT_EQ(second.get(), seconds(1));
  EXPECT_EQ(limiter.State().waited, seconds(1));
}

TEST_F(LimiterTest, RefusesAtOnceWhatTheRateLetsGoAfterTheDeadline) {
  LimitTerms terms;
  terms.tokens_per_minute = 60;
  Limiter limiter(terms);
  ASSERT_TRUE(limiter.Acquire(100, Context()));
  const ChatError error = limiter.Acquire(1, Context(seconds(60))).error();
  EXPECT_EQ(error.message, "not asked: no turn before the deadline (the next may begin in 1m 40s)");
  EXPECT_EQ(error.kind, FailureKind::kRateLimited);
  EXPECT_FALSE(error.retryable);
}

TEST_F(LimiterTest, CorrectsTheEstimateByWhatWasUsed) {
  LimitTerms terms;
  terms.tokens_per_minute = 60;
  Limiter limiter(terms);
  const auto permit = limiter.Acquire(100, Context());
  limiter.Succeeded(*permit, 11, false, clock_);
  EXPECT_EQ(limiter.Acquire(1, Context(seconds(5))).error().message,
            "not asked: no turn before the deadline (the next may begin in 11s)");
}

TEST_F(LimiterTest, KeepsTheEstimateWhereTheUsageIsNotSaid) {
  LimitTerms terms;
  terms.tokens_per_minute = 60;
  Limiter limiter(terms);
  const auto permit = limiter.Acquire(100, Context());
  limiter.Succeeded(*permit, std::nullopt, false, clock_);
  EXPECT_EQ(limiter.Acquire(1, Context(seconds(5))).error().message,
            "not asked: no turn before the deadline (the next may begin in 1m 40s)");
}

TEST_F(LimiterTest, TakesBackTheTokensOfACallThatWasRefused) {
  LimitTerms terms;
  terms.tokens_per_minute = 60;
  Limiter limiter(terms);
  limiter.Failed(*limiter.Acquire(100, Context()), Refused(), clock_);
  EXPECT_TRUE(limiter.Acquire(1, Context(seconds(5))));
}

TEST_F(LimiterTest, EndsWaitingAtTheDeadline) {
  Limiter limiter(AtOnce(1));
  ASSERT_TRUE(limiter.Acquire(1, Context()));
  EXPECT_EQ(limiter.Acquire(1, Context(milliseconds(0))).error().message,
            "not asked: no turn before the deadline (1 calls are under way, of 1 allowed)");
  EXPECT_EQ(limiter.State().waiting, 0);
}

TEST_F(LimiterTest, EndsWaitingWhenTheRunIsStopped) {
  Limiter limiter(AtOnce(1));
  ASSERT_TRUE(limiter.Acquire(1, Context()));
  std::stop_source stop;
  CallContext context = Context();
  context.stop = stop.get_token();
  auto second = std::async(std::launch::async, [&] { return limiter.Acquire(1, context).error().kind; });
  ASSERT_TRUE(AwaitLine(limiter, 1));
  stop.request_stop();
  EXPECT_EQ(second.get(), FailureKind::kStopped);
  EXPECT_EQ(limiter.State().waiting, 0);
}

TEST_F(LimiterTest, PausesForAllAsLongAs429Asks) {
  Limiter limiter(AtOnce(5));
  const auto permit = limiter.Acquire(1, Context());
  limiter.Failed(*permit, TurnedAway(seconds(20)), clock_);
  EXPECT_EQ(limiter.Acquire(1, Context(seconds(10))).error().message,
            "not asked: no turn before the deadline (the next may begin in 20s)");
  clock_.Advance(seconds(20));
  EXPECT_TRUE(limiter.Acquire(1, Context()));
}

TEST_F(LimiterTest, IsNotFrozenByALongRetryAfter) {
  Limiter limiter(AtOnce(5));
  const auto permit = limiter.Acquire(1, Context());
  limiter.Failed(*permit, TurnedAway(std::chrono::hours(24)), clock_);
  clock_.Advance(seconds(60));
  EXPECT_TRUE(limiter.Acquire(1, Context()));
}

TEST_F(LimiterTest, AdaptsToWhatIsBorne) {
  Limiter limiter(LimitTerms{});
  EXPECT_EQ(limiter.State().limit, 10);
  std::vector<Limiter::Permit> permits;
  for (int i = 0; i < 10; ++i) permits.push_back(*limiter.Acquire(1, Context()));
  for (const Limiter::Permit& permit : permits) limiter.Succeeded(permit, 1, false, clock_);
  EXPECT_EQ(limiter.State().limit, 20);
  limiter.Failed(*limiter.Acquire(1, Context()), TurnedAway(), clock_);
  EXPECT_EQ(limiter.State().limit, 16);
  limiter.Failed(*limiter.Acquire(1, Context()), Unavailable(), clock_);
  EXPECT_EQ(limiter.State().limit, 16);
}

TEST_F(LimiterTest, LearnsNothingFromNeutralSuccesses) {
  Limiter limiter(LimitTerms{});
  std::vector<Limiter::Permit> permits;
  for (int i = 0; i < 10; ++i) permits.push_back(*limiter.Acquire(1, Context()));
  for (const Limiter::Permit& permit : permits) limiter.Succeeded(permit, 1, true, clock_);
  EXPECT_EQ(limiter.State().limit, 10);
}

TEST_F(LimiterTest, NeverHasMoreUnderWayThanAllowedWithManyThreads) {
  Limiter limiter(AtOnce(7));
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  std::atomic<int> served = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 32; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < 200; ++j) {
        const auto permit = limiter.Acquire(10, Context());
        const int now = ++inside;
        for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) continue;
        ++served;
        --inside;
        limiter.Succeeded(*permit, 10, false, clock_);
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(served, 32 * 200);
  EXPECT_LE(most, 7);
  EXPECT_EQ(limiter.State().under_way, 0);
  EXPECT_EQ(limiter.State().waiting, 0);
}

TEST(Limiters, GiveTheSameLimiterToAllOfAnAccount) {
  Limiters limiters;
  const auto one = limiters.Get({"https://a", "key1", ""}, AtOnce(5));
  EXPECT_EQ(limiters.Get({"https://a", "key1", ""}, AtOnce(9)), one);
  EXPECT_NE(limiters.Get({"https://a", "key2", ""}, AtOnce(5)), one);
  EXPECT_NE(limiters.Get({"https://a", "key1", "m"}, AtOnce(5)), one);
}

TEST(Limiters, TakeTheNarrowestTerms) {
  Limiters limiters;
  const auto limiter = limiters.Get({"https://a", "key1", ""}, LimitTerms{});
  EXPECT_EQ(limiter->State().limit, 10);
  limiters.Get({"https://a", "key1", ""}, AtOnce(3));
  limiters.Get({"https://a", "key1", ""}, AtOnce(30));
  EXPECT_EQ(limiter->State().limit, 3);
}

}  // namespace
}  // namespace harness
