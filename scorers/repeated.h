// `repeats`: a judge is asked several times, and its answers vote.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

inline constexpr int kMaxJudgeRepeats = 99;

// The type with the option `repeats`. Pass or fail goes by majority of the decided answers, a tie is unknown; errors
// count for the other side. The value is the mean over the decided ones.
ScorerType WithRepeats(ScorerType type);

}  // namespace harness
