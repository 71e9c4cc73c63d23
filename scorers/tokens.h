// tokens: the call used at most so many tokens, of input, of output, or of both together.
//
// Tokens from a cache are part of the input. Usage that is not known makes the score an error: it is not zero.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType TokensScorerType();

}  // namespace harness
