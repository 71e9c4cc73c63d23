// choice: the letter that free text chooses (A, B, C or D) is the one that is expected.
//
// Letters stand alone and in upper case (behind a marker in any case): "ANSWER: B", "The answer is (B)", "B)", "**B**",
// "정답은 B". The clearest way of saying it counts: see the ranks in choice.cc. Two letters said equally clearly choose
// none.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType ChoiceScorerType();

}  // namespace harness
