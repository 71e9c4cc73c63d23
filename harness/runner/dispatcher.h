// The loop that everything hangs on: starts what can start, waits for one result, handles it.
//
// One thread, the caller's, owns the state of the run and speaks to the listeners; workers make attempts, the store's
// writer commits them.
#pragma once

#include <cstdint>
#include <queue>
#include <variant>
#include <vector>

#include "harness/base/mailbox.h"
#include "harness/core/event.h"
#include "harness/core/services.h"
#include "harness/runner/control.h"
#include "harness/runner/executor.h"
#include "harness/runner/pacer.h"
#include "harness/runner/plan.h"
#include "harness/store/run_replies.h"
#include "harness/store/writer.h"

namespace harness {

struct DispatchOptions {
  bool fail_fast = false;
  // Attempts that the store already has (a resumed run); null: none.
  std::function<bool(const AttemptKey&)> is_done;
  uint64_t done_before = 0;       // how many
  StoredRun* recorded = nullptr;  // the run whose outputs are judged; null: the targets are called
  // Whether the money is spent, and nothing more is to be begun; null: never.
  std::function<bool()> is_spent = nullptr;
};

enum class Stopped : uint8_t {
  kNot,          // every attempt was made
  kInterrupted,  // by Control
  kFailFast,     // by --fail-fast
  kOnError,      // by on_error: stop
  kSpent,        // --max-cost is reached
};

class Dispatcher {
 public:
  // `run` is the stored record. All must outlive the dispatcher.
  Dispatcher(const Suite& suite, const Plan& plan, const RunRecord& run, Store& store, const Services& services,
             Control& control, DispatchOptions options, std::vector<Listener*> listeners);

  // Returns when every attempt that was begun is committed. An error: the store could not keep an attempt, or a source
  // changed; what was committed before stays.
  Result<Stopped> Run();

 private:
  struct Committed {
    std::vector<Finished> batch;
  };
  struct WriteFailed {
    Error error;
  };
  struct Wake {};
  using Message = std::variant<std::vector<Done>, Committed, WriteFailed, Wake>;
  struct Retry {
    std::chrono::steady_clock::time_point due;
    Task task;
    bool operator<(const Retry& other) const { return due > other.due; }  // the earliest on top
  };

  bool AllClaimed() const;
  bool Finished() const;
  bool IsAhead() const;
  void StartReady();
  void Submit(std::vector<Task> tasks);
  bool Claim(std::vector<Task>& tasks);
  void ReadAttempts(const PlannedCase& planned);
  std::vector<std::shared_ptr<ComparedCase>> GroupAttempts(const PlannedCase& planned) const;
  bool IsDone(const AttemptKey& key) const { return options_.is_done && options_.is_done(key); }
  void HandleAll(std::vector<Message> messages);
  void Handle(std::vector<Done> done);
  void Handle(const Committed& committed);
  void Handle(WriteFailed failed);
  void Handle(Wake) {}
  void ObeyControl();
  void StopClaiming(Stopped why);
  void Keep(harness::Finished finished);
  void Gather(Done done);
  void FlushWriter();
  void Fail(Error error);
  void RetryLater(Task task, std::chrono::microseconds at_least);
  size_t Room() const;
  std::chrono::steady_clock::time_point NextWake();
  void TickIfDue();
  void Tell(const Event& event);

  const Suite& suite_;
  const Plan& plan_;
  const RunRecord& run_;
  const Services services_;
  Control& control_;
  DispatchOptions options_;
  std::vector<Listener*> listeners_;

  Mailbox<Message> mailbox_;
  std::unique_ptr<PlanReader> reader_;  // null once all cases are claimed
  std::vector<Task> claimed_;           // attempts of the case that was read last, last first
  std::priority_queue<Retry> retries_;
  Pacer pacer_;               // attempts that wait for the rate of their target
  uint64_t in_flight_ = 0;    // handed to the executor
  uint64_t uncommitted_ = 0;  // handed to the writer
  Stopped stopped_ = Stopped::kNot;
  std::optional<Error> error_;
  std::chrono::steady_clock::time_point last_tick_;

  Writer writer_;  // it and the executor hand messages to the mailbox from threads of their own: they go first
  RunReplies replies_;
  Executor executor_;
};

}  // namespace harness
