// What suite.yaml may hold at its top: the one description that LoadSuite checks and SuiteSchema publishes.
#pragma once

#include "harness/base/shape.h"

namespace harness {

// The keys at the top, but for what entries of cases, targets, score and gates hold.
Shape SuiteShape();
// The map `run`.
Shape RunShape();

}  // namespace harness
