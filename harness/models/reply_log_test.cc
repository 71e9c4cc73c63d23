#include "harness/models/reply_log.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "harness/core/reply_log.h"
#include "tests/fakes/fake_chat.h"

namespace harness {
namespace {

class MemoryLogOfReplies final : public ReplyLog {
 public:
  Result<std::optional<Json>> Find(const ReplyKey& key) override {
    const auto found = replies.find(key);
    return found == replies.end() ? std::nullopt : std::optional(found->second);
  }
  Result<> Keep(const ReplyKey& key, const Json& reply) override {
    if (!failure.empty()) return Fail("{}", failure);
    if (before_keep) before_keep();
    replies.emplace(key, reply);
    return {};
  }
  Result<> Settle() override {
    settled = replies.size();
    if (!unsettled.empty()) return Fail("{}", unsettled);
    return {};
  }
  Result<> Forget(std::span<const ReplyKey> keys) override {
    for (const ReplyKey& key : keys) replies.erase(key);
    return {};
  }
  std::map<ReplyKey, Json> replies;
  std::string failure, unsettled;
  std::function<void()> before_keep;
  size_t settled = 0;  // how many there were when somebody last waited for them
};

class ReplyLogTest : public testing::Test {
 protected:
  tl::expected<ChatReply, ChatError> Ask(AttemptCalls* calls, const std::string& text, uint32_t sample = 0) {
    CallContext context = ContextAt(clock_);
    context.calls = calls;
    context.sample = sample;
    return WithReplyLog(fake_, {"openai", "https://x", "m", Json::object()})->Complete(harness::Ask(text), context);
  }
  FakeClock clock_;
  std::shared_ptr<FakeChat> fake_ = std::make_shared<FakeChat>();
  MemoryLogOfReplies log_;
};

TEST_F(ReplyLogTest, KeepsAReplyAndGivesItToTheAttemptThatIsMadeAgain) {
  ChatReply paid = Say("one");
  paid.cost_usd = 0.5;
  fake_->Then(paid).Then(Say("two")).Then(Say("other"));
  {
    AttemptCalls calls(log_, {});
    EXPECT_EQ(Ask(&calls, "a")->text, "one");
    EXPECT_EQ(Ask(&calls, "a")->text, "two") << "the same request again wants an answer of its own";
    EXPECT_EQ(Ask(&calls, "b")->text, "other");
  }
  AttemptCalls again(log_, {});
  EXPECT_EQ(Ask(&again, "b")->text, "other") << "in whatever order";
  const auto reply = Ask(&again, "a");
  EXPECT_EQ(reply->text, "one");
  EXPECT_TRUE(reply->kept);
  EXPECT_EQ(reply->cost_usd, 0.5) << "the run paid for it";
  EXPECT_EQ(Ask(&again, "a")->text, "two");
  EXPECT_EQ(fake_->calls(), 3u);
}

TEST_F(ReplyLogTest, TellsSamplesApart) {
  AttemptCalls calls(log_, {});
  fake_->Then(Say("one")).Then(Say("two"));
  Ask(&calls, "a", 0), Ask(&calls, "a", 1);
  AttemptCalls again(log_, {});
  EXPECT_EQ(Ask(&again, "a", 1)->text, "two");
}

TEST_F(ReplyLogTest, KeepsNoError) {
  AttemptCalls calls(log_, {});
  fake_->Then(Unavailable());
  EXPECT_FALSE(Ask(&calls, "a"));
  EXPECT_TRUE(log_.replies.empty());
}

TEST_F(ReplyLogTest, HandsOutNothingThatCouldNotBeStored) {
  AttemptCalls calls(log_, {});
  log_.failure = "disk full";
  fake_->Then(Say("one"));
  EXPECT_EQ(Ask(&calls, "a").error().message, "the reply could not be stored: disk full");
}

TEST_F(ReplyLogTest, AsksNothingMoreBeforeWhatTheAttemptHasHadIsStored) {
  fake_->Then(Say("one")).Then(Say("two")).Then(Say("three"));
  AttemptCalls calls(log_, {}), other(log_, {{}, 1});
  Ask(&calls, "a");
  Ask(&other, "a");
  EXPECT_EQ(log_.settled, 0u) << "what comes first stands on nothing";
  Ask(&calls, "b");
  EXPECT_EQ(log_.settled, 2u);
  log_.unsettled = "disk full";
  EXPECT_EQ(Ask(&calls, "c").error().message, "the reply could not be stored: disk full");
  EXPECT_EQ(fake_->calls(), 3u);
}

TEST_F(ReplyLogTest, LetsCallsOfNoAttemptPass) {
  fake_->Then(Say("one"));
  EXPECT_EQ(Ask(nullptr, "a")->text, "one");
  EXPECT_TRUE(log_.replies.empty());
}

TEST_F(ReplyLogTest, IsNotSettledBeforeItsReplyIsKept) {
  AttemptCalls calls(log_, {});
  log_.before_keep = [&] { ASSERT_TRUE(calls.Settle()); };  // of another call of the attempt
  ASSERT_TRUE(Ask(&calls, "a"));
  ASSERT_TRUE(calls.Settle());
  EXPECT_EQ(log_.settled, 1u);
}

}  // namespace
}  // namespace harness
