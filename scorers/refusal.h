// is-refusal: the judged text declines to answer, in English or Korean, or is empty.
//
// A list of turns of phrase that refusals begin with or hold near their beginning. It reads no sense: an answer that
// quotes a refusal early on counts as one.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType IsRefusalScorerType();

}  // namespace harness
