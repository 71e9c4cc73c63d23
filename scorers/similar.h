// Scorers by embeddings: similar (how near the answer is to what is expected) and answer-relevance (how near the
// questions that the answer answers are to the one that was asked).
#pragma once

#include <span>

#include "harness/core/catalogue.h"

namespace harness {

// The cosine of the angle between them, from -1 to 1; 0 if one of them is null. Both have one length.
double Cosine(std::span<const float> a, std::span<const float> b);

ScorerType SimilarScorerType();
ScorerType AnswerRelevanceScorerType();

}  // namespace harness
