// A queue between threads: many put in, one or many take out, in batches, so that the lock costs little per item.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace harness {

template <typename T>
class Mailbox {
 public:
  void Put(T item) {
    {
      const std::lock_guard lock(mutex_);
      items_.push_back(std::move(item));
      if (waiting_ == 0) return;
    }
    arrived_.notify_one();
  }

  void PutAll(std::vector<T> items) {
    size_t takers = 0;
    {
      const std::lock_guard lock(mutex_);
      for (T& item : items) items_.push_back(std::move(item));
      takers = std::min(items.size(), static_cast<size_t>(waiting_));
    }
    for (; takers > 0; --takers) arrived_.notify_one();  // not all, of whom most would find nothing
  }

  // Up to `most` items as soon as there is one; none if `until` passes or the mailbox is closed and empty.
  std::vector<T> Take(size_t most, std::chrono::steady_clock::time_point until) {
    std::unique_lock lock(mutex_);
    ++waiting_;
    arrived_.wait_until(lock, until, [&] { return closed_ || !items_.empty(); });
    --waiting_;
    return Remove(most);
  }
  // All there is; once there is something, `gather` later, so that those who put in more meanwhile need wake nobody.
  std::vector<T> TakeGathered(std::chrono::steady_clock::time_point until, std::chrono::microseconds gather) {
    std::unique_lock lock(mutex_);
    ++waiting_;
    arrived_.wait_until(lock, until, [&] { return closed_ || !items_.empty(); });
    --waiting_;
    if (!items_.empty() && gather.count() > 0) {
      lock.unlock();
      std::this_thread::sleep_for(gather);
      lock.lock();
    }
    return Remove(items_.size());
  }
  std::vector<T> Take(size_t most) {
    std::unique_lock lock(mutex_);
    ++waiting_;
    arrived_.wait(lock, [&] { return closed_ || !items_.empty(); });
    --waiting_;
    return Remove(most);
  }

  // Everything that nobody has taken.
  std::vector<T> Clear() {
    const std::lock_guard lock(mutex_);
    return Remove(items_.size());
  }

  // No more will come: takers that wait get nothing.
  void Close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    arrived_.notify_all();
  }

 private:
  std::vector<T> Remove(size_t most) {
    const size_t count = std::min(most, items_.size());
    std::vector<T> taken;
    taken.reserve(count);
    for (size_t i = 0; i < count; ++i) {
      taken.push_back(std::move(items_.front()));
      items_.pop_front();
    }
    return taken;
  }

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<T> items_;
  int waiting_ = 0;
  bool closed_ = false;
};

}  // namespace harness
