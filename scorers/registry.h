// All types of scorers there are.
#pragma once

#include <vector>

#include "harness/core/catalogue.h"

namespace harness {

std::vector<ScorerType> ScorerTypes();

}  // namespace harness
