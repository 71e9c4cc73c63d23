// What conversations of three tiers took a service that made them: a guess for data sets whose records say their `tier`
// (template, scenario, edge_case), as long as no run has shown better. Pure, any thread.
#pragma once

#include <optional>

#include "harness/core/quote.h"
#include "harness/runner/rehearse.h"

namespace harness {

struct TierPrior {
  Range input, output;  // tokens of all records
  double cost = 0;      // USD, where a million tokens cost 15 (questions) and 75 (answers)
};

// Of so many records in the proportions that were seen; nullopt: some have no tier, or another.
std::optional<TierPrior> TierPriorOf(const Rehearsed& rehearsed, double records);

// Of one record: three a minute on each of three slots.
inline constexpr Range kTierSeconds{10, 20, 40};

}  // namespace harness
