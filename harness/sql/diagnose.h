// Why a generated query is wrong: one of ten categories, decided from evidence.
//
// The evidence is an engine's error, or the difference of the two parsed queries (query_difference.h) taken together
// with the difference of the two results. Never words in prose, never a guess: where the evidence names no single
// cause, the category is semantic_difference and the reason names what differs. Pure functions, any thread.
//
// How a wrong result gets its category, the first rule that holds:
// 1. the same distinct rows, more or fewer times: wrong_join if the joins differ, wrong_aggregation if the groups do,
//    else semantic_difference (a DISTINCT);
// 2. one of the two returns the first row of an order where the other returns all that tie, and nothing else came:
//    semantic_difference;
// 3. another number of columns: wrong_aggregation if one query groups and the other does not, wrong_column if as many
//    rows came;
// 4. one figure that is gold's cut to fewer digits, turned in sign, upside down, or a power of ten off, out of another
//    formula: wrong_aggregation;
// 5. a prediction without rows, or a figure of 0 or NULL, where a filter differs: wrong_filter;
// 6. all strong differences of the queries are of one aspect: its category; the same of the weak ones if there are no
//    strong ones;
// 7. else semantic_difference.
#pragma once

#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/sql/compare.h"
#include "harness/sql/dialect.h"
#include "harness/sql/engine.h"

namespace harness {

struct Diagnosis {
  std::string category;  // "wrong_filter", …
  std::string reason;    // one line
  Json evidence;         // {"queries": [{"aspect", "fact"}], "parsed": true or why not, "rows": …}
};

// missing_name → missing_table_or_column; timeout and too_large → timeout; unavailable and stopped → api_error; the
// rest → sql_syntax_error: SQL that the engine does not accept as a query (a refused one among them, since it is none
// that only reads).
Diagnosis DiagnoseError(const SqlError& error);

// The answer held no SQL; `why` says what was looked for.
Diagnosis DiagnoseNoSql(std::string_view why);

// Both ran, and their results differ. Of several gold queries the caller passes the nearest.
Diagnosis Diagnose(std::string_view gold_sql, std::string_view pred_sql, SqlDialect dialect,
                   const TableDifference& difference);

}  // namespace harness
