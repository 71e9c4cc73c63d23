// finish-reason: why the target stopped is what is expected: stop, length, tool_calls or content_filter.
//
// Providers say the same in words of their own (end_turn, MAX_TOKENS, tool_use, SAFETY): these are taken for the four.
// A target that says nothing makes the score an error.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType FinishReasonScorerType();

}  // namespace harness
