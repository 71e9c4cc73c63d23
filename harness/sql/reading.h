// Refuses SQL that does more than read, before an engine sees it: the first line of defence of the engines that are
// servers.
//
// Pure functions, any thread, linear time. It looks at tokens, without a grammar, and refuses when in doubt; what a
// server itself enforces (a read-only transaction, rights) comes on top.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "harness/sql/engine.h"

namespace harness {

inline constexpr size_t kMaxSqlBytes = 1 << 20;

// What a query may call: every name before a bracket, in PostgreSQL also behind a dot, without its quotes, distinct, in
// order. Bare names are in lower case; quoted ones as written, but in lower case for Databricks, where case does not
// count.
struct ReadingQuery {
  std::vector<std::string> called;
};

// Takes one statement that begins with SELECT, WITH, VALUES or TABLE, brackets before it aside, and holds no part that
// writes. kSyntax: no such statement, more than one, an open quote; kRefused: a statement of another kind, or one whose
// tokens could be read in two ways; kTooLarge: more than kMaxSqlBytes. `dialect` is PostgreSQL or Databricks.
tl::expected<ReadingQuery, SqlError> CheckReading(std::string_view sql, SqlDialect dialect);

}  // namespace harness
