// What a run will take before it is begun: tokens, money and time, each as a range, and where each figure comes from.
//
// Three sources, the better before the others: what earlier runs took (History); for the records of a data set that say
// their `tier`, the averages of a service that made such conversations; the prompts as they will be, with a guess at
// the length of the answers. Tokens of prompts are counted as one for each 4 bytes, and may be a quarter less or 40 %
// more. Pure functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/quote.h"
#include "harness/models/price.h"
#include "harness/runner/history.h"
#include "harness/runner/rehearse.h"

namespace harness {

// All that one target, column or scorer will take, over the whole run.
struct PartEstimate {
  PartKind kind = PartKind::kTarget;
  std::string name;
  std::string target;              // that it belongs to
  std::string model = {};          // a name of the suite's `models`; empty: it asks by itself
  double calls = 0;                // likely; of the models
  Range input = {}, output = {};   // tokens
  std::optional<Range> cost = {};  // USD; nullopt: no price is known
  std::string source = {};         // where the figures come from
};

struct Estimate {
  std::string suite;
  uint64_t cases = 0, attempts = 0;
  int concurrency = 1;
  std::vector<PartEstimate> parts;
  double calls = 0;
  Range input, output;
  std::optional<Range> cost;            // nullopt: that of a part is not known
  std::optional<Range> seconds;         // nullopt: nobody knows how long a target takes
  std::string pace;                     // what the time follows from
  std::vector<std::string> notes = {};  // what should be known beside the figures

  bool asks_models() const { return calls > 0; }
};

// `rehearsed` is of `suite` and `plan`.
Estimate MakeEstimate(const Suite& suite, const Plan& plan, const Rehearsed& rehearsed, const PriceTable& prices,
                      const History& history);

// {suite, cases, attempts, concurrency, parts: […], calls, input_tokens: {low, likely, high}, output_tokens,
// cost_usd: null or {…}, duration_s: null or {…}, pace, notes: […]}.
Json ToJson(const Estimate& estimate);

}  // namespace harness
