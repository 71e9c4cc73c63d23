// Chat completions as OpenAI defined them and many servers offer them: llama-server, Ollama, vLLM, Azure OpenAI,
// Databricks model serving.
//
// - A message of text only is sent as {role, content}; tools, calls and results in the provider's form.
// - A schema is sent as `response_format: json_schema`, strict; `json` as `json_object`.
// - What the model refuses to say is the reply's text, its finish reason then "content_filter".
// - A reply that holds neither text nor tool calls nor a refusal is none (a retryable error), but where the length or a
//   filter cut it off.
// - Usage that can't be read is not said.
#pragma once

#include <memory>
#include <string>

#include "harness/base/json.h"
#include "harness/core/chat.h"
#include "harness/models/endpoint.h"

namespace harness {

// `parameters` of every request; those of a request come over them, null takes one away. Asks for
// "/chat/completions" below the endpoint's url.
std::unique_ptr<Chat> MakeOpenAiChat(std::shared_ptr<Endpoint> endpoint, std::string model, Json parameters);

// What is sent. Depends on nothing but its arguments.
Json OpenAiBody(const std::string& model, const Json& parameters, const ChatRequest& request);

// The reply in an answer, but for its latency; else what the answer lacks: "without choices".
Result<ChatReply> ReadOpenAiReply(const Json& answer);

}  // namespace harness
