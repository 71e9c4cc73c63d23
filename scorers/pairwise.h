// pairwise: each target's answer against that of one target, or against what is expected.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType PairwiseScorerType();

}  // namespace harness
