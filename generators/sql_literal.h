// Names, types and values as SQL of each dialect writes them.
//
// Texts mean the same whatever a server is set to: PostgreSQL's backslashes stand in E'…', and Databricks puts no
// variables into them.
#pragma once

#include <string>
#include <string_view>

#include "generators/datum.h"
#include "generators/value_kind.h"
#include "harness/sql/dialect.h"

namespace harness {

// `name` is without NUL.
void AppendSqlName(std::string& to, std::string_view name, SqlDialect dialect);

std::string_view SqlType(ValueKind kind, SqlDialect dialect);

// False for a text with NUL in PostgreSQL, which has none.
[[nodiscard]] bool AppendSqlText(std::string& to, std::string_view text, SqlDialect dialect);

// A cell of a column of `kind`, which is wide enough for it. False as for texts.
[[nodiscard]] bool AppendSqlValue(std::string& to, const Datum& cell, ValueKind kind, SqlDialect dialect);

}  // namespace harness
