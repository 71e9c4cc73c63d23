// Runs what the cases expect, before anything is judged by it: `harness check --gold`.
//
// Calls no target. One thread.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/error.h"
#include "harness/runner/plan.h"

namespace harness {

struct GoldProblem {
  Place place;  // of the case
  std::string case_id;
  std::string scorer;
  std::string message;  // "the gold query returns nothing"
};

struct GoldCheck {
  uint64_t checked = 0;  // expected values, over cases and scorers
  std::vector<GoldProblem> problems;
};

// Of the plan's selected cases, by every scorer that judges them for any of their targets. Scorers without anything to
// run find nothing. Stops early when asked.
Result<GoldCheck> CheckGold(const Suite& suite, const Plan& plan, Clock& clock, const std::stop_token& stop);

}  // namespace harness
