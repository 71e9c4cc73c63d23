#include "harness/core/chat.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

TEST(ChatReply, IsTheSameAfterJson) {
  ChatReply reply;
  reply.text = "seven";
  reply.tool_calls = {{"c1", "look_up", "{\"id\": 7}"}};
  reply.finish_reason = "tool_calls";
  reply.model = "m-1";
  reply.usage = Usage{10, 5, 2};
  reply.cost_usd = 0.25;
  reply.latency = std::chrono::microseconds(1234);
  reply.logprobs = {{"seven", -0.5, {{"seven", -0.5}, {"six", -2.0}}}};
  EXPECT_EQ(*ChatReplyFromJson(ToJson(reply)), reply);
  EXPECT_EQ(*ChatReplyFromJson(ToJson(ChatReply{})), ChatReply{});
}

TEST(ChatReply, ThatCannotBeReadSaysSo) {
  EXPECT_EQ(ChatReplyFromJson(Json::array()).error().Message(), "a kept reply can't be read: it has no text");
  EXPECT_FALSE(ChatReplyFromJson({{"text", "a"}, {"usage", 7}}));
  EXPECT_FALSE(ChatReplyFromJson({{"text", "a"}, {"logprobs", {{{"token", 7}}}}}));
}

TEST(ChatMessage, IsTheSameAfterJson) {
  const ChatMessage asked{Role::kAssistant, "", {{"c1", "look_up", "{}"}}};
  const ChatMessage answered{Role::kTool, "found", {}, "c1"};
  EXPECT_EQ(*ChatMessageFromJson(ToJson(asked)), asked);
  EXPECT_EQ(*ChatMessageFromJson(ToJson(answered)), answered);
  EXPECT_EQ(ToJson(ChatMessage{Role::kUser, "hi"}), Json({{"role", "user"}, {"content", "hi"}}));
}

TEST(ChatMessage, NeedsARoleAndText) {
  EXPECT_EQ(ChatMessageFromJson({{"role", "robot"}, {"content", "a"}}).error().Message(),
            "the role of a message is system, user, assistant or tool");
  EXPECT_EQ(ChatMessageFromJson({{"role", "user"}, {"content", 7}}).error().Message(),
            "the content of a message is text");
  EXPECT_FALSE(ChatMessageFromJson({{"role", "user"}}));
  EXPECT_FALSE(ChatMessageFromJson("hi"));
}

TEST(ChatRequest, LeavesOutWhatIsNotAskedFor) {
  ChatRequest request;
  request.messages = {{Role::kUser, "hi"}};
  EXPECT_EQ(ToJson(request).dump(), R"({"messages":[{"content":"hi","role":"user"}]})");
  request.schema = Json{{"type", "object"}};
  EXPECT_EQ(ToJson(request)["schema"]["name"], "answer");
}

}  // namespace
}  // namespace harness
