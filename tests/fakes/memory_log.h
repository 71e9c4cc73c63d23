// A log that keeps what it is told, for tests. Any thread.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "harness/base/log.h"

namespace harness {

class MemoryLog final : public Log {
 public:
  void Write(LogLevel, std::string_view message) override {
    const std::lock_guard lock(mutex_);
    messages_.emplace_back(message);
  }
  std::vector<std::string> messages() {
    const std::lock_guard lock(mutex_);
    return messages_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> messages_;
};

}  // namespace harness
