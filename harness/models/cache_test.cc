#include "harness/models/cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "harness/base/rest.h"
#include "tests/fakes/fake_chat.h"
#include "tests/fakes/memory_log.h"
#include "tests/fakes/memory_replies.h"

namespace harness {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::seconds;
using testing::ElementsAre;

class CacheTest : public testing::Test {
 protected:
  std::shared_ptr<Chat> Model() { return WithCache(provider_, model_, store_, terms_, log_); }
  tl::expected<ChatReply, ChatError> Call(const std::string& text, uint16_t repeat = 0, uint32_t sample = 0) {
    CallContext context = ContextAt(clock_);
    context.key.repeat = repeat;
    context.sample = sample;
    return Model()->Complete(Ask(text), context);
  }

  FakeClock clock_;
  MemoryLog log_;
  AskedModel model_{"openai", "https://api.openai.com", "m"};
  CacheTerms terms_;
  std::shared_ptr<FakeChat> provider_ = std::make_shared<FakeChat>();
  std::shared_ptr<MemoryReplies> store_ = std::make_shared<MemoryReplies>();
};

TEST_F(CacheTest, AnswersASecondTimeWithoutAsking) {
  ChatReply reply = Say("seven");
  reply.usage = Usage{10, 1, 0};
  reply.latency = microseconds(1234);
  reply.cost_usd = 0.5;
  provider_->Then(reply);
  EXPECT_EQ(*Call("hi"), reply);
  ChatReply kept = reply;
  kept.kept = true;
  kept.cost_usd = 0;
  EXPECT_EQ(*Call("hi"), kept);
  EXPECT_EQ(provider_->calls(), 1u);
}

TEST_F(CacheTest, AsksEachRepeatAndSampleAnew) {
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(Call("hi", 0, 0));
    ASSERT_TRUE(Call("hi", 1, 0));
    ASSERT_TRUE(Call("hi", 0, 1));
  }
  EXPECT_EQ(provider_->calls(), 3u);
}

TEST_F(CacheTest, ForgetsAfterItsLifetime) {
  terms_.lifetime = hours(1);
  ASSERT_TRUE(Call("hi"));
  clock_.Advance(hours(1) - microseconds(1));
  EXPECT_TRUE(Call("hi")->kept);
  clock_.Advance(microseconds(1));
  EXPECT_FALSE(Call("hi")->kept);
  EXPECT_TRUE(Call("hi")->kept);
}

TEST_F(CacheTest, KeepsNoErrors) {
  provider_->Then(Refused());
  EXPECT_FALSE(Call("hi"));
  EXPECT_TRUE(Call("hi"));
  EXPECT_EQ(provider_->calls(), 2u);
}

TEST_F(CacheTest, KeepsNoRepliesThatAreNone) {
  ChatReply filtered = Say("I can't");
  filtered.finish_reason = "content_filter";
  provider_->Then(filtered).Then(Say("")).Then(Say("yes"));
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(Call("hi"));
  EXPECT_EQ(provider_->calls(), 3u);
}

TEST_F(CacheTest, KeepsAllRepliesWhereToldTo) {
  terms_.all = true;
  provider_->Then(Say(""));
  ASSERT_TRUE(Call("hi"));
  EXPECT_TRUE(Call("hi")->kept);
}

TEST_F(CacheTest, AsksOnceForLikeRequestsAtTheSameTime) {
  provider_->Hold();
  ChatReply reply = Say("one");
  reply.cost_usd = 0.5;
  provider_->Then(reply);
  const auto model = Model();
  std::vector<std::future<ChatReply>> calls;
  for (int i = 0; i < 16; ++i)
    calls.push_back(std::async(std::launch::async, [&] { return *model->Complete(Ask("hi"), ContextAt(clock_)); }));
  ASSERT_TRUE(provider_->AwaitCalls(1));
  provider_->Free();
  int paid = 0;
  for (auto& call : calls) {
    const ChatReply got = call.get();
    EXPECT_EQ(got.text, "one");
    paid += got.kept ? 0 : 1;
    EXPECT_EQ(got.cost_usd, got.kept ? 0 : 0.5);
  }
  EXPECT_EQ(paid, 1);
  EXPECT_EQ(provider_->calls(), 1u);
}

TEST_F(CacheTest, AsksAgainWhereTheFirstOfLikeRequestsWasStopped) {
  provider_->Hold();
  const auto model = Model();
  std::stop_source stop;
  auto first = std::async(std::launch::async, [&] {
    CallContext context = ContextAt(clock_);
    context.stop = stop.get_token();
    return model->Complete(Ask("hi"), context).has_value();
  });
  ASSERT_TRUE(provider_->AwaitCalls(1));
  auto second =
      std::async(std::launch::async, [&] { return model->Complete(Ask("hi"), ContextAt(clock_)).has_value(); });
  stop.request_stop();
  EXPECT_FALSE(first.get());
  ASSERT_TRUE(provider_->AwaitCalls(2));
  provider_->Free();
  EXPECT_TRUE(second.get());
}

TEST_F(CacheTest, WaitsForALikeRequestNoLongerThanItsDeadline) {
  provider_->Hold();
  const auto model = Model();
  auto first =
      std::async(std::launch::async, [&] { return model->Complete(Ask("hi"), ContextAt(clock_)).has_value(); });
  ASSERT_TRUE(provider_->AwaitCalls(1));
  EXPECT_EQ(model->Complete(Ask("hi"), ContextAt(clock_, seconds(0))).error().message,
            "the same request of another attempt was not answered in time");
  provider_->Free();
  EXPECT_TRUE(first.get());
}

TEST_F(CacheTest, GoesOnWithoutAStoreThatFails) {
  store_->Break();
  EXPECT_EQ(Call("hi")->text, "ok");
  EXPECT_THAT(log_.messages(),
              ElementsAre("a kept reply can't be read: the disk is gone", "a reply can't be kept: the disk is full"));
}

TEST_F(CacheTest, AsksAnewWhereAKeptReplyCannotBeRead) {
  ASSERT_TRUE(Call("hi"));
  store_->SpoilAll();
  EXPECT_FALSE(Call("hi")->kept);
  EXPECT_THAT(log_.messages(), ElementsAre("a kept reply can't be read: it has no text"));
}

TEST_F(CacheTest, KeepsEmbeddingsToo) {
  const auto embedder = std::make_shared<FakeEmbedder>();
  const auto cached = WithCache(embedder, model_, store_, terms_, log_);
  const auto first = cached->Embed({"a", "bc"}, ContextAt(clock_));
  const auto second = cached->Embed({"a", "bc"}, ContextAt(clock_));
  EXPECT_EQ(second->vectors, first->vectors);
  EXPECT_TRUE(second->kept);
  EXPECT_EQ(second->cost_usd, 0);
  EXPECT_EQ(embedder->calls(), 1);
}

TEST_F(CacheTest, HoldsOneReplyARequestWithManyThreads) {
  const auto model = Model();
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < 50; ++j) EXPECT_TRUE(model->Complete(Ask(std::to_string(j)), ContextAt(clock_)));
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(provider_->calls(), 50u);
  EXPECT_EQ(store_->size(), 50u);
}

}  // namespace
}  // namespace harness
