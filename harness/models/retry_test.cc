#include "harness/models/retry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/fake_chat.h"

namespace harness {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;

class RetryTest : public testing::Test {
 protected:
  tl::expected<ChatReply, ChatError> Call(microseconds time = std::chrono::hours(1)) {
    return Model()->Complete(Ask("hi"), ContextAt(clock_, time));
  }
  std::shared_ptr<Chat> Model() { return WithRetries(provider_, terms_, budget_, rest_.Resting()); }

  FakeClock clock_;
  FakeRest rest_{clock_};
  RetryTerms terms_;
  std::shared_ptr<FakeChat> provider_ = std::make_shared<FakeChat>();
  std::shared_ptr<RetryBudget> budget_ = std::make_shared<RetryBudget>();
};

TEST_F(RetryTest, AsksAgainWhatIsRetryable) {
  provider_->Then(Unavailable()).Then(Unavailable()).Then(Say("there"));
  EXPECT_EQ(Call()->text, "there");
  EXPECT_EQ(provider_->calls(), 3u);
}

TEST_F(RetryTest, TellsWhatStandsWithinWhichTryItIs) {
  provider_->Then(Unavailable()).Then(Unavailable());
  ASSERT_TRUE(Call());
  const auto seen = provider_->seen();
  EXPECT_THAT((std::vector{seen[0].tries, seen[1].tries, seen[2].tries}), ElementsAre(0u, 1u, 2u));
}

TEST_F(RetryTest, LeavesWhatIsNotRetryable) {
  provider_->Then(Refused());
  EXPECT_EQ(Call().error().message, "HTTP 400: no such parameter");
  EXPECT_EQ(provider_->calls(), 1u);
}

TEST_F(RetryTest, DoesNotWaitForAsLongAsAProviderLikes) {
  provider_->Then(TurnedAway(std::chrono::minutes(3)));
  EXPECT_EQ(Call(std::chrono::hours(100)).error().message,
            "HTTP 429 (1 try; it asks to wait 3m, and no more than 2m is waited)");
  provider_->Then(TurnedAway(std::chrono::minutes(2))).Then(Say("there"));
  EXPECT_EQ(Call(std::chrono::hours(100))->text, "there");
}

TEST_F(RetryTest, SaysHowManyTriesThereWere) {
  terms_.retries = 2;
  provider_->Then(Unavailable()).Then(Unavailable()).Then(Unavailable(502));
  const ChatError error = Call().error();
  EXPECT_EQ(error.message, "HTTP 502 (3 tries)");
  EXPECT_EQ(error.status, 502);
  EXPECT_FALSE(error.retryable);
}

TEST_F(RetryTest, SaysSoWhereALaterTryFailsForGood) {
  provider_->Then(Unavailable()).Then(Refused());
  EXPECT_EQ(Call().error().message, "HTTP 400: no such parameter (2 tries)");
}

TEST_F(RetryTest, DoesNotTryAgainWithNoRetries) {
  terms_.retries = 0;
  provider_->Then(Unavailable());
  EXPECT_EQ(Call().error().message, "HTTP 503 (1 try)");
  EXPECT_EQ(provider_->calls(), 1u);
}

TEST_F(RetryTest, PausesWithinFullJitterUpToTheCap) {
  terms_ = {8, seconds(1), seconds(10)};
  provider_->Always([](const ChatRequest&) { return tl::unexpected(Unavailable()); });
  EXPECT_FALSE(Call());
  ASSERT_EQ(rest_.pauses.size(), 8u);
  const std::vector<int> most = {1, 2, 4, 8, 10, 10, 10, 10};
  for (size_t i = 0; i < most.size(); ++i) EXPECT_LT(rest_.pauses[i], seconds(most[i])) << i;
}

TEST_F(RetryTest, SpreadsItsPausesEvenly) {
  terms_ = {1, seconds(1), seconds(10)};
  budget_ = std::make_shared<RetryBudget>(1.0, 10);
  provider_->Always([](const ChatRequest&) { return tl::unexpected(Unavailable()); });
  for (uint32_t i = 0; i < 1000; ++i) {
    CallContext context = ContextAt(clock_);
    context.key.case_number = i;
    EXPECT_FALSE(Model()->Complete(Ask("hi"), context));
  }
  microseconds sum{0};
  for (const microseconds pause : rest_.pauses) sum += pause;
  EXPECT_NEAR(static_cast<double>(sum.count()) / 1000, 500'000, 30'000);  // 3.3 standard errors
}

TEST_F(RetryTest, DrawsTheSamePausesForTheSameAttempt) {
  provider_->Then(Unavailable()).Then(Say("")).Then(Unavailable()).Then(Say(""));
  ASSERT_TRUE(Call());
  ASSERT_TRUE(Call());
  EXPECT_EQ(rest_.pauses[0], rest_.pauses[1]);
}

TEST_F(RetryTest, WaitsAtLeastAsLongAsAsked) {
  terms_.base = seconds(1);
  provider_->Then(TurnedAway(seconds(7)));
  ASSERT_TRUE(Call());
  EXPECT_GE(rest_.pauses.at(0), seconds(7));
  EXPECT_LT(rest_.pauses.at(0), seconds(8));
}

TEST_F(RetryTest, LeavesTheJitterOutWhereOnlyTheAskedPauseFits) {
  terms_.base = std::chrono::hours(1);
  terms_.cap = std::chrono::hours(1);
  provider_->Then(TurnedAway(milliseconds(9'999)));
  ASSERT_TRUE(Call(seconds(10)));
  EXPECT_EQ(rest_.pauses.at(0), milliseconds(9'999));
}

TEST_F(RetryTest, EndsAtOnceWhereTheAskedPauseDoesNotFit) {
  provider_->Then(TurnedAway(seconds(120)));
  EXPECT_EQ(Call(seconds(30)).error().message, "HTTP 429 (1 try; it asks to wait 2m, and 30s are left)");
  EXPECT_THAT(rest_.pauses, ElementsAre());
}

TEST_F(RetryTest, BeginsNoPauseThatWouldNotFit) {
  terms_ = {4, std::chrono::hours(1), std::chrono::hours(1)};
  provider_->Then(Unavailable());
  EXPECT_THAT(Call(milliseconds(1)).error().message,
              testing::MatchesRegex("HTTP 503 \\(1 try; a pause of .+ would end after the deadline: 1ms are left\\)"));
  EXPECT_THAT(rest_.pauses, ElementsAre());
}

TEST_F(RetryTest, EndsItsPauseWhenTheRunIsStopped) {
  std::stop_source stop;
  stop.request_stop();
  CallContext context = ContextAt(clock_);
  context.stop = stop.get_token();
  auto embedder = std::make_shared<FakeEmbedder>();
  embedder->Fail(Unavailable());
  EXPECT_EQ(WithRetries(embedder, terms_, budget_, rest_.Resting())->Embed({"a"}, context).error().kind,
            FailureKind::kStopped);
}

TEST_F(RetryTest, SharesABudgetOfRetriesAmongAllCalls) {
  terms_ = {10, milliseconds(1), milliseconds(1)};
  budget_ = std::make_shared<RetryBudget>(0.25, 2);
  provider_->Always([](const ChatRequest&) { return tl::unexpected(Unavailable()); });
  EXPECT_EQ(Call().error().message, "HTTP 503 (3 tries; not again: too many calls of this model failed)");
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(Call());
  EXPECT_EQ(provider_->calls(), 5u);
  EXPECT_EQ(Call().error().message, "HTTP 503 (2 tries; not again: too many calls of this model failed)");
}

TEST_F(RetryTest, RaisesTheLoadOfAnOutageByAFifth) {
  terms_ = {10, milliseconds(1), milliseconds(1)};
  provider_->Always([](const ChatRequest&) { return tl::unexpected(Unavailable()); });
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(Call());
  EXPECT_EQ(provider_->calls(), 1000u + 10 + 200);
}

TEST_F(RetryTest, LeavesTriesThatWereTurnedAwayOutOfTheBudget) {
  budget_ = std::make_shared<RetryBudget>(0, 0);
  provider_->Then(TurnedAway()).Then(TurnedAway()).Then(TurnedAway());
  EXPECT_TRUE(Call());
}

TEST_F(RetryTest, ServesEmbeddersToo) {
  auto embedder = std::make_shared<FakeEmbedder>();
  embedder->Fail(Unavailable());
  const auto answer = WithRetries(embedder, terms_, budget_, rest_.Resting())->Embed({"a", "bc"}, ContextAt(clock_));
  EXPECT_EQ(answer->vectors.size(), 2u);
  EXPECT_EQ(embedder->calls(), 2);
}

}  // namespace
}  // namespace harness
