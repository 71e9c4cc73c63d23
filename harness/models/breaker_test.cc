#include "harness/models/breaker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/fake_chat.h"

namespace harness {
namespace {

using std::chrono::seconds;

class BreakerTest : public testing::Test {
 protected:
  void Succeed(int times = 1) {
    for (int i = 0; i < times; ++i) breaker_.Succeeded(*breaker_.Enter(clock_), clock_);
  }
  void Fail(int times = 1, const ChatError& error = Unavailable()) {
    for (int i = 0; i < times; ++i) breaker_.Failed(*breaker_.Enter(clock_), error, clock_);
  }
  void OpenIt() { Fail(20); }
  void HalfOpenIt() {
    OpenIt();
    clock_.Advance(seconds(60));
  }

  FakeClock clock_;
  Breaker breaker_;
};

TEST_F(BreakerTest, OpensOnceHalfOfTheCallsFail) {
  Succeed(10);
  Fail(9);
  EXPECT_EQ(breaker_.state(), Breaker::State::kClosed);
  Fail();
  EXPECT_EQ(breaker_.state(), Breaker::State::kOpen);
}

TEST_F(BreakerTest, NeedsTwentyCalls) {
  Fail(19);
  EXPECT_EQ(breaker_.state(), Breaker::State::kClosed);
  Fail();
  EXPECT_EQ(breaker_.state(), Breaker::State::kOpen);
}

TEST_F(BreakerTest, ForgetsAllButTheLastHundred) {
  Succeed(1000);
  Fail(49);
  EXPECT_EQ(breaker_.state(), Breaker::State::kClosed);
  Fail();
  EXPECT_EQ(breaker_.state(), Breaker::State::kOpen);
}

TEST_F(BreakerTest, CountsOnlyFaultsOfTheProvider) {
  Fail(100, Refused());
  Fail(100, TurnedAway());
  Fail(100, {FailureKind::kStopped, "stopped", false, 0, {}});
  Fail(100, {FailureKind::kProviderError, "HTTP 401: no such key", false, 401, {}});
  EXPECT_EQ(breaker_.state(), Breaker::State::kClosed);
  Fail(10, {FailureKind::kTimeout, "no answer", true, 0, {}});
  Fail(10, {FailureKind::kInvalidOutput, "no JSON", true, 200, {}});
  EXPECT_EQ(breaker_.state(), Breaker::State::kOpen);
}

TEST_F(BreakerTest, SaysWhySinceWhenAndUntilWhen) {
  OpenIt();
  clock_.Advance(seconds(10));
  const ChatError error = breaker_.Enter(clock_).error();
  EXPECT_EQ(error.message,
            "not asked: 20 of the last 20 calls failed (the last: HTTP 503); since 2025-06-15T15:06:40.000Z, next at "
            "2025-06-15T15:07:40.000Z");
  EXPECT_EQ(error.kind, FailureKind::kUnavailable);
  EXPECT_TRUE(error.retryable);
  EXPECT_EQ(error.retry_after, seconds(50));
}

TEST_F(BreakerTest, LetsTenProbesThroughAfterAMinute) {
  HalfOpenIt();
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(breaker_.Enter(clock_)) << i;
  EXPECT_EQ(breaker_.state(), Breaker::State::kHalfOpen);
  EXPECT_EQ(breaker_.Enter(clock_).error().retry_after, seconds(1));
}

TEST_F(BreakerTest, ClosesWhenMoreThanHalfOfTheProbesSucceed) {
  HalfOpenIt();
  Fail(4);
  Succeed(5);
  EXPECT_EQ(breaker_.state(), Breaker::State::kHalfOpen);
  Succeed();
  EXPECT_EQ(breaker_.state(), Breaker::State::kClosed);
  Fail(19);
  EXPECT_EQ(breaker_.state(), Breaker::State::kClosed);
}

TEST_F(BreakerTest, OpensAgainWhenHalfOfTheProbesFail) {
  HalfOpenIt();
  Succeed(5);
  Fail(5);
  EXPECT_EQ(breaker_.state(), Breaker::State::kOpen);
  EXPECT_THAT(breaker_.Enter(clock_).error().message, testing::StartsWith("not asked: 5 of the last 10 calls failed"));
}

TEST_F(BreakerTest, GivesTheProbeOfAStoppedCallToAnother) {
  HalfOpenIt();
  for (int i = 0; i < 50; ++i) Fail(1, {FailureKind::kStopped, "stopped", false, 0, {}});
  Succeed(10);
  EXPECT_EQ(breaker_.state(), Breaker::State::kClosed);
}

TEST_F(BreakerTest, IgnoresAnswersToWhatWasAskedBeforeItOpened) {
  const auto early = *breaker_.Enter(clock_);
  HalfOpenIt();
  ASSERT_TRUE(breaker_.Enter(clock_));
  breaker_.Failed(early, Unavailable(), clock_);
  Succeed(9);
  EXPECT_EQ(breaker_.state(), Breaker::State::kHalfOpen);
}

TEST_F(BreakerTest, KeepsCallsFromAProviderThatIsDown) {
  const auto provider = std::make_shared<FakeChat>();
  provider->Always([](const ChatRequest&) { return tl::unexpected(Unavailable()); });
  const auto model = WithBreaker(provider, std::make_shared<Breaker>());
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(model->Complete(Ask("hi"), ContextAt(clock_)));
  EXPECT_EQ(provider->calls(), 20u);
}

}  // namespace
}  // namespace harness
