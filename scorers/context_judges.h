// Judges of answers that were made from retrieved context: context-faithfulness, context-recall, context-relevance.
// Each takes a text apart into statements and asks of each whether it holds; the value is the part of them that does.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType ContextFaithfulnessScorerType();
ScorerType ContextRecallScorerType();
ScorerType ContextRelevanceScorerType();

}  // namespace harness
