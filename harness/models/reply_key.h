// What makes two requests the same: provider, endpoint, model, merged parameters, and all that is asked.
//
// No secrets: keys of providers are in none of it. Pure functions, any thread.
#pragma once

#include <string>

#include "harness/core/call_context.h"
#include "harness/core/chat.h"
#include "harness/core/reply_store.h"
#include "harness/models/asked_model.h"

namespace harness {

// {provider, origin, model, request: {messages, parameters, …}}, or {…, request: {texts}} for embeddings. The request's
// parameters are the merged ones. All text is well-formed UTF-8.
Json KeyedRequest(const AskedModel& model, const ChatRequest& request);
Json KeyedRequest(const AskedModel& model, const Texts& texts);

// The digest of the canonical JSON of a keyed request, and which repeat and sample the call is.
RequestKey KeyOf(const Json& keyed, const CallContext& context);

// Embeddings as they are kept; vectors as numbers, which are the same floats when read.
Json ToJson(const Embeddings& embeddings);
Result<Embeddings> EmbeddingsFromJson(const Json& json);

}  // namespace harness
