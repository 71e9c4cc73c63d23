// rouge-n, rouge-l: the F measure of the n-grams, or of the longest common subsequence of words, that the judged text
// shares with a reference (C.-Y. Lin, ROUGE, 2004).
//
// Agrees with Google's rouge-score (rouge1 … rougeL) on ASCII; words of all scripts count, where rouge-score sees only
// [a-z0-9]. Of several references the best counts, as in its score_multi.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType RougeNScorerType();
ScorerType RougeLScorerType();

}  // namespace harness
