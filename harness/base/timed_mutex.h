// A mutex that can be waited for until a deadline, for std::unique_lock and std::lock_guard.
//
// What std::timed_mutex is, but one that the thread sanitizer of GCC 12 understands: it takes the lock that
// pthread_mutex_clocklock gets for none.
#pragma once

#include <condition_variable>
#include <mutex>

namespace harness {

class TimedMutex {
 public:
  void lock() {
    std::unique_lock lock(mutex_);
    free_.wait(lock, [&] { return !locked_; });
    locked_ = true;
  }

  template <typename TimePoint>
  bool try_lock_until(const TimePoint& deadline) {
    std::unique_lock lock(mutex_);
    if (!free_.wait_until(lock, deadline, [&] { return !locked_; })) return false;
    locked_ = true;
    return true;
  }

  void unlock() {
    {
      const std::lock_guard lock(mutex_);
      locked_ = false;
    }
    free_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable free_;
  bool locked_ = false;
};

}  // namespace harness
