#include "harness/store/cached_replies.h"

namespace harness {

void CachedReplies::Use(Store* store) {
  const std::lock_guard lock(mutex_);
  store_ = store;
}

Result<std::optional<StoredReply>> CachedReplies::Find(const RequestKey& key) {
  const std::lock_guard lock(mutex_);
  if (!store_) return std::nullopt;
  const auto found = store_->FindReplyTo(LoggedName(key), static_cast<uint16_t>(key.repeat));
  if (!found) return Unexpected(found.error());
  if (!*found) return std::nullopt;
  Result<Json> reply = ParseJson((*found)->reply);
  if (!reply) return Fail("a stored reply can't be read: {}", reply.error().Message());
  return StoredReply{*std::move(reply), (*found)->stored_at};
}

}  // namespace harness
