// From scores to the verdict of an attempt, and from attempts to that of a case.
#pragma once

#include <optional>
#include <span>

#include "harness/core/run.h"
#include "harness/core/score.h"
#include "harness/core/verdict.h"

namespace harness {

// Over the decisive scores (weight > 0, not skipped): fail if one fails, else error, else unknown, else pass; none:
// pass, the target answered. With `threshold`: pass when the weighted mean of the values reaches it, decided as soon as
// what is undecided (error, unknown: any value in [0, 1]) can't change it. `score.scorer` indexes `scorers`.
Verdict RollUp(std::span<const Score> scores, std::span<const ScorerInfo> scorers, std::optional<double> threshold);

}  // namespace harness
