// What a report needs to show a judgement of SQL: both queries, and the beginning of both results.
//
// Pure functions, any thread.
#pragma once

#include <chrono>
#include <string>

#include "harness/base/json.h"
#include "harness/sql/compare.h"
#include "harness/sql/engine.h"

namespace harness {

inline constexpr size_t kEvidenceRows = 20;
inline constexpr size_t kEvidenceColumns = 50;
inline constexpr size_t kEvidenceSql = 20'000;  // code points of a query

// {"columns": […], "rows": [[…], …], "row_count", "column_count", "truncated"?, "time_ms"}: the first kEvidenceRows
// rows and kEvidenceColumns columns, long cells cut.
Json EvidenceOf(const SqlAnswer& answer);
// {"error": {"problem", "message"}}
Json EvidenceOf(const SqlError& error);

// {"missing_rows", "extra_rows", "missing_columns"?, "extra_columns"?, "changed_cell"?}
Json EvidenceOf(const TableDifference& difference);

}  // namespace harness
