// bleu, gleu: the n-grams, of one to four tokens, that the judged text shares with references.
//
// BLEU is sacreBLEU's sentence_bleu (exponential smoothing, effective order, the closest reference's length), divided
// by 100. GLEU is the least of precision and recall (Y. Wu et al. 2016), as NLTK's sentence_gleu; the best reference
// counts.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType BleuScorerType();
ScorerType GleuScorerType();

}  // namespace harness
