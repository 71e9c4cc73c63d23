// number: the judged part is a number near what is expected.
//
// The number is a JSON number, or a text that is one and nothing else (blanks around it aside). It is near when it is
// no further off than the larger of `tolerance` and `relative` times the expected number; the bounds themselves count,
// give or take the rounding of doubles. Without a tolerance numbers must be equal, integers exactly.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType NumberScorerType();

}  // namespace harness
