// Replies of models that were paid for. Each is handed over to be stored at once, and is stored durably before its
// attempt asks a model anything more and before the attempt itself is: a run that was killed and is resumed starts its
// attempts over and reads them back. What a kill can cost is what was under way or being stored.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/json.h"
#include "harness/core/call_context.h"

namespace harness {

// The how many-th of the equal requests of one attempt, from 0. `request` is a hash of all that the answer depends on.
struct ReplyKey {
  AttemptKey attempt;
  std::string request;
  int ordinal = 0;
  auto operator<=>(const ReplyKey&) const = default;
};

// Thread-safe; of one run.
class ReplyLog {
 public:
  virtual ~ReplyLog() = default;
  // What was kept under this key by this run, now or before it was resumed.
  virtual Result<std::optional<Json>> Find(const ReplyKey& key) = 0;
  // Begins to store it; attempts that are added to the run later are stored after it. Under a key that is known already
  // the first reply stays.
  virtual Result<> Keep(const ReplyKey& key, const Json& reply) = 0;
  // Returns when all that was kept is stored durably.
  virtual Result<> Settle() = 0;
  // What these requests get is asked anew by a resumed run.
  virtual Result<> Forget(std::span<const ReplyKey> keys) = 0;
};

// The calls of one attempt, from its beginning to its end. Thread-safe. `log` outlives it.
class AttemptCalls {
 public:
  AttemptCalls(ReplyLog& log, AttemptKey attempt) : log_(log), attempt_(attempt) {}

  // The key of a call that begins now.
  ReplyKey Next(const std::string& request) {
    const std::lock_guard lock(mutex_);
    keys_.push_back({attempt_, request, counts_[request]++});
    return keys_.back();
  }
  ReplyLog& log() { return log_; }

  // A call was answered; what is asked next may stand on it.
  void OnReply() {
    const std::lock_guard lock(mutex_);
    unsettled_ = true;
  }
  // Returns when the replies that this attempt has had are stored durably.
  Result<> Settle() {
    const std::lock_guard lock(mutex_);
    if (!unsettled_) return {};
    if (auto settled = log_.Settle(); !settled) return settled;
    unsettled_ = false;
    return {};
  }

  // How many calls there were. Those after that mark can be forgotten: they led to nothing.
  size_t mark() const {
    const std::lock_guard lock(mutex_);
    return keys_.size();
  }
  Result<> ForgetSince(size_t mark) {
    const std::lock_guard lock(mutex_);
    return log_.Forget(std::span(keys_).subspan(mark));
  }

 private:
  ReplyLog& log_;
  const AttemptKey attempt_;
  mutable std::mutex mutex_;
  std::map<std::string, int> counts_;
  std::vector<ReplyKey> keys_;
  bool unsettled_ = false;
};

}  // namespace harness
