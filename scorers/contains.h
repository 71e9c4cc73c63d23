// contains, contains-all, contains-any, starts-with, ends-with: the judged part's text holds a text, or several; with
// an i before the first three upper and lower case do not count.
//
// JSON is judged as its canonical text. An empty text would be in anything: as a `value` it is a mistake of the suite,
// as a case's expected an error. Those of several texts have the share of the texts that are there as their
// value.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType ContainsScorerType();
ScorerType IcontainsScorerType();
ScorerType ContainsAllScorerType();
ScorerType ContainsAnyScorerType();
ScorerType IcontainsAllScorerType();
ScorerType IcontainsAnyScorerType();
ScorerType StartsWithScorerType();
ScorerType EndsWithScorerType();

}  // namespace harness
