// What a judgement comes to. The words are the ones that reports, stores and gates use.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace harness {

enum class Verdict : uint8_t {
  kPass,
  kFail,
  kUnknown,  // a judge abstained
  kError,    // could not be decided: the plumbing broke, or the case lacks what is needed
  kSkipped,
};

inline constexpr Verdict kVerdicts[] = {Verdict::kPass, Verdict::kFail, Verdict::kUnknown, Verdict::kError,
                                        Verdict::kSkipped};

// "pass", "fail", "unknown", "error", "skipped".
std::string_view ToString(Verdict verdict);
std::optional<Verdict> ParseVerdict(std::string_view text);

inline bool Decided(Verdict verdict) {
  return verdict == Verdict::kPass || verdict == Verdict::kFail;
}

}  // namespace harness
