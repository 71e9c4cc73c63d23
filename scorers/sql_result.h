// Judges an answer in SQL by what it returns: the answer's query and the case's gold query are run, and their results
// compared.
//
// By default on a ladder of likenesses (harness/sql/compare.h), or by the rule of one of the official evaluators
// (harness/sql/rules.h). A scorer runs every distinct gold query once. A gold query that fails is an error of the
// benchmark, never a failure of the target.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType SqlResultScorerType();

}  // namespace harness
