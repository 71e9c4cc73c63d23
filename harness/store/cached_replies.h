// The replies of all runs in a store, as a cache: the newest one to the same request, of a repeat with the same number.
//
// They get there through the reply log of the run that paid for them, so there is nothing to be put. Thread-safe.
#pragma once

#include <mutex>

#include "harness/core/reply_store.h"
#include "harness/core/store.h"

namespace harness {

class CachedReplies final : public ReplyStore {
 public:
  // From now on these; null: none, as before the first call. `store` outlives its use.
  void Use(Store* store);

  Result<std::optional<StoredReply>> Find(const RequestKey& key) override;
  Result<> Put(const RequestKey&, const Json&, const StoredReply&) override { return {}; }

 private:
  std::mutex mutex_;
  Store* store_ = nullptr;
};

}  // namespace harness
