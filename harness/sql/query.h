// What a query asks for, as facts that can be compared: tables, joins, filters, aggregates, outputs.
//
// Plain values and pure functions, any thread. Texts are normalised: names in lower case and without quotes, aliases
// replaced by the tables that they stand for, operands that commute in one order, literals as written. A table that is
// read several times is told apart by the column that it is joined through: colour(eye_colour_id). Common tables,
// derived tables and what x IN (SELECT …), x = (SELECT …) and EXISTS (SELECT …) hold are dissolved into the query
// around them, so that a semi-join is a join. The facts of other subqueries are there too, and marked `nested`.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/json.h"
#include "harness/sql/dialect.h"

namespace harness {

// A text to be shown, and one to be compared: in `key`, of several columns that joins hold equal, one stands for all.
struct SqlText {
  std::string text;
  std::string key;
};

struct SqlTableUse {
  std::string name;  // "superhero", "kpi.sales", "colour(eye_colour_id)"
  bool nested = false;
};

struct SqlJoin {
  enum class Kind : uint8_t { kInner, kLeft, kRight, kFull, kCross };
  Kind kind = Kind::kInner;
  std::vector<std::string> tables;  // names of SqlTableUse; of an inner join's condition those that it holds
  std::string condition;            // "hero_power.hero_id = superhero.id"; empty: none
  bool nested = false;
};

// One condition that rows or groups have to meet: a conjunct.
struct SqlFilter {
  enum class Place : uint8_t { kWhere, kHaving, kCase };  // kCase: counted or summed under it: CASE WHEN, FILTER
  SqlText condition;
  Place place = Place::kWhere;
  std::vector<std::string> columns;  // that it holds, as keys
  std::vector<std::string> tables;
  bool nested = false;
};

struct SqlAggregate {
  std::string function;  // "count"; a conditional sum of 1 is a count
  bool distinct = false;
  bool conditional = false;
  SqlText argument;  // "*", or an expression
  bool nested = false;
};

struct SqlOutput {
  SqlText expression;               // "*" and "superhero.*" too
  std::string name;                 // the alias, else the column's own name, else empty
  std::vector<std::string> tables;  // that it holds
  bool aggregates = false;          // an aggregate is in it
  bool window = false;              // a window function is
};

struct SqlSort {
  SqlText expression;
  bool descending = false;
};

inline constexpr size_t kMaxFacts = 300;  // of one kind; a query of more is refused

struct Query {
  std::vector<SqlTableUse> tables;
  std::vector<SqlJoin> joins;
  std::vector<SqlFilter> filters;
  std::vector<SqlAggregate> aggregates;
  std::vector<SqlOutput> outputs;
  std::vector<SqlText> group_by;
  bool distinct = false;
  std::vector<SqlSort> order_by;  // the outermost
  std::optional<std::string> limit, offset;
  std::vector<std::string> set_operations;  // "union", "union all", "intersect", "except", …
  std::vector<std::string> columns;         // all that are used, "table.column" where it is known whose; sorted
};

// Whose column a bare name is: from a schema, or from other queries on the same database.
using ColumnOwners = std::map<std::string, std::string>;

// Of every column that `query` names with its table; those that stand for columns of several tables are left out.
ColumnOwners OwnersOf(const Query& query);

// What makes the names of two queries alike.
struct QueryHints {
  ColumnOwners owners;
  std::set<std::string> by_role;  // tables to be told apart by role, though they may be read only once
};

// Fails on what is no single query, or is not understood; the message says what.
Result<Query> ParseQuery(std::string_view sql, SqlDialect dialect, const QueryHints& hints = {});

// The same of what ParseTree gave.
Result<Query> QueryOf(const Json& tree, const QueryHints& hints = {});

// What a statement of any kind names; common tables are no tables.
struct StatementNames {
  std::string kind;  // "select", "insert", "update", "delete", "create", …
  // Of the statements within it other than "select", and "create" of SELECT … INTO; sorted, each once.
  std::vector<std::string> nested_kinds;
  std::vector<std::string> tables;   // "superhero", "kpi.sales"; sorted, each once
  std::vector<std::string> columns;  // "superhero.id", or "id" where it is not known whose; sorted, each once
};

// Strict: the name of an output is no column only in ORDER BY, and in GROUP BY where no table is read.
Result<StatementNames> NamesIn(std::string_view sql, SqlDialect dialect);

}  // namespace harness
