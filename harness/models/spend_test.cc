#include "harness/models/spend.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/fakes/fake_chat.h"

namespace harness {
namespace {

using std::chrono::seconds;

constexpr SpendBudget::Picodollars kCent = 10'000'000'000;

// A dollar for a million tokens of input, 10 of output.
std::shared_ptr<const PriceTable> Prices() {
  return std::make_shared<PriceTable>(*PriceTable::Parse(
      R"({"prices": [{"provider": "p", "model": "m", "input": 1, "output": 10},
                     {"provider": "p", "model": "bounded", "input": 1, "output": 10, "max_output": 1000},
                     {"provider": "p", "model": "free", "input": 0, "output": 0}]})",
      "p.json"));
}

AskedModel Model(const std::string& name, const Json& parameters = {{"max_tokens", 1000}}) {
  return {"p", "", name, parameters};
}

class SpendTest : public testing::Test {
 protected:
  tl::expected<ChatReply, ChatError> Call(const AskedModel& model) {
    return WithSpend(WithPrice(provider_, model, Prices()), model, Prices(), budget_)
        ->Complete(Ask(std::string(84, 'a')), ContextAt(clock_, seconds(0)));
  }
  static ChatReply Used(int64_t input, int64_t output) {
    ChatReply reply = Say("ok");
    reply.usage = Usage{input, output, 0};
    return reply;
  }

  FakeClock clock_;
  std::shared_ptr<FakeChat> provider_ = std::make_shared<FakeChat>();
  std::shared_ptr<SpendBudget> budget_ = std::make_shared<SpendBudget>(0.0202);
};

TEST_F(SpendTest, TakesWhatACallCost) {
  provider_->Then(Used(20, 100));
  ASSERT_TRUE(Call(Model("m")));
  EXPECT_DOUBLE_EQ(budget_->spent_usd(), 0.00102);
}

TEST_F(SpendTest, RefusesACallThatCouldExceedTheBudget) {
  provider_->Always([](const ChatRequest&) { return Used(100, 1000); });
  ASSERT_TRUE(Call(Model("m")));
  ASSERT_TRUE(Call(Model("m")));
  const ChatError error = Call(Model("m")).error();
  EXPECT_EQ(error.message,
            "not asked: 0.0202 USD of --max-cost 0.0202 USD are spent, and this call could cost 0.0101 USD");
  EXPECT_FALSE(error.retryable);
  EXPECT_TRUE(budget_->exhausted());
  EXPECT_EQ(provider_->calls(), 2u);
}

TEST_F(SpendTest, CountsWhatTheRunSpentBeforeItWasResumed) {
  budget_ = std::make_shared<SpendBudget>(0.0202, 0.0102);
  EXPECT_EQ(Call(Model("m")).error().message,
            "not asked: 0.0102 USD of --max-cost 0.0202 USD are spent, and this call could cost 0.0101 USD");
}

TEST_F(SpendTest, GivesAShardItsPart) {
  budget_->SetParts(2);
  budget_->SetParts(2);
  provider_->Always([](const ChatRequest&) { return Used(100, 1000); });
  ASSERT_TRUE(Call(Model("m")));
  EXPECT_EQ(Call(Model("m")).error().message,
            "not asked: 0.0101 USD of --max-cost 0.0101 USD are spent, and this call could cost 0.0101 USD");
}

TEST_F(SpendTest, RefusesModelsOfUnknownPrice) {
  EXPECT_EQ(Call(Model("mystery")).error().message,
            "not asked: --max-cost needs the price of model 'mystery', which is unknown; --prices FILE can say it");
}

TEST_F(SpendTest, NeedsABoundForAnswers) {
  EXPECT_EQ(Call(Model("m", Json::object())).error().message,
            "not asked: --max-cost needs to know the longest answer of model 'm': set max_tokens");
  EXPECT_TRUE(Call(Model("bounded", Json::object())));
}

TEST_F(SpendTest, LetsFreeModelsBeAskedWithoutEnd) {
  budget_ = std::make_shared<SpendBudget>(0);
  EXPECT_TRUE(Call(Model("free", Json::object())));
}

TEST_F(SpendTest, TakesAllThatWasReservedWhereTheCostIsNotKnown) {
  ASSERT_TRUE(Call(Model("m")));
  EXPECT_DOUBLE_EQ(budget_->spent_usd(), 0.0101);
}

TEST_F(SpendTest, CountsWhatMayHaveBeenBilledInFullAndOtherFailuresForNothing) {
  provider_->Then(Unavailable()).Then(TurnedAway()).Then(Refused());
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(Call(Model("m")));
  EXPECT_EQ(budget_->spent_usd(), 0);
  ChatError cut_off{FailureKind::kProviderError, "cut off", true, 200, {}};
  cut_off.may_be_billed = true;
  provider_->Then(cut_off);
  EXPECT_FALSE(Call(Model("m")));
  EXPECT_DOUBLE_EQ(budget_->spent_usd(), 0.0101);
}

TEST_F(SpendTest, ServesEmbeddersToo) {
  const auto embedder = WithSpend(std::make_shared<FakeEmbedder>(), Model("m"), Prices(), budget_);
  ASSERT_TRUE(embedder->Embed({"four"}, ContextAt(clock_)));
  EXPECT_DOUBLE_EQ(budget_->spent_usd(), 20e-6);
}

TEST(SpendBudget, LetsACallWaitForThoseThatAreUnderWay) {
  FakeClock clock;
  SpendBudget budget(0.03);
  ASSERT_TRUE(budget.Reserve(2 * kCent, ContextAt(clock)));
  std::atomic<bool> reserved = false;
  std::thread second([&] {
    EXPECT_TRUE(budget.Reserve(2 * kCent, ContextAt(clock)));
    reserved = true;
  });
  EXPECT_FALSE(reserved);
  budget.Settle(2 * kCent, kCent);
  second.join();
  EXPECT_TRUE(reserved);
}

TEST(SpendBudget, LetsNoCallWaitBeyondItsDeadlineOrTheRun) {
  FakeClock clock;
  SpendBudget budget(0.03);
  ASSERT_TRUE(budget.Reserve(2 * kCent, ContextAt(clock)));
  EXPECT_EQ(budget.Reserve(2 * kCent, ContextAt(clock, seconds(0))).error().message,
            "not asked: no room in --max-cost 0.03 USD before the deadline: 0 USD are spent and 0.02 USD are reserved "
            "by calls that are under way");
  std::stop_source stop;
  stop.request_stop();
  CallContext context = ContextAt(clock);
  context.stop = stop.get_token();
  EXPECT_EQ(budget.Reserve(2 * kCent, context).error().kind, FailureKind::kStopped);
  EXPECT_FALSE(budget.exhausted());
}

TEST(SpendBudget, IsNotExceededByManyCallsAtOnce) {
  FakeClock clock;
  const auto budget = std::make_shared<SpendBudget>(0.5);
  const auto provider = std::make_shared<FakeChat>();
  std::atomic<int> answered = 0;
  provider->Always([&](const ChatRequest&) -> tl::expected<ChatReply, ChatError> {
    ChatReply reply = Say("ok");
    reply.usage = Usage{100, ++answered % 3 == 0 ? 1000 : 300, 0};
    return reply;
  });
  const auto model = WithSpend(WithPrice(provider, Model("m"), Prices()), Model("m"), Prices(), budget);
  std::vector<std::thread> threads;
  for (int i = 0; i < 100; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < 10; ++j) (void)model->Complete(Ask(std::string(84, 'a')), ContextAt(clock));
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(budget->spent_usd(), 0.5);
  EXPECT_GT(budget->spent_usd(), 0.5 - 0.0101);
  EXPECT_TRUE(budget->exhausted());
}

TEST(ToPicodollars, RoundsUp) {
  EXPECT_EQ(ToPicodollars(0.01), kCent);
  EXPECT_EQ(ToPicodollars(1.5e-12), 2);
  EXPECT_EQ(ToPicodollars(-1), 0);
}

}  // namespace
}  // namespace harness
