#include "harness/models/limit.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/fakes/fake_chat.h"

namespace harness {
namespace {

using std::chrono::seconds;

TEST(Limit, LimitsCallsAtOnceOverAllModelsOfAnAccount) {
  FakeClock clock;
  LimitTerms terms;
  terms.concurrency = 3;
  const auto limiter = std::make_shared<Limiter>(terms);
  const auto provider = std::make_shared<FakeChat>();
  const auto target = WithLimit(provider, limiter, {}, {});
  const auto judge = WithLimit(provider, limiter, {}, {});
  provider->Hold();
  std::vector<std::thread> threads;
  for (int i = 0; i < 12; ++i)
    threads.emplace_back([&, i] { EXPECT_TRUE((i % 2 == 0 ? target : judge)->Complete(Ask("hi"), ContextAt(clock))); });
  EXPECT_TRUE(provider->AwaitCalls(3));
  provider->Free();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(provider->calls(), 12u);
  EXPECT_LE(provider->most_inside(), 3);
}

TEST(Limit, CountsTheTimeoutFromThePermit) {
  FakeClock clock;
  const auto provider = std::make_shared<FakeChat>();
  const auto model = WithLimit(provider, std::make_shared<Limiter>(LimitTerms{}), {}, seconds(20));
  ASSERT_TRUE(model->Complete(Ask("hi"), ContextAt(clock, seconds(600))));
  ASSERT_TRUE(model->Complete(Ask("hi"), ContextAt(clock, seconds(5))));
  EXPECT_EQ(provider->seen()[0].deadline, clock.SteadyNow() + seconds(20));
  EXPECT_EQ(provider->seen()[1].deadline, clock.SteadyNow() + seconds(5));
}

TEST(Limit, EstimatesTokensByBytesAndMaxTokens) {
  FakeClock clock;
  LimitTerms terms;
  terms.tokens_per_minute = 60;
  AskedModel model;
  model.parameters = {{"max_tokens", 50}};
  const auto limiter = std::make_shared<Limiter>(terms);
  const auto limited = WithLimit(std::make_shared<FakeChat>(), limiter, model, {});
  ASSERT_TRUE(limited->Complete(Ask(std::string(36, 'a')), ContextAt(clock)));
  EXPECT_EQ(limiter->Acquire(1, ContextAt(clock, seconds(1))).error().message,
            "not asked: no turn before the deadline (the next may begin in 1m)");
}

TEST(Limit, LearnsNothingFromSuccessesAfterARetry) {
  FakeClock clock;
  LimitTerms terms;
  terms.adaptive = {1, 1, 100};
  const auto limiter = std::make_shared<Limiter>(terms);
  const auto model = WithLimit(std::make_shared<FakeChat>(), limiter, {}, {});
  CallContext context = ContextAt(clock);
  context.tries = 1;
  ASSERT_TRUE(model->Complete(Ask("hi"), context));
  EXPECT_EQ(limiter->State().limit, 1);
  ASSERT_TRUE(model->Complete(Ask("hi"), ContextAt(clock)));
  EXPECT_EQ(limiter->State().limit, 2);
}

TEST(Limit, DoesNotAskWithoutAPermit) {
  FakeClock clock;
  LimitTerms terms;
  terms.concurrency = 1;
  const auto limiter = std::make_shared<Limiter>(terms);
  const auto embedder = std::make_shared<FakeEmbedder>();
  ASSERT_TRUE(limiter->Acquire(1, ContextAt(clock)));
  EXPECT_FALSE(WithLimit(embedder, limiter, {}, {})->Embed({"a"}, ContextAt(clock, seconds(0))));
  EXPECT_EQ(embedder->calls(), 0);
}

}  // namespace
}  // namespace harness
