#include "harness/core/verdict.h"

namespace harness {

std::string_view ToString(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return "pass";
    case Verdict::kFail:
      return "fail";
    case Verdict::kUnknown:
      return "unknown";
    case Verdict::kError:
      return "error";
    case Verdict::kSkipped:
      return "skipped";
  }
  return "";
}

std::optional<Verdict> ParseVerdict(std::string_view text) {
  for (const Verdict verdict : kVerdicts)
    if (ToString(verdict) == text) return verdict;
  return std::nullopt;
}

}  // namespace harness
