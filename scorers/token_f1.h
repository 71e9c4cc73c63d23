// f1: the words that the judged text shares with a reference, as a set with repeats (F measure of SQuAD's evaluation).
//
// Case, punctuation and the articles a, an, the do not count; scripts without spaces are parted by ICU. Two texts
// without words are alike. The best reference counts.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType F1ScorerType();

}  // namespace harness
