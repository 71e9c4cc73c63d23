// Passes when a regular expression matches the judged text.
//
// Patterns are RE2: linear time on any input, so that an untrusted output can't hang a run. A pattern is compiled once,
// when the suite is loaded, and a bad one is a Diagnostic at its place in the suite; a case's own pattern is compiled
// for that case.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType RegexScorerType();

}  // namespace harness
