// answer: what the judged text says behind a marker, by default the last "ANSWER:", is what is expected.
//
// The marker is found without regard to case. What follows it in its line counts, or else the next line that is not
// blank. Compared are folded texts without blanks, quotes, * and _ around them and without punctuation at their ends.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType AnswerScorerType();

}  // namespace harness
