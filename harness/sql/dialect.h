// Which SQL a query is written in: quoting and a few keywords differ.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace harness {

enum class SqlDialect : uint8_t { kSqlite, kPostgresql, kDatabricks };

constexpr std::string_view ToString(SqlDialect dialect) {
  switch (dialect) {
    case SqlDialect::kSqlite:
      return "sqlite";
    case SqlDialect::kPostgresql:
      return "postgresql";
    case SqlDialect::kDatabricks:
      return "databricks";
  }
  return "";
}

constexpr std::optional<SqlDialect> ParseSqlDialect(std::string_view text) {
  for (const SqlDialect dialect : {SqlDialect::kSqlite, SqlDialect::kPostgresql, SqlDialect::kDatabricks})
    if (text == ToString(dialect)) return dialect;
  return std::nullopt;
}

}  // namespace harness
