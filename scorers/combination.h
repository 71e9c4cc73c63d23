// all-of, any-of, at-least, assert-set: pass or fail by the scores of their members.
//
// Rows only: the members are loaded by the suite and judged by the runner, as any scorer is (runner/combination.h).
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType AllOfScorerType();
ScorerType AnyOfScorerType();
ScorerType AtLeastScorerType();
ScorerType AssertSetScorerType();
ScorerType PanelScorerType();
ScorerType CascadeScorerType();

}  // namespace harness
