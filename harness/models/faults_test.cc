// Every client under every fault of a provider: each ends in an error that says what was found, and none is taken for
// an answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <ostream>

#include "tests/fakes/model_rig.h"

namespace harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* kKey = "sk-sentinel-0123456789";

// A client, asked once.
struct Client {
  const char* name;
  std::function<tl::expected<void, ChatError>(ModelRig&, milliseconds)> ask;
};

void PrintTo(const Client& client, std::ostream* to) {
  *to << client.name;
}

tl::expected<void, ChatError> AskChat(ModelRig& rig, const std::string& provider, milliseconds time) {
  const ModelConfig config = rig.Config(provider);
  const auto reply =
      MakeProviderChat(config, MakeEndpoint(config, rig.services()))->Complete(UserRequest("hello"), rig.Context(time));
  if (!reply) return tl::unexpected(reply.error());
  return {};
}

tl::expected<void, ChatError> AskEmbedder(ModelRig& rig, milliseconds time) {
  const ModelConfig config = rig.Config("openai");
  const auto embedder = MakeProviderEmbedder(config, MakeEndpoint(config, rig.services()));
  const auto embeddings = (*embedder)->Embed({"hello"}, rig.Context(time));
  if (!embeddings) return tl::unexpected(embeddings.error());
  return {};
}

class Faults : public testing::TestWithParam<Client> {
 protected:
  // The first request fails by `rule`, the second is answered. Without the server's url in the message.
  ChatError ErrorUnder(Json rule, milliseconds time = seconds(30)) {
    rule["times"] = 1;
    ModelRig rig(Json{{"rules", Json::array({std::move(rule)})}});
    const auto failed = GetParam().ask(rig, time);
    const auto again = GetParam().ask(rig, seconds(30));
    EXPECT_TRUE(again) << again.error().message;
    if (failed) return {.message = "taken for an answer"};
    ChatError error = failed.error();
    const size_t at = error.message.find(rig.url());
    if (at != std::string::npos) error.message.replace(at, rig.url().size(), "SERVER");
    EXPECT_EQ(error.message.find(kKey), std::string::npos) << error.message;
    return error;
  }
  std::string RetryableUnder(const std::string& fault) {
    const ChatError error = ErrorUnder({{"fault", fault}, {"bytes", 64 << 20}});
    EXPECT_TRUE(error.retryable) << error.message;
    return error.message;
  }
};

TEST_P(Faults, LostConnectionsMayBeTriedAgain) {
  for (const char* fault : {"close", "close-body", "reset", "reset-body"})
    EXPECT_EQ(RetryableUnder(fault), "the connection to SERVER was lost") << fault;
  EXPECT_EQ(RetryableUnder("garbage"), "SERVER answers, but not in HTTP");
}

TEST_P(Faults, MalformedAnswersMayBeTriedAgain) {
  EXPECT_THAT(RetryableUnder("truncate"),
              testing::StartsWith("SERVER answered with JSON that is cut off or ill-formed"));
  EXPECT_EQ(RetryableUnder("page"), "SERVER answered with text/html instead of JSON");
  EXPECT_EQ(RetryableUnder("empty"), "SERVER answered with an empty body");
  EXPECT_THAT(RetryableUnder("no-choices"), testing::StartsWith("SERVER answered with an answer without "));
  EXPECT_THAT(RetryableUnder("wrong-types"), testing::StartsWith("SERVER answered with an"));
}

TEST_P(Faults, OversizedAnswersAreCutOff) {
  EXPECT_EQ(RetryableUnder("oversize"), "SERVER answered with more than 32 MiB");
}

TEST_P(Faults, StalledAnswersEndAtTheDeadline) {
  for (const char* fault : {"stall", "stall-body"}) {
    const auto begun = std::chrono::steady_clock::now();
    const ChatError error = ErrorUnder({{"fault", fault}}, milliseconds(500));
    EXPECT_EQ(error.kind, FailureKind::kTimeout);
    EXPECT_EQ(error.message, "no answer from SERVER within the time limit");
    EXPECT_FALSE(error.retryable);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, seconds(20));
  }
}

TEST_P(Faults, TrickledAnswersAreWaitedFor) {
  EXPECT_EQ(ErrorUnder({{"fault", "trickle"}, {"every_ms", 2}}).message, "taken for an answer");
}

TEST_P(Faults, BusyProvidersSayWhenToComeBack) {
  const ChatError error = ErrorUnder(
      {{"status", 429}, {"headers", {{"Retry-After", "1.5"}}}, {"message", "Slow down"}, {"code", "rate_limit"}});
  EXPECT_EQ(error.kind, FailureKind::kRateLimited);
  EXPECT_EQ(error.message, "SERVER answered with status 429: Slow down");
  EXPECT_EQ(error.retry_after, milliseconds(1500));
  EXPECT_TRUE(error.retryable);
}

TEST_P(Faults, BrokenProvidersMayBeTriedAgain) {
  for (const int status : {500, 502, 503, 529}) {
    const ChatError error = ErrorUnder({{"status", status}, {"message", std::string("overloaded, ") + kKey}});
    EXPECT_EQ(error.message, "SERVER answered with status " + std::to_string(status) + ": overloaded, ***");
    EXPECT_TRUE(error.retryable);
  }
}

TEST_P(Faults, RefusedRequestsAreNotTriedAgain) {
  const ChatError error = ErrorUnder({{"status", 400}, {"message", "no such model"}});
  EXPECT_EQ(error.message, "SERVER answered with status 400: no such model");
  EXPECT_FALSE(error.retryable);
}

INSTANTIATE_TEST_SUITE_P(
    All, Faults,
    testing::Values(Client{"OpenAi", [](ModelRig& rig, milliseconds time) { return AskChat(rig, "openai", time); }},
                    Client{"Anthropic",
                           [](ModelRig& rig, milliseconds time) { return AskChat(rig, "anthropic", time); }},
                    Client{"Embeddings", AskEmbedder}),
    [](const auto& client) { return std::string(client.param.name); });

class ChatFaults : public testing::TestWithParam<const char*> {};

TEST_P(ChatFaults, IllFormedTextIsNoAnswer) {
  ModelRig rig(*ParseJson(R"({"rules":[{"fault":"bad-utf8"}]})"));
  const auto reply = rig.Ask(GetParam(), UserRequest("hello"));
  ASSERT_FALSE(reply);
  EXPECT_TRUE(reply.error().retryable);
  EXPECT_EQ(reply.error().message, rig.url() + " answered with bytes that are no UTF-8");
}

TEST_P(ChatFaults, AMessageOfNothingIsNoAnswer) {
  ModelRig rig(*ParseJson(R"({"rules":[{"fault":"null-content"}]})"));
  const auto reply = rig.Ask(GetParam(), UserRequest("hello"));
  ASSERT_FALSE(reply);
  EXPECT_TRUE(reply.error().retryable);
  EXPECT_THAT(reply.error().message, testing::StartsWith(rig.url() + " answered with a message without text"));
}

TEST_P(ChatFaults, AnEchoedKeyIsTakenOut) {
  ModelRig rig(*ParseJson(R"({"rules":[{"fault":"echo-key"}]})"));
  const auto reply = rig.Ask(GetParam(), UserRequest("hello"));
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_THAT(reply->text, testing::StartsWith("You sent "));
  EXPECT_THAT(reply->text, testing::EndsWith("***"));
  EXPECT_THAT(ToJson(*reply).dump(), testing::Not(testing::HasSubstr(kKey)));
}

INSTANTIATE_TEST_SUITE_P(All, ChatFaults, testing::Values("openai", "anthropic"));

}  // namespace
}  // namespace harness
