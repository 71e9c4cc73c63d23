// The types of targets that this folder offers.
#pragma once

#include <vector>

#include "harness/core/catalogue.h"

namespace harness {

std::vector<TargetType> TargetTypes();

}  // namespace harness
