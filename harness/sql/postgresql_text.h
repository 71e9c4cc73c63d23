// SQL of any dialect in PostgreSQL's quoting and syntax, token by token: to be parsed, not to be run.
//
// Mapped: `a`, [a] and "a"; texts in double quotes (Databricks; in SQLite where an operand is meant); 'a' as an alias;
// ==, <=>, IS and IS NOT between values, NOT NULL behind one; LIMIT a, b; REGEXP, RLIKE, GLOB, MATCH, DIV; INDEXED BY;
// a JOIN without a condition; a subquery in FROM without an alias; functions called like PostgreSQL's types; INTERVAL 1
// DAY; LATERAL VIEW; QUALIFY; ?, :a and @a. What is not mapped is left for the parser to refuse.
#pragma once

#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/sql/dialect.h"
#include "harness/sql/tokens.h"

namespace harness {

// `tokens` are those of a text in `dialect`. Linear time, but for JOINs, whose conditions are looked for ahead.
Result<std::string> PostgresqlText(const std::vector<SqlToken>& tokens, SqlDialect dialect);

}  // namespace harness
