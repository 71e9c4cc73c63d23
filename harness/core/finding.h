// What `harness doctor` says of one thing that a run needs: whether it is there, and what to do if not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace harness {

struct Finding {
  enum class State : uint8_t {
    kOk,
    kNote,     // good to know; nothing is wrong
    kSkipped,  // not looked at, or not used
    kMissing,  // not there: a key, a library, a program
    kFailed    // there, but of no use: refused, out of reach, damaged
  };

  State state = State::kOk;
  std::string about;        // "model judge: key"
  std::string found;        // what is there, or why it is not; without keys
  std::string advice = {};  // what to do; empty: nothing
  bool operator==(const Finding&) const = default;
};

// "ok", "note", "skipped", "missing", "failed".
constexpr std::string_view ToString(Finding::State state) {
  switch (state) {
    case Finding::State::kOk:
      return "ok";
    case Finding::State::kNote:
      return "note";
    case Finding::State::kSkipped:
      return "skipped";
    case Finding::State::kMissing:
      return "missing";
    case Finding::State::kFailed:
      return "failed";
  }
  return "";
}

}  // namespace harness
