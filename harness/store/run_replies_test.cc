#include "harness/store/run_replies.h"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_store.h"
#include "tests/fakes/held_store.h"

namespace harness {
namespace {

ReplyKey Key(const std::string& request, int ordinal = 0) {
  return {{3, 1, 0}, request, ordinal};
}

class RunRepliesTest : public testing::Test {
 protected:
  std::unique_ptr<Writer> WriterOf(Store& store) {
    return std::make_unique<Writer>(
        store, 1, clock_, [](std::vector<Finished>) {}, [](const Error&) {});
  }
  FakeClock clock_;
  FakeStore store_;
};

TEST_F(RunRepliesTest, GivesBackWhatItKept) {
  const auto writer = WriterOf(store_);
  RunReplies replies(store_, 1, *writer, clock_);
  EXPECT_FALSE(replies.Find(Key("a"))->has_value());
  ASSERT_TRUE(replies.Keep(Key("a"), {{"text", "one"}}));
  EXPECT_EQ((**replies.Find(Key("a")))["text"], "one");
  EXPECT_FALSE(replies.Find(Key("a", 1))->has_value());
}

TEST_F(RunRepliesTest, KnowsWhatTheRunHadBefore) {
  {
    const auto writer = WriterOf(store_);
    ASSERT_TRUE(RunReplies(store_, 1, *writer, clock_).Keep(Key("a"), {{"text", "one"}}));
  }
  const auto writer = WriterOf(store_);
  RunReplies replies(store_, 1, *writer, clock_);
  ASSERT_TRUE(replies.Open());
  EXPECT_EQ((**replies.Find(Key("a")))["text"], "one");
}

TEST_F(RunRepliesTest, ForgetsWhatLedToNothing) {
  const auto writer = WriterOf(store_);
  RunReplies replies(store_, 1, *writer, clock_);
  AttemptCalls calls(replies, {3, 1, 0});
  ASSERT_TRUE(replies.Keep(calls.Next("a"), {{"text", "one"}}));
  const size_t mark = calls.mark();
  ASSERT_TRUE(replies.Keep(calls.Next("a"), {{"text", "two"}, {"cost_usd", 0.5}}));
  ASSERT_TRUE(calls.ForgetSince(mark));
  EXPECT_TRUE(replies.Find(Key("a"))->has_value());
  EXPECT_FALSE(replies.Find(Key("a", 1))->has_value());
  EXPECT_EQ(store_.ReplyKeys(1)->size(), 1u);
  EXPECT_EQ(*store_.CostOfReplies(1), 0.5) << "it was paid for";
}

TEST_F(RunRepliesTest, SaysWhenAReplyCouldNotBeStored) {
  HeldStore store;
  store.FailWith("the disk is full");
  const auto writer = WriterOf(store);
  RunReplies replies(store, 1, *writer, clock_);
  EXPECT_TRUE(replies.Keep(Key("a"), {}));
  EXPECT_EQ(replies.Settle().error().Message(), "the disk is full");
  EXPECT_EQ(replies.Keep(Key("b"), {}).error().Message(), "the disk is full");
  EXPECT_EQ(replies.Find(Key("c")).error().Message(), "the disk is full") << "before it is asked for";
}

}  // namespace
}  // namespace harness
