#include <fmt/format.h>

#include "harness/results/summary.h"

namespace harness {

std::string_view ToString(GateVerdict verdict) {
  switch (verdict) {
    case GateVerdict::kHolds:
      return "pass";
    case GateVerdict::kFails:
      return "fail";
    default:
      return "incomplete";
  }
}

std::string ReasonOf(const AttemptRow& attempt, const std::vector<Score>& scores,
                     const std::vector<ScorerInfo>& scorers) {
  if (!attempt.failure_kind.empty()) {
    if (attempt.failure_message.empty()) return attempt.failure_kind;
    return fmt::format("{}: {}", attempt.failure_kind, attempt.failure_message);
  }
  for (const Score& score : scores) {
    const bool known = score.scorer >= 0 && static_cast<size_t>(score.scorer) < scorers.size();
    if (!known || scorers[score.scorer].weight <= 0) continue;
    if (score.verdict == Verdict::kPass || score.verdict == Verdict::kSkipped) continue;
    const std::string_view reason = score.reason.empty() ? ToString(score.verdict) : std::string_view(score.reason);
    return fmt::format("{}: {}", scorers[score.scorer].name, reason);
  }
  return "";
}

}  // namespace harness
