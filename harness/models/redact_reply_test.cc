#include "harness/models/redact_reply.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

ChatReply Redacted(ChatReply reply) {
  Secrets secrets;
  secrets.Add("sk-sentinel-key");
  RedactReply(reply, secrets);
  return reply;
}

TEST(RedactReply, TakesKeysOutOfEveryText) {
  ChatReply reply;
  reply.text = "Your key is sk-sentinel-key.";
  reply.tool_calls = {{"sk-sentinel-key", "sk-sentinel-key", R"({"key":"sk-sentinel-key"})"}};
  reply.finish_reason = "sk-sentinel-key";
  reply.model = "sk-sentinel-key";
  const ChatReply redacted = Redacted(reply);
  EXPECT_EQ(redacted.text, "Your key is ***.");
  EXPECT_EQ(redacted.tool_calls, (std::vector<ToolCall>{{"***", "***", R"({"key":"***"})"}}));
  EXPECT_EQ(redacted.finish_reason, "***");
  EXPECT_EQ(redacted.model, "***");
}

TEST(RedactReply, FindsAKeyThatIsSpreadOverTokens) {
  ChatReply reply;
  reply.logprobs = {{"is ", -1, {{"is ", -1}}},
                    {" sk-", -2, {{"sk-", -2}}},
                    {"sentinel", -3, {{"x", -4}}},
                    {"-key", -4, {}},
                    {".", -5, {{"sk-sentinel-key", -6}}}};
  const std::vector<TokenLogprob> expected = {
      {"is ", -1, {{"is ", -1}}}, {"***", -2, {}}, {"***", -3, {}}, {"***", -4, {}}, {".", -5, {{"***", -6}}}};
  EXPECT_EQ(Redacted(reply).logprobs, expected);
}

TEST(RedactReply, LeavesOtherRepliesAsTheyAre) {
  ChatReply reply;
  reply.text = "nothing";
  reply.tool_calls = {{"1", "f", "{}"}};
  reply.logprobs = {{"nothing", -1, {{"x", -2}}}};
  EXPECT_EQ(Redacted(reply), reply);
}

}  // namespace
}  // namespace harness
