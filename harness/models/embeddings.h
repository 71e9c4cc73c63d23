// Embeddings as OpenAI defined them and many servers offer them.
//
// Texts are sent in batches, one after another: at most kMaxBatchTexts and kMaxBatchBytes each (a single longer text
// goes alone). Vectors are put into the order of the texts by their index; all are of one length and finite, or the
// answer is none (a retryable error). One batch that fails fails all.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "harness/base/json.h"
#include "harness/core/chat.h"
#include "harness/models/endpoint.h"

namespace harness {

inline constexpr size_t kMaxBatchTexts = 128;
inline constexpr size_t kMaxBatchBytes = 256 << 10;

// Asks for "/embeddings" below the endpoint's url. `parameters` of every request: dimensions, user, …
std::unique_ptr<Embedder> MakeOpenAiEmbedder(std::shared_ptr<Endpoint> endpoint, std::string model, Json parameters);

}  // namespace harness
