// levenshtein: the judged text is at most so many edits away from what is expected.
//
// An edit inserts, deletes or replaces one code point. The value is 1 - edits / code points of the longer text.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType LevenshteinScorerType();

}  // namespace harness
