// The question that a scorer of one's own (a program, a webhook) is asked, and how its answer is read: JSON both ways.
//
// Pure functions, any thread. An answer is untrusted: whatever is not understood is an error that says why, never a
// pass and never a fail.
#pragma once

#include <string>
#include <string_view>

#include "harness/core/scorer.h"

namespace harness {

inline constexpr size_t kMaxReason = 4000;  // code points that are kept of an answer's reason

// {"case": {"id", "input", "expected", "vars", "category", "tags", "repeat"}, "output": {…}, "judged": …} in one line,
// without a newline. `expected` is the case's own, null if there is none; `repeat` counts from 0. The output is
// {"text" or "json", "latency_ms", and where known "finish_reason", "usage" {"input_tokens", "output_tokens",
// "cached_tokens"}, "cost_usd"}. `judged` is the part that `at` and `extract` chose; without them the whole answer.
std::string QuestionForProgram(const Question& question, int repeat = 0);

// Reads {"verdict": "pass" | "fail" | "unknown", "value"?, "reason"?, "evidence"?}, or promptfoo's {"pass", "score"?,
// "reason"?}. `value` (or `score`) is in [0, 1], for a pass 1 and for a fail 0 if it is absent; an unknown has none.
// A score alone passes above 0, as promptfoo has it. Members of other names are ignored. `who` begins the reasons of
// errors: "the webhook".
Score ScoreFromJson(std::string_view answer, std::string_view who);

}  // namespace harness
