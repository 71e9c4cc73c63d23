// Anthropic's messages API.
//
// - System messages stand apart, joined by an empty line; messages of one role that follow each other are merged, since
//   roles must alternate.
// - `max_tokens`, which the API requires, is 4096 if nothing is said. OpenAI's `max_completion_tokens` and `stop` are
//   sent as `max_tokens` and `stop_sequences`; `seed`, the penalties, `reasoning_effort` and log probabilities, which
//   the API does not have, are not sent.
// - A schema, or `json`, is sent as a tool whose input is the answer: the model must call it, once. The reply's text is
//   that input as canonical JSON. Beside other tools it must call one of all.
// - A reply that holds neither text nor a tool call is none (a retryable error), but where the length or a filter cut
// it
//   off.
// - Usage: input tokens hold those that were written to or read from the cache; cached tokens are those read.
#pragma once

#include <memory>
#include <string>

#include "harness/base/json.h"
#include "harness/core/chat.h"
#include "harness/models/endpoint.h"

namespace harness {

// As MakeOpenAiChat; asks for "/v1/messages" below the endpoint's url.
std::unique_ptr<Chat> MakeAnthropicChat(std::shared_ptr<Endpoint> endpoint, std::string model, Json parameters);

Json AnthropicBody(const std::string& model, const Json& parameters, const ChatRequest& request);

// The reply in an answer to `request`, but for its latency; else what the answer lacks.
Result<ChatReply> ReadAnthropicReply(const Json& answer, const ChatRequest& request);

}  // namespace harness
