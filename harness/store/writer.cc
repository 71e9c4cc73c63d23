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

Writer::Writer(Store& store, int64_t run, Clock& clock, Committed committed, Failed failed,
               const CommitPolicy& attempts, const CommitPolicy& replies)
    : store_(store),
      run_(run),
      clock_(clock),
      committed_(std::move(committed)),
      failed_(std::move(failed)),
      attempts_(attempts),
      replies_(replies),
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
  return Put(attempts_, std::move(finished), bytes);
}

Result<> Writer::Keep(KeptReply reply) {
  const size_t bytes = reply.reply.size();
  return Put(replies_, std::move(reply), bytes);
}

template <typename Item>
Result<> Writer::Put(CommitQueue<Item>& queue, Item item, size_t bytes) {
  std::unique_lock lock(mutex_);
  done_.wait(lock, [&] { return error_ || !queue.full(); });
  if (error_) return Unexpected(*error_);
  const bool news = queue.Put(std::move(item), bytes, clock_.SteadyNow());
  lock.unlock();
  if (news) work_.notify_one();
  return {};
}

template <typename Item>
Result<> Writer::Settle(CommitQueue<Item>& queue) {
  std::unique_lock lock(mutex_);
  const uint64_t target = queue.added();
  queue.Hurry();
  if (queue.settled() < target) work_.notify_one();
  done_.wait(lock, [&] { return queue.settled() >= target; });
  if (error_) return Unexpected(*error_);
  return {};
}

Result<> Writer::Flush() {
  return Settle(attempts_);
}

Result<> Writer::SettleReplies() {
  return Settle(replies_);
}

Result<> Writer::Status() const {
  const std::lock_guard lock(mutex_);
  if (error_) return Unexpected(*error_);
  return {};
}

// Whether what waits is to be committed now.
template <typename Item>
bool Writer::IsDue(const CommitQueue<Item>& queue) const {
  if (stopping_ || error_) return !queue.empty();
  return queue.Wait(clock_.SteadyNow()) == std::chrono::microseconds(0);
}

// Returns with work to commit, or false when there is none and there never will be.
bool Writer::WaitForWork(std::unique_lock<std::mutex>& lock) {
  while (!IsDue(replies_) && !IsDue(attempts_)) {
    if (stopping_) return false;
    const auto now = clock_.SteadyNow();
    const auto replies = replies_.Wait(now), attempts = attempts_.Wait(now);
    if (!replies && !attempts)
      work_.wait(lock);
    else
      work_.wait_for(lock, replies && attempts ? std::min(*replies, *attempts) : replies.value_or(*attempts));
  }
  return true;
}

void Writer::Run() {
  std::unique_lock lock(mutex_);
  while (WaitForWork(lock)) {
    const bool both = IsDue(attempts_);
    const std::vector<KeptReply> replies = replies_.Take();
    std::vector<Finished> attempts = both ? attempts_.Take() : std::vector<Finished>();
    const size_t count = attempts.size();
    lock.unlock();
    done_.notify_all();
    if (!replies.empty() && Status()) Commit(replies);
    if (count > 0 && Status()) Commit(std::move(attempts));
    lock.lock();
    replies_.OnSettled(replies.size());
    attempts_.OnSettled(count);
    done_.notify_all();
  }
}

void Writer::Commit(std::vector<Finished> batch) {
  const Result<> status = store_.Append(run_, batch);
  if (status) return committed_(std::move(batch));
  GiveUp(status.error());
}

void Writer::Commit(const std::vector<KeptReply>& batch) {
  if (const Result<> status = store_.KeepReplies(run_, batch); !status) GiveUp(status.error());
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
