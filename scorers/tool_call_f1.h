// tool-call-f1: how well the tools that an answer calls are those that are expected.
//
// F1 = 2PR / (P + R) over two sets (van Rijsbergen, Information Retrieval, 1979, chapter 7), where P is the share of
// the called ones that are expected, R the share of the expected ones that are called: order and repetition don't
// count. Nothing called where nothing is expected is 1.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType ToolCallF1ScorerType();

}  // namespace harness
