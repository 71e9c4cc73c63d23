// A store of replies in memory, for tests; can be told to fail. Any thread.
#pragma once

#include <map>
#include <mutex>

#include "harness/core/reply_store.h"

namespace harness {

class MemoryReplies final : public ReplyStore {
 public:
  Result<std::optional<StoredReply>> Find(const RequestKey& key) override {
    const std::lock_guard lock(mutex_);
    if (broken_) return Fail("the disk is gone");
    const auto found = replies_.find(key);
    return found == replies_.end() ? std::nullopt : std::optional(found->second);
  }
  Result<> Put(const RequestKey& key, const Json&, const StoredReply& reply) override {
    const std::lock_guard lock(mutex_);
    if (broken_) return Fail("the disk is full");
    replies_[key] = reply;
    return {};
  }

  void Break() {
    const std::lock_guard lock(mutex_);
    broken_ = true;
  }
  void SpoilAll() {
    const std::lock_guard lock(mutex_);
    for (auto& [key, kept] : replies_) kept.reply = "?";
  }
  size_t size() {
    const std::lock_guard lock(mutex_);
    return replies_.size();
  }

 private:
  std::mutex mutex_;
  std::map<RequestKey, StoredReply> replies_;
  bool broken_ = false;
};

}  // namespace harness
