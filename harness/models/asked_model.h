// Which model is asked where: what prices, keys of replies and logs go by. Holds no secret.
//
// Values and pure functions, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/core/chat.h"
#include "harness/models/around.h"

namespace harness {

struct AskedModel {
  std::string provider;              // "openai", "anthropic"
  std::string origin;                // scheme, host and port of its endpoint, without user, path and query
  std::string model;                 // as the suite names it to the provider
  Json parameters = Json::object();  // of every request; those of a request lie over them
};

// The parameters that a request is sent with.
Json MergedParameters(const AskedModel& model, const ChatRequest& request);

struct TokenEstimate {
  int64_t input = 0;                  // likely: a token for each 4 bytes
  int64_t most_input = 0;             // no byte is more than a token; what wraps messages and tools is allowed for
  std::optional<int64_t> max_output;  // what max_tokens allows, times the answers asked for; nullopt: no bound is set
};

// What a call will take, before it is made.
TokenEstimate EstimateTokens(const AskedModel& model, const ChatRequest& request);
TokenEstimate EstimateTokens(const AskedModel& model, const Texts& texts);

// The tokens that a call took; nullopt: not said.
std::optional<int64_t> TokensOf(const std::optional<Usage>& usage);

}  // namespace harness
