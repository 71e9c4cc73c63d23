// Warns of the first few occurrences of something and of how many more there were: a run of a million cases must not
// write a million warnings. Any thread.
#pragma once

#include <fmt/format.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "harness/base/log.h"

namespace harness {

class RepeatedWarning {
 public:
  // `what` names the things in the plural: "answers that nobody waited for".
  RepeatedWarning(Log& log, std::string what) : log_(log), what_(std::move(what)) {}
  ~RepeatedWarning() {
    const uint64_t all = count_;
    if (all > kInFull) log_.Warn("{}: {} in all, of which the first {} were shown", what_, all, kInFull);
  }
  RepeatedWarning(const RepeatedWarning&) = delete;
  RepeatedWarning& operator=(const RepeatedWarning&) = delete;

  void Add(std::string_view message) {
    if (++count_ <= kInFull) log_.Write(LogLevel::kWarning, message);
  }

 private:
  static constexpr uint64_t kInFull = 5;

  Log& log_;
  const std::string what_;
  std::atomic<uint64_t> count_ = 0;
};

}  // namespace harness
