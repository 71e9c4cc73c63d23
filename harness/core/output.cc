#include "harness/core/output.h"

#include <utility>

namespace harness {
namespace {

struct FailureWord {
  FailureKind kind;
  std::string_view text;
  bool plumbing;
};

constexpr FailureWord kFailureWords[] = {
    {FailureKind::kExitCode, "exit_code", false},      {FailureKind::kCrashed, "crashed", false},
    {FailureKind::kTimeout, "timeout", false},         {FailureKind::kInvalidOutput, "invalid_output", false},
    {FailureKind::kTooLarge, "too_large", false},      {FailureKind::kReported, "reported", false},
    {FailureKind::kUnavailable, "unavailable", true},  {FailureKind::kProviderError, "provider_error", true},
    {FailureKind::kRateLimited, "rate_limited", true}, {FailureKind::kStopped, "stopped", true},
};

}  // namespace

std::string_view ToString(FailureKind kind) {
  for (const FailureWord& word : kFailureWords)
    if (word.kind == kind) return word.text;
  return "";
}

std::optional<FailureKind> ParseFailureKind(std::string_view text) {
  for (const FailureWord& word : kFailureWords)
    if (word.text == text) return word.kind;
  return std::nullopt;
}

bool IsPlumbing(FailureKind kind) {
  for (const FailureWord& word : kFailureWords)
    if (word.kind == kind) return word.plumbing;
  return true;
}

Output Output::Text(std::string text) {
  Output output;
  output.text = std::move(text);
  return output;
}

Output Output::Structured(Json json) {
  Output output;
  output.json = std::move(json);
  return output;
}

Output Output::Failed(FailureKind kind, std::string message, bool retryable) {
  Output output;
  output.failure = Failure{kind, std::move(message), retryable};
  return output;
}

}  // namespace harness
