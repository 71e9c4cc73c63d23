// A reply that was kept, as a reply to what is asked now.
#pragma once

#include "harness/core/chat.h"
#include "harness/models/around.h"
#include "harness/models/reply_key.h"

namespace harness {

// It says that it was kept, and cost nothing now.
template <typename Reply>
Reply AsKept(Reply reply) {
  reply.kept = true;
  reply.cost_usd = 0;
  return reply;
}

// The JSON of a Reply, read; nothing says which kind it is but the type that is asked for.
template <typename Reply>
Result<Reply> ReplyFromJson(const Json& json);

template <>
inline Result<ChatReply> ReplyFromJson<ChatReply>(const Json& json) {
  return ChatReplyFromJson(json);
}

template <>
inline Result<Embeddings> ReplyFromJson<Embeddings>(const Json& json) {
  return EmbeddingsFromJson(json);
}

}  // namespace harness
