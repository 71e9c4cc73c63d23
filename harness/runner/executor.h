// The workers: threads that make attempts and hand them back.
//
// Attempts of targets that wait (programs, endpoints) run one a thread; targets that only compute share as many threads
// as there are processors and are handed over in batches. The destructor joins the threads; call control.Abort() first
// if calls may be long.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "harness/base/mailbox.h"
#include "harness/core/attempt.h"
#include "harness/runner/attempt.h"
#include "harness/runner/comparison.h"
#include "harness/runner/plan.h"
#include "harness/runner/stored_run.h"
#include "harness/suite/suite.h"

namespace harness {

// A case that several attempts share; its row is made by the first that ends.
class CaseWork {
 public:
  explicit CaseWork(std::shared_ptr<const Case> test) : test_(std::move(test)) {}
  const Case& test() const { return *test_; }
  std::shared_ptr<const CaseRow> Row();

 private:
  std::shared_ptr<const Case> test_;
  std::mutex mutex_;  // of the row; a once_flag would wake sleepers in the kernel for every case
  std::shared_ptr<const CaseRow> row_;
};

struct Task {
  std::shared_ptr<CaseWork> work;
  AttemptKey key;
  int tries = 1;
  std::shared_ptr<ComparedCase> compared = nullptr;  // where the case's targets are compared
  bool compares = false;                             // they all have answered; now they are
};

struct Done {
  Task task;
  Finished finished;                         // without an attempt: the run was stopped first, or the case changed
  bool retryable = false;                    // it failed in a way that may pass
  std::chrono::microseconds retry_after{0};  // and not before
  bool changed = false;                      // the case is not what the plan saw; it was not tried
  std::unique_ptr<Made> made = nullptr;      // instead of a finished attempt, where targets are compared
  std::vector<Finished> together = {};       // of a comparison; empty: the run was stopped first
};

class Executor {
 public:
  // `deliver` is called on the workers' threads. `recorded`: the run whose outputs are judged instead of calling
  // targets; null: none.
  Executor(const Suite& suite, const Plan& plan, StoredRun* recorded, RunContext run,
           std::function<void(std::vector<Done>)> deliver);
  ~Executor();

  // How many tasks are worth handing over at once: enough to keep every worker busy.
  size_t capacity() const { return capacity_; }
  // How many of them begin at once.
  size_t workers() const { return workers_; }
  // Starts the workers that it takes, the first of which are at work while the last are started; where no more threads
  // are to be had those that are there have to do, and without any the tasks are taken back and it fails. By one
  // thread.
  Result<> Submit(std::vector<Task> tasks);
  // Takes back what no worker has begun.
  std::vector<Task> TakeBack();
  // No more than so many tasks will be there at a time: workers beyond them leave when they have nothing to do. Joining
  // a thousand of them takes a while, and at the end somebody waits for it.
  void Shrink(size_t workers);
  // Whether its tasks wait, for programs and endpoints, rather than compute.
  bool waits() const { return waits_; }

 private:
  void Work(size_t worker);

  Done Make(Task task);
  Done Compare(Task task);

  const Suite& suite_;
  const Plan& plan_;
  StoredRun* recorded_;
  const RunContext run_;
  std::function<void(std::vector<Done>)> deliver_;
  bool waits_ = false;
  size_t workers_ = 0;
  size_t capacity_ = 0;
  size_t batch_ = 1;
  Mailbox<Task> tasks_;   // one without work: a worker is to leave
  Mailbox<size_t> left_;  // workers
  std::vector<std::thread> threads_;
};

}  // namespace harness
