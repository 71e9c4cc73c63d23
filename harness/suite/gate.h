// Reads a gate: FIGURE[(NAME][, EXPRESSION)] OP NUMBER[%|ms|s], or pooled(FIGURE…) OP NUMBER.
//
//   pass_rate >= 90%    pass_rate(category == 'Access') >= 0.95    mean(helpful) >= 0.7    count(error) == 0
//   p95(latency, 'vip' in tags) <= 2s    cost <= 1.50    pooled(pass_rate) >= 90%
//   macro_f1 >= 0.75    accuracy(METRIC, category == 'Access') >= 90%    recall('LABEL') >= 0.8
//   recall(METRIC, 'LABEL', 'vip' in tags) >= 0.8
#pragma once

#include <string>
#include <string_view>

#include "harness/base/error.h"
#include "harness/core/gate.h"

namespace harness {

// Errors say "column C: what", C counted from 1 in `text`. Names of scorers and metrics are not checked here; verdicts
// and the names in a filter are.
Result<Gate> ParseGate(std::string_view text);

// The names that an expression over cases knows, in gates, `when`, `where` and --filter.
inline constexpr std::string_view kCaseNames[] = {"id", "input", "expected", "category", "tags", "vars", "target"};

// What to say of a name that is none of them.
std::string UnknownCaseName(std::string_view name);

}  // namespace harness
