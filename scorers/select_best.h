// select-best: the best of all targets' answers.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType SelectBestScorerType();

}  // namespace harness
