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
  std::string text;  // as written, without ASC, DESC, NULLS FIRST or LAST; a COLLATE stays
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

// The same query with every key that is no position appended to the outermost select list, in the order of the keys:
// its result has as many further columns at its end. A key that names an output is appended as that output's
// expression. nullopt where columns can't be added without changing the rows, or it can't be told where: no ORDER BY, a
// DISTINCT, a set operation, no FROM. A key may still be such that the engine refuses it in a select list.
std::optional<std::string> WithSortKeys(std::string_view sql, SqlDialect dialect);

}  // namespace harness
