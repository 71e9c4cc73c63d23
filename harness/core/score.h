// One scorer's judgement of one output.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/core/output.h"
#include "harness/core/verdict.h"

namespace harness {

struct Score {
  int scorer = 0;  // index into the run's scorers
  Verdict verdict = Verdict::kError;
  std::optional<double> value;  // in [0, 1]; none for errors, skipped, and unknowns that are no tie of a comparison
  std::string reason;           // why; empty for a plain pass
  Json evidence;                // null: none
  std::optional<Usage> usage;
  // Of what a model or service was paid for. With usage and without a cost, the cost is not known; with neither there
  // was none.
  std::optional<double> cost_usd;

  // Why it failed, as a word of a fixed list of its scorer: the text `category` of its evidence, or empty.
  std::string_view Category() const;

  static Score Pass(std::string reason = "");  // value 1
  static Score Fail(std::string reason);       // value 0
  static Score Graded(double value, bool pass, std::string reason);
  static Score Unknown(std::string reason);
  static Score Error(std::string reason);
  static Score Skipped(std::string reason);
};

}  // namespace harness
