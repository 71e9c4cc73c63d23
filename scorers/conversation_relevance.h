// The scorer conversation-relevance: a model says of each answer of a conversation whether it fits what was said
// before.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType ConversationRelevanceScorerType();

}  // namespace harness
