// Judges with one verdict of a fixed list: llm-rubric, closed-qa, factuality.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType LlmRubricScorerType();
ScorerType ClosedQaScorerType();
ScorerType FactualityScorerType();

}  // namespace harness
