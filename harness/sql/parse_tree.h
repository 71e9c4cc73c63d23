// SQL as PostgreSQL's own parser reads it (libpg_query), after the quoting and syntax of other dialects is mapped to
// PostgreSQL's.
//
// Thread-safe. The parser recurses without a guard, so long SQL is parsed on a thread with a big stack, and more than
// kMaxSqlBytes, kMaxSqlTokens or kMaxSqlDepth is refused. Costs some tens of microseconds.
#pragma once

#include <string>
#include <string_view>

#include "harness/base/error.h"
#include "harness/base/json.h"
#include "harness/sql/dialect.h"

namespace harness {

inline constexpr size_t kMaxSqlBytes = 256 * 1024;
inline constexpr size_t kMaxSqlTokens = 20'000;
inline constexpr int kMaxSqlDepth = 100;      // of parentheses
inline constexpr int kMaxSqlTreeDepth = 400;  // of the tree

// The one statement in `sql`: an object with one member, named for its kind ("SelectStmt"), as libpg_query's JSON has
// it. Names that are not quoted are in lower case. Operators that PostgreSQL has not are there as operators of its
// syntax: `~` and `!~` for REGEXP and RLIKE, `@~` and `!@~` for GLOB, `@@` for MATCH, `/#` for DIV. Fails with what is
// not understood: "syntax error at or near \"FORM\"", "there are 2 statements", "there is no statement", …
Result<Json> ParseTree(std::string_view sql, SqlDialect dialect);

}  // namespace harness
