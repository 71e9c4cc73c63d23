// is-sql and contains-sql: the judged text is SQL that can be parsed, or holds some.
//
// is-sql asks that the whole text is one statement; contains-sql finds it in fences and prose first (find_sql.h). Both
// parse without running anything; the SQL may be kept to named tables, columns and kinds of statements. Superlinear
// work there is none: what is parsed is bounded (parse_tree.h), and a longer text fails with that as its reason.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType ContainsSqlScorerType();
ScorerType IsSqlScorerType();

}  // namespace harness
