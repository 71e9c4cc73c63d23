#include "harness/store/run_replies.h"

namespace harness {

Result<> RunReplies::Open() {
  auto keys = store_.ReplyKeys(run_);
  if (!keys) return Unexpected(keys.error());
  const std::lock_guard lock(mutex_);
  keys_ = {keys->begin(), keys->end()};
  stored_ = {std::make_move_iterator(keys->begin()), std::make_move_iterator(keys->end())};
  return {};
}

Result<std::optional<Json>> RunReplies::Find(const ReplyKey& key) {
  if (auto status = writer_.Status(); !status) return Unexpected(status.error());  // nothing more is to be paid for
  bool is_stored = false;
  {
    const std::lock_guard lock(mutex_);
    if (!keys_.contains(key)) return std::nullopt;
    is_stored = stored_.contains(key);
  }
  if (!is_stored)
    if (auto settled = Settle(); !settled) return Unexpected(settled.error());
  const auto reply = store_.FindReply(run_, key);
  if (!reply) return Unexpected(reply.error());
  if (!*reply) return std::nullopt;
  Result<Json> json = ParseJson(**reply);
  if (!json) return Fail("a stored reply can't be read: {}", json.error().Message());
  return std::optional(*std::move(json));
}

Result<> RunReplies::Keep(const ReplyKey& key, const Json& reply) {
  if (auto kept = writer_.Keep({key, clock_.WallMicros(), CanonicalJson(reply)}); !kept) return kept;
  const std::lock_guard lock(mutex_);
  keys_.insert(key);
  return {};
}

Result<> RunReplies::Settle() {
  return writer_.SettleReplies();
}

Result<> RunReplies::Forget(std::span<const ReplyKey> keys) {
  if (auto settled = Settle(); !settled) return settled;
  if (auto forgotten = store_.ForgetReplies(run_, keys); !forgotten) return forgotten;
  const std::lock_guard lock(mutex_);
  for (const ReplyKey& key : keys) {
    keys_.erase(key);
    stored_.erase(key);
  }
  return {};
}

}  // namespace harness
