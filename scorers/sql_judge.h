// sql-judge: a model says whether an answer's SQL asks for what the question asks for, where running it does not settle
// that. With a database it is sql-result first, and what passes there is not asked about; the model sees both queries
// and what they returned. Without one it judges the texts of the queries, and says so.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType SqlJudgeScorerType();

}  // namespace harness
