// The reply log of a run in the store.
//
// What the run had when it was opened is remembered by its keys, so that a new run looks nothing up.
#pragma once

#include <mutex>
#include <set>

#include "harness/base/clock.h"
#include "harness/core/reply_log.h"
#include "harness/core/store.h"
#include "harness/store/writer.h"

namespace harness {

class RunReplies final : public ReplyLog {
 public:
  // All outlive it.
  RunReplies(Store& store, int64_t run, Writer& writer, Clock& clock)
      : store_(store), run_(run), writer_(writer), clock_(clock) {}

  // Before anything is asked.
  Result<> Open();

  Result<std::optional<Json>> Find(const ReplyKey& key) override;
  Result<> Keep(const ReplyKey& key, const Json& reply) override;
  Result<> Settle() override;
  Result<> Forget(std::span<const ReplyKey> keys) override;

 private:
  Store& store_;
  const int64_t run_;
  Writer& writer_;
  Clock& clock_;
  std::mutex mutex_;
  std::set<ReplyKey> keys_;    // that the store has or will have
  std::set<ReplyKey> stored_;  // those among them that it had when the run was opened
};

}  // namespace harness
