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

Result<> Writer::Keep(KeptReply reply) {
  std::future<Result<>> settled;
  {
    const std::lock_guard lock(mutex_);
    if (error_) return Unexpected(*error_);
    waiting_replies_.push_back({std::move(reply), {}});
    settled = waiting_replies_.back().settled.get_future();
  }
  work_.notify_one();
  return settled.get();
}

// Whether the attempts that wait are to be committed now.
bool Writer::IsDue() const {
  if (waiting_.empty()) return false;
  if (stopping_ || error_ || settled_ < flush_up_to_) return true;
  const auto age = std::chrono::duration_cast<std::chrono::microseconds>(clock_.SteadyNow() - oldest_);
  return policy_.Wait(waiting_.size(), waiting_bytes_, age).count() == 0;
}

// Returns with work to commit, or false when there is none and there never will be.
bool Writer::WaitForWork(std::unique_lock<std::mutex>& lock) {
  while (waiting_replies_.empty() && !IsDue()) {
    if (waiting_.empty()) {
      if (stopping_) return false;
      work_.wait(lock);
      continue;
    }
    const auto age = std::chrono::duration_cast<std::chrono::microseconds>(clock_.SteadyNow() - oldest_);
    work_.wait_for(lock, policy_.Wait(waiting_.size(), waiting_bytes_, age));
  }
  return true;
}

void Writer::Run() {
  std::unique_lock lock(mutex_);
  while (WaitForWork(lock)) {
    std::vector<Kept> replies = std::exchange(waiting_replies_, {});
    std::vector<Finished> batch;
    if (IsDue()) {
      batch = std::exchange(waiting_, {});
      waiting_.reserve(policy_.commit_at);
      waiting_bytes_ = 0;
    }
    const size_t count = batch.size();
    lock.unlock();
    if (count > 0) done_.notify_all();
    if (!replies.empty()) Commit(std::move(replies));
    if (count > 0 && Status()) Commit(std::move(batch));
    lock.lock();
    settled_ += count;
    if (count > 0) done_.notify_all();
  }
}

void Writer::Commit(std::vector<Finished> batch) {
  const Result<> status = store_.Append(run_, batch);
  if (status) return committed_(std::move(batch));
  GiveUp(status.error());
}

void Writer::Commit(std::vector<Kept> replies) {
  Result<> status = Status();
  if (status) {
    std::vector<KeptReply> batch;
    batch.reserve(replies.size());
    for (Kept& kept : replies) batch.push_back(std::move(kept.reply));
    status = store_.KeepReplies(run_, batch);
    if (!status) GiveUp(status.error());
  }
  for (Kept& kept : replies) kept.settled.set_value(status);
}

void Writer::GiveUp(const Error& error) {
  {
    const std::lock_guard lock(mutex_);
    if (error_) return;
    error_ = error;
  }
  failed_(error);
}

}  // namespace harness
