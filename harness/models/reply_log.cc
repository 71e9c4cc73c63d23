#include "harness/models/reply_log.h"

#include "harness/core/reply_log.h"
#include "harness/models/around.h"
#include "harness/models/kept_reply.h"
#include "harness/models/reply_key.h"

namespace harness {
namespace {

ChatError NotKept(const Error& error) {
  return {FailureKind::kUnavailable, "the reply could not be stored: " + error.Message(), false, 0, {}};
}

ChatError NotRead(const Error& error) {
  return {FailureKind::kUnavailable, "the replies of this run can't be read or kept: " + error.Message(), false, 0, {}};
}

class KeepingReplies {
 public:
  explicit KeepingReplies(AskedModel model) : model_(std::move(model)) {}

  template <typename Asked, typename Next>
  auto Call(const Asked& asked, const CallContext& context, const Next& next) -> decltype(next(context)) {
    using Reply = typename decltype(next(context))::value_type;
    if (!context.calls) return next(context);
    const ReplyKey key = context.calls->Next(LoggedName(KeyOf(KeyedRequest(model_, asked), context)));
    ReplyLog& log = context.calls->log();
    const auto found = log.Find(key);
    if (!found) return tl::unexpected(NotRead(found.error()));
    if (*found) {
      Result<Reply> reply = ReplyFromJson<Reply>(**found);
      if (!reply) return tl::unexpected(NotRead(reply.error()));
      reply->kept = true;
      return *std::move(reply);
    }
    if (const auto settled = context.calls->Settle(); !settled) return tl::unexpected(NotKept(settled.error()));
    auto reply = next(context);
    if (!reply) return reply;
    if (!reply->kept)  // what was kept elsewhere was not paid for
      if (const auto kept = log.Keep(key, ToJson(*reply)); !kept) return tl::unexpected(NotKept(kept.error()));
    context.calls->OnReply();  // only now: who settles has to wait for this one
    return reply;
  }

 private:
  const AskedModel model_;
};

}  // namespace

std::shared_ptr<Chat> WithReplyLog(std::shared_ptr<Chat> within, AskedModel model) {
  return std::make_shared<ChatAround<KeepingReplies>>(std::move(within), KeepingReplies(std::move(model)));
}

std::shared_ptr<Embedder> WithReplyLog(std::shared_ptr<Embedder> within, AskedModel model) {
  return std::make_shared<EmbedderAround<KeepingReplies>>(std::move(within), KeepingReplies(std::move(model)));
}

}  // namespace harness
