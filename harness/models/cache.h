// Answers again what was answered before: a policy over a store of replies.
//
// The key is the canonical request, without secrets, and which repeat and sample it is: repeats are asked anew, a rerun
// is not. Like requests at the same time are asked once. A kept reply says so (`kept`), has the latency and usage that
// it had, and costs nothing. Never kept: errors, and replies that are none (finish_reason content_filter or error, or
// neither text nor tool calls). A store that fails is warned of and asked no more of that call. Any thread.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "harness/base/log.h"
#include "harness/core/chat.h"
#include "harness/core/reply_store.h"
#include "harness/models/asked_model.h"

namespace harness {

struct CacheTerms {
  std::optional<std::chrono::microseconds> lifetime{};  // of a kept reply; nullopt: for ever
  bool all = false;                                     // keep whatever is no error (cassettes)
};

std::shared_ptr<Chat> WithCache(std::shared_ptr<Chat> within, AskedModel model, std::shared_ptr<ReplyStore> store,
                                const CacheTerms& terms, Log& log);
std::shared_ptr<Embedder> WithCache(std::shared_ptr<Embedder> within, AskedModel model,
                                    std::shared_ptr<ReplyStore> store, const CacheTerms& terms, Log& log);

}  // namespace harness
