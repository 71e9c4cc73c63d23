// The outermost ORDER BY of a query: whether there is one, and by what it sorts.
//
// Read from tokens, not from a grammar: works in every dialect and leaves the author's SQL as it is. An ORDER BY inside
// parentheses (a subquery, a CTE, a window, an aggregate) is not the outermost, unless the parentheses hold the whole
// query, with or without a LIMIT behind them. Pure functions, any thread, linear time.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/sql/dialect.h"

namespace harness {

struct SortKey {
  std::string text;        // as written, without ASC, DESC, NULLS FIRST or LAST
  std::string expression;  // the same without brackets around it and without its COLLATE
  std::string collation;   // "COLLATE NOCASE", or empty
  bool descending = false;
  std::optional<size_t> position;  // from 1, when the key is an output's number
  std::string name;                // unquoted, when the key is nothing but a name; else empty
};

struct SortKeys {
  std::vector<SortKey> keys;  // from the first in weight to the last; none: no order is asked for
};

// No keys for text that has no outermost ORDER BY or can't be read as tokens.
SortKeys OutermostSortKeys(std::string_view sql, SqlDialect dialect);

bool HasOutermostOrderBy(std::string_view sql, SqlDialect dialect);

// The same query with one further column at its end: the rank of the row's sort keys, by the engine's own comparison,
// the same for rows that tie. A key that names an output, or gives its position, is taken as that output's expression.
// nullopt where a column can't be added without changing the rows, or it can't be told where: no ORDER BY, a DISTINCT,
// a set operation, no FROM, a position within a `*`. The engine may still refuse it.
std::optional<std::string> WithSortRank(std::string_view sql, SqlDialect dialect);

}  // namespace harness
