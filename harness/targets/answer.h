// What programs answer, made into an Output: standard output of one case, or a line of the protocol of `lines: true`.
//
// Answers are untrusted: nothing here fails on any bytes. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/error.h"
#include "harness/core/output.h"

namespace harness {

enum class Format : uint8_t { kText, kJson };

// An answer as `format` wants it: text as it is, or strictly parsed JSON, or kInvalidOutput. Ill-formed UTF-8 becomes
// U+FFFD, and
// `*repaired` says so.
Output ReadAnswer(std::string text, Format format, bool* repaired);

// A line of a long-lived worker: {"id", "output": <text or JSON>} or {"id", "error": "message", "retryable"?: true},
// and optionally "usage" {"input_tokens", "output_tokens", "cached_tokens"}, "cost_usd", "finish_reason", and "repeat"
// to tell repeats of a case apart.
struct LineAnswer {
  std::string id;
  std::optional<int64_t> repeat;
  Output output;
  std::string complaint;  // about parts that were left out because they made no sense; empty: none
};

// Fails on what is no answer at all: no JSON object, no "id", neither "output" nor "error".
Result<LineAnswer> ParseLineAnswer(std::string_view line, Format format);

}  // namespace harness
