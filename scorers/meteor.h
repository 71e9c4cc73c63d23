// meteor: words that the judged text and a reference share, by themselves or by their stems, and in what order.
//
// A. Lavie and A. Agarwal (2007) as NLTK 3.8 computes it without WordNet, with its parameters: alpha 0.9, beta 3, gamma
// 0.5. Case does not count. The best reference counts.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType MeteorScorerType();

}  // namespace harness
