// A clock that stands still until a test moves it. Any thread may ask and move.
#pragma once

#include <atomic>

#include "harness/base/clock.h"

namespace harness {

class FakeClock final : public Clock {
 public:
  static constexpr int64_t kStart = 1'750'000'000'000'000;  // 2025-06-15T15:06:40Z

  int64_t WallMicros() override { return kStart + elapsed_.load(); }
  std::chrono::steady_clock::time_point SteadyNow() override {
    return std::chrono::steady_clock::time_point(std::chrono::hours(1)) + std::chrono::microseconds(elapsed_.load());
  }
  void Advance(std::chrono::microseconds by) { elapsed_ += by.count(); }

 private:
  std::atomic<int64_t> elapsed_ = 0;
};

}  // namespace harness
