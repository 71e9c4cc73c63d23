// What a target returned for a case: an answer or a failure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/json.h"

namespace harness {

enum class FailureKind : uint8_t {
  // The system under test did wrong: the case fails.
  kExitCode,       // the program ended with a code other than 0
  kCrashed,        // it died by a signal, or while it held the case
  kTimeout,        // no answer by the deadline
  kInvalidOutput,  // an answer that can't be parsed, or none
  kTooLarge,       // more than the output cap
  kReported,       // the target itself says that it could not answer
  // The plumbing did wrong: the case is an error.
  kUnavailable,    // could not be started or reached
  kProviderError,  // a provider said no; often retryable
  kRateLimited,
  kStopped,  // the run was stopped before an answer came; such attempts are never stored
};

// "exit_code", "crashed", "timeout", "invalid_output", "too_large", "reported", "unavailable", "provider_error",
// "rate_limited", "stopped".
std::string_view ToString(FailureKind kind);
std::optional<FailureKind> ParseFailureKind(std::string_view text);
// Whether the failure is the plumbing's (error) rather than the target's (fail).
bool IsPlumbing(FailureKind kind);

struct Failure {
  FailureKind kind = FailureKind::kUnavailable;
  std::string message;
  bool retryable = false;
  std::chrono::microseconds retry_after{0};  // what it asks to be left alone for, if it is retryable
  std::string category = {};  // why the case fails, as a word of the scorers' (wrong_join, …); empty: by its kind
};

struct Usage {
  int64_t input_tokens = 0;
  int64_t output_tokens = 0;
  int64_t cached_tokens = 0;
  bool operator==(const Usage&) const = default;
};

inline constexpr size_t kMaxFinishReason = 100;  // bytes; a longer one is no reason

struct Exchange;

struct Output {
  std::string text;          // the answer as text; for a structured answer empty, and `json` holds it
  std::optional<Json> json;  // the answer where the target returned structure
  std::optional<Failure> failure;
  std::chrono::microseconds latency{0};  // set by the executor unless a target recorded its own (replay)
  bool latency_recorded = false;
  std::optional<Usage> usage;
  std::optional<double> cost_usd;  // nullopt: unknown, which is not zero
  std::string finish_reason;       // why it stopped, in the word of its provider; empty: it did not say
  std::vector<Exchange> turns;     // of a conversation, in order; its last answer is the output's own. Else empty

  static Output Text(std::string text);
  static Output Structured(Json json);
  static Output Failed(FailureKind kind, std::string message, bool retryable = false);
};

// One turn of a conversation: what the user said and what the target answered.
struct Exchange {
  Json user;
  Output answer;
};

// Turns as the store and reports keep them: a list of {"user", "text" or "json", "latency_ms", "usage"?, "cost_usd"?,
// "finish_reason"?}.
Json ToJson(const std::vector<Exchange>& turns);
Result<std::vector<Exchange>> ExchangesFromJson(const Json& json);

}  // namespace harness
