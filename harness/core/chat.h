// Models that are talked to: what they are asked, what they answer, what can go wrong.
//
// The same interface for a provider's client and for what stands around it (retry, limits, cache, price, cassettes):
// each of those is a Chat over a Chat. Thread-safe: called from many workers at once. Never throws, ends by
// context.deadline.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/json.h"
#include "harness/core/call_context.h"
#include "harness/core/output.h"

namespace harness {

enum class Role : uint8_t { kSystem, kUser, kAssistant, kTool };

// "system", "user", "assistant", "tool".
std::string_view ToString(Role role);
std::optional<Role> ParseRole(std::string_view text);

struct ToolCall {
  std::string id;
  std::string name;
  std::string arguments;  // JSON as the model wrote it, which may be none
  bool operator==(const ToolCall&) const = default;
};

struct ChatMessage {
  Role role = Role::kUser;
  std::string text;
  std::vector<ToolCall> tool_calls = {};  // of an assistant
  std::string tool_call_id = {};          // of a tool: which call it answers
  bool operator==(const ChatMessage&) const = default;
};

struct ChatRequest {
  std::vector<ChatMessage> messages;
  Json parameters = Json::object();    // over those of the model: temperature, max_tokens, seed, stop, …
  Json tools = Json::array();          // of {name, description, parameters: a JSON Schema}
  std::optional<Json> schema = {};     // of the answer, which then is JSON
  std::string schema_name = "answer";  // a word of letters, digits, '_' and '-'
  bool json = false;                   // the answer is any JSON object
  int top_logprobs = 0;                // so many alternatives of each token are wanted; 0: none, and no probabilities
  bool operator==(const ChatRequest&) const = default;
};

struct TokenLogprob {
  std::string token;
  double logprob = 0;                               // natural
  std::vector<std::pair<std::string, double>> top;  // alternatives, the likeliest first; may hold the token itself
  bool operator==(const TokenLogprob&) const = default;
};

struct ChatReply {
  std::string text;
  std::vector<ToolCall> tool_calls;
  // "stop", "length", "tool_calls", "content_filter", whatever the provider calls them; else its own word.
  std::string finish_reason;
  std::string model;                     // that answered, as the provider names it
  std::optional<Usage> usage;            // nullopt: not said
  std::optional<double> cost_usd;        // nullopt: unknown, which is not zero
  std::chrono::microseconds latency{0};  // of the try that was answered; of a kept reply, what it took then
  std::vector<TokenLogprob> logprobs;    // where they were asked for and are offered
  bool kept = false;                     // not asked for now: from the cache, a cassette or the reply log
  bool operator==(const ChatReply&) const = default;
};

// Its kind is one of kTimeout, kTooLarge, kUnavailable, kProviderError, kRateLimited, kStopped, kInvalidOutput.
struct ChatError {
  FailureKind kind = FailureKind::kUnavailable;
  std::string message;  // without keys, and without path and query of the url
  bool retryable = false;
  int status = 0;                                          // of HTTP; 0: there was no answer
  std::optional<std::chrono::microseconds> retry_after{};  // what the provider asks for
  bool may_be_billed = false;                              // it was sent, and may have been answered and charged
};

class Chat {
 public:
  virtual ~Chat() = default;
  virtual tl::expected<ChatReply, ChatError> Complete(const ChatRequest& request, const CallContext& context) = 0;
};

struct Embeddings {
  std::vector<std::vector<float>> vectors;  // of each text, all of one length
  std::optional<Usage> usage;
  std::optional<double> cost_usd;
  bool kept = false;
};

class Embedder {
 public:
  virtual ~Embedder() = default;
  virtual tl::expected<Embeddings, ChatError> Embed(const std::vector<std::string>& texts,
                                                    const CallContext& context) = 0;
};

// For stores of replies and for keys of them. A message of text alone is {role, content}.
Json ToJson(const ChatMessage& message);
Json ToJson(const ChatRequest& request);
Json ToJson(const ChatReply& reply);
Result<ChatMessage> ChatMessageFromJson(const Json& json);
Result<ChatReply> ChatReplyFromJson(const Json& json);

}  // namespace harness
