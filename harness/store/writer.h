// The one thread that does every write of a run: attempts come in one by one and are committed in groups, and so are
// replies of models, sooner and always before the attempts that came after them.
//
// Any thread may add. The first error is final: nothing more is taken or committed after it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/error.h"
#include "harness/core/store.h"

namespace harness {

// When what waits is committed, and when too much does.
struct CommitPolicy {
  size_t commit_at = 512;                                                  // items
  std::chrono::microseconds commit_after = std::chrono::milliseconds(50);  // of the oldest
  size_t commit_bytes = size_t{4} << 20;
  size_t full_at = 1024;
  size_t full_bytes = size_t{16} << 20;

  // What is still to wait before so many items are committed; 0: commit now.
  std::chrono::microseconds Wait(size_t waiting, size_t bytes, std::chrono::microseconds age) const;
  // Whether adding has to wait for a commit.
  bool Full(size_t waiting, size_t bytes) const;
};

// Of replies, which are worth money: just long enough that those that come together share a sync of the disk; and where
// the disk hangs, no more are paid for than may be lost.
inline constexpr CommitPolicy kCommitReplies = {
    .commit_at = 64, .commit_after = std::chrono::milliseconds(1), .full_at = 128};

// What waits to be committed together, and how far that is.
template <typename Item>
class CommitQueue {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  explicit CommitQueue(const CommitPolicy& policy) : policy_(policy) {}

  bool empty() const { return waiting_.empty(); }
  bool full() const { return policy_.Full(waiting_.size(), bytes_); }
  uint64_t added() const { return added_; }
  uint64_t settled() const { return settled_; }

  // True if whoever commits has to look at the queue anew.
  bool Put(Item item, size_t bytes, TimePoint now) {
    const bool was_due = IsEnough();
    if (waiting_.empty()) oldest_ = now;
    waiting_.push_back(std::move(item));
    bytes_ += bytes;
    ++added_;
    return waiting_.size() == 1 || (!was_due && IsEnough());
  }
  // What was added so far is to be committed without waiting for more.
  void Hurry() { wanted_ = added_; }

  // What is still to wait before the queue is committed; nullopt: there is nothing to commit.
  std::optional<std::chrono::microseconds> Wait(TimePoint now) const {
    if (waiting_.empty()) return std::nullopt;
    if (settled_ < wanted_) return std::chrono::microseconds(0);
    return policy_.Wait(waiting_.size(), bytes_, std::chrono::duration_cast<std::chrono::microseconds>(now - oldest_));
  }
  std::vector<Item> Take() {
    bytes_ = 0;
    return std::exchange(waiting_, {});
  }
  // So many of those taken are committed, or given up.
  void OnSettled(size_t count) { settled_ += count; }

 private:
  bool IsEnough() const { return waiting_.size() >= policy_.commit_at || bytes_ >= policy_.commit_bytes; }

  const CommitPolicy policy_;
  std::vector<Item> waiting_;
  size_t bytes_ = 0;
  TimePoint oldest_;
  uint64_t added_ = 0;
  uint64_t settled_ = 0;
  uint64_t wanted_ = 0;  // commit without waiting while settled_ is below
};

class Writer {
 public:
  // Both are called on the writer's thread. `committed` after each durable commit, in the order in which attempts were
  // added. `failed` once: what was not handed to `committed` by then is not stored, and never will be.
  using Committed = std::function<void(std::vector<Finished>)>;
  using Failed = std::function<void(const Error&)>;

  // `store` and `clock` outlive the writer. `run` is the run's number in the store.
  Writer(Store& store, int64_t run, Clock& clock, Committed committed, Failed failed, const CommitPolicy& attempts = {},
         const CommitPolicy& replies = kCommitReplies);
  // Commits what waits, then ends the thread.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Takes an attempt to be committed; blocks while too many wait. An error: the writer has failed, and this attempt was
  // not taken.
  Result<> Add(Finished finished);
  // Takes a reply to be committed, before any attempt that is added later; else as Add.
  Result<> Keep(KeptReply reply);
  // Returns when all attempts that were added before are committed and handed over, or given up. Not from a callback.
  Result<> Flush();
  // Returns when all replies that were taken before are committed. An error: some are not.
  Result<> SettleReplies();
  // The error that `failed` was told.
  Result<> Status() const;

 private:
  template <typename Item>
  Result<> Put(CommitQueue<Item>& queue, Item item, size_t bytes);
  template <typename Item>
  Result<> Settle(CommitQueue<Item>& queue);
  template <typename Item>
  bool IsDue(const CommitQueue<Item>& queue) const;

  void Run();
  bool WaitForWork(std::unique_lock<std::mutex>& lock);
  void Commit(std::vector<Finished> batch);
  void Commit(const std::vector<KeptReply>& batch);
  void GiveUp(const Error& error);

  Store& store_;
  const int64_t run_;
  Clock& clock_;
  const Committed committed_;
  const Failed failed_;

  mutable std::mutex mutex_;
  std::condition_variable work_;  // for the writer's thread
  std::condition_variable done_;  // for those who add and those who wait
  CommitQueue<Finished> attempts_;
  CommitQueue<KeptReply> replies_;
  bool stopping_ = false;
  std::optional<Error> error_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace harness
