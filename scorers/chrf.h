// chrf: the character n-grams that the judged text shares with a reference (M. Popović 2015), and word n-grams as
// chrF++.
//
// sacreBLEU's sentence_chrf, divided by 100: six characters, beta 2, no blanks, effective order. The best reference
// counts. Needs no words, so it suits every script.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType ChrfScorerType();

}  // namespace harness
