// The one thread that does every write of a run: attempts come in one by one and are committed in groups, and so are
// replies of models, for which somebody waits.
//
// Any thread may add. The first error is final: nothing more is taken or committed after it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/error.h"
#include "harness/core/store.h"

namespace harness {

// When waiting attempts are committed, and when there are too many of them.
struct CommitPolicy {
  size_t commit_at = 512;                                                  // attempts
  std::chrono::microseconds commit_after = std::chrono::milliseconds(50);  // of the oldest
  size_t commit_bytes = size_t{4} << 20;
  size_t full_at = 1024;
  size_t full_bytes = size_t{16} << 20;

  // What is still to wait before so many attempts are committed; 0: commit now.
  std::chrono::microseconds Wait(size_t waiting, size_t bytes, std::chrono::microseconds age) const;
  // Whether adding has to wait for a commit.
  bool Full(size_t waiting, size_t bytes) const;
};

class Writer {
 public:
  // Both are called on the writer's thread. `committed` after each durable commit, in the order in which attempts were
  // added. `failed` once: what was not handed to `committed` by then is not stored, and never will be.
  using Committed = std::function<void(std::vector<Finished>)>;
  using Failed = std::function<void(const Error&)>;

  // `store` and `clock` outlive the writer. `run` is the run's number in the store.
  Writer(Store& store, int64_t run, Clock& clock, Committed committed, Failed failed, CommitPolicy policy = {});
  // Commits what waits, then ends the thread.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Takes an attempt to be committed; blocks while too many wait. An error: the writer has failed, and this attempt was
  // not taken.
  Result<> Add(Finished finished);
  // Returns when the reply is committed, which begins at once. An error: it is not stored.
  Result<> Keep(KeptReply reply);
  // Returns when all that was added before is committed and handed over, or given up. Not from a callback.
  Result<> Flush();
  // The error that `failed` was told.
  Result<> Status() const;

 private:
  // A reply, and who waits for it.
  struct Kept {
    KeptReply reply;
    std::promise<Result<>> settled;
  };

  void Run();
  bool WaitForWork(std::unique_lock<std::mutex>& lock);
  bool IsDue() const;
  void Commit(std::vector<Finished> batch);
  void Commit(std::vector<Kept> replies);
  void GiveUp(const Error& error);

  Store& store_;
  const int64_t run_;
  Clock& clock_;
  const Committed committed_;
  const Failed failed_;
  const CommitPolicy policy_;

  mutable std::mutex mutex_;
  std::condition_variable work_;  // for the writer's thread
  std::condition_variable done_;  // for those who add and flush
  std::vector<Finished> waiting_;
  std::vector<Kept> waiting_replies_;
  size_t waiting_bytes_ = 0;
  std::chrono::steady_clock::time_point oldest_;
  uint64_t added_ = 0;
  uint64_t settled_ = 0;      // committed or given up
  uint64_t flush_up_to_ = 0;  // commit without waiting while settled_ is below
  bool stopping_ = false;
  std::optional<Error> error_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace harness
