// cost: the call cost at most so many US dollars. A cost that is not known makes the score an error: it is not zero.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType CostScorerType();

}  // namespace harness
