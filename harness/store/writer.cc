#include "harness/store/writer.h"

#include <algorithm>
#include <utility>

namespace harness {

std::chrono::microseconds CommitPolicy::Wait(size_t waiting, size_t bytes, std::chrono::microseconds age) const {
  if (waiting >= commit_at || bytes >= commit_bytes) return std::chrono::microseconds(0);
  return std::max(commit_after - age, std::chrono::microseconds(0));
}

bool CommitPolicy::Full(size_t waiting, size_t bytes) const {
  return waiting >= full_at || bytes >= full_bytes;
}

Writer::Writer(Store& store, int64_t run, Clock& clock, Committed committed, Failed failed, CommitPolicy policy)
    : store_(store),
      run_(run),
      clock_(clock),
      committed_(std::move(committed)),
      failed_(std::move(failed)),
      policy_(policy),
      thread_([this] { Run(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_.notify_one();
  thread_.join();
}

Result<> Writer::Add(Finished finished) {
  const size_t bytes = finished.bytes;
  std::unique_lock lock(mutex_);
  done_.wait(lock, [&] { return error_ || !policy_.Full(waiting_.size(), waiting_bytes_); });
  if (error_) return Unexpected(*error_);
  const bool first = waiting_.empty();
  if (first) oldest_ = clock_.SteadyNow();
  waiting_.push_back(std::move(finished));
  waiting_bytes_ += bytes;
  ++added_;
  const bool due = waiting_.size() == policy_.commit_at || waiting_bytes_ >= policy_.commit_bytes;
  lock.unlock();
  if (first || due) work_.notify_one();
  return {};
}

Result<> Writer::Flush() {
  std::unique_lock lock(mutex_);
  const uint64_t target = added_;
  flush_up_to_ = target;
  work_.notify_one();
  done_.wait(lock, [&] { return settled_ >= target; });
  if (error_) return Unexpected(*error_);
  return {};
}

Result<> Writer::Status() const {
  const std::lock_guard lock(mutex_);
  if (error_) return Unexpected(*error_);
  return {};
}

// Returns with work to commit, or false when there is none and there never will be.
bool Writer::WaitForWork(std::unique_lock<std::mutex>& lock) {
  while (true) {
    if (waiting_.empty()) {
      if (stopping_) return false;
      work_.wait(lock);
      continue;
    }
    if (stopping_ || error_ || settled_ < flush_up_to_) return true;
    const auto age = std::chrono::duration_cast<std::chrono::microseconds>(clock_.SteadyNow() - oldest_);
    const auto wait = policy_.Wait(waiting_.size(), waiting_bytes_, age);
    if (wait.count() == 0) return true;
    work_.wait_for(lock, wait);
  }
}

void Writer::Run() {
  std::unique_lock lock(mutex_);
  while (WaitForWork(lock)) {
    std::vector<Finished> batch = std::exchange(waiting_, {});
    waiting_.reserve(policy_.commit_at);
    waiting_bytes_ = 0;
    const size_t count = batch.size();
    const bool failed = error_.has_value();
    lock.unlock();
    done_.notify_all();
    if (!failed) Commit(std::move(batch));
    lock.lock();
    settled_ += count;
    done_.notify_all();
  }
}

void Writer::Commit(std::vector<Finished> batch) {
  const Result<> status = store_.Append(run_, batch);
  if (status) return committed_(std::move(batch));
  {
    const std::lock_guard lock(mutex_);
    error_ = status.error();
  }
  failed_(status.error());
}

}  // namespace harness
