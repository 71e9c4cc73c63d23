#include "harness/core/run.h"

#include <charconv>

namespace harness {
namespace {

constexpr RunState kRunStates[] = {RunState::kPending,     RunState::kRunning,   RunState::kPaused,
                                   RunState::kInterrupted, RunState::kCompleted, RunState::kFailed,
                                   RunState::kCancelled};

}  // namespace

std::string_view ToString(RunState state) {
  switch (state) {
    case RunState::kPending:
      return "pending";
    case RunState::kRunning:
      return "running";
    case RunState::kPaused:
      return "paused";
    case RunState::kInterrupted:
      return "interrupted";
    case RunState::kCompleted:
      return "completed";
    case RunState::kFailed:
      return "failed";
    case RunState::kCancelled:
      return "cancelled";
  }
  return "";
}

std::optional<RunState> ParseRunState(std::string_view text) {
  for (const RunState state : kRunStates)
    if (ToString(state) == text) return state;
  return std::nullopt;
}

std::string_view CommandOfKind(std::string_view kind) {
  return kind == "calibrate" ? "judge calibrate" : kind;
}

std::string ToString(const Require& require) {
  switch (require.kind) {
    case Require::Kind::kAll:
      return "all";
    case Require::Kind::kAny:
      return "any";
    case Require::Kind::kCount:
      break;
  }
  return std::to_string(require.count);
}

std::optional<Require> ParseRequire(std::string_view text) {
  if (text == "all") return Require{Require::Kind::kAll, 0};
  if (text == "any") return Require{Require::Kind::kAny, 0};
  int count = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc() || rest != end || count < 1) return std::nullopt;
  return Require{Require::Kind::kCount, count};
}

}  // namespace harness
