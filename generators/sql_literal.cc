#include "generators/sql_literal.h"

#include <fmt/format.h>

namespace harness {
namespace {

void AppendDoubling(std::string& to, std::string_view text, char quote) {
  to += quote;
  for (const char c : text) {
    if (c == quote) to += c;
    to += c;
  }
  to += quote;
}

// A literal can't hold NUL; a cast of bytes can.
void AppendSqliteBytes(std::string& to, std::string_view text) {
  to += "CAST(X'";
  for (const char c : text) fmt::format_to(std::back_inserter(to), "{:02X}", static_cast<unsigned char>(c));
  to += "' AS TEXT)";
}

void AppendPostgresqlText(std::string& to, std::string_view text) {
  if (text.find('\\') == std::string_view::npos) return AppendDoubling(to, text, '\'');
  to += "E'";
  for (const char c : text) {
    if (c == '\\' || c == '\'') to += c;
    to += c;
  }
  to += '\'';
}

void AppendDatabricksText(std::string& to, std::string_view text) {
  to += '\'';
  for (const char c : text) {
    if (c == '\0')
      to += "\\u0000";
    else if (c == '\n')
      to += "\\n";
    else if (c == '\r')
      to += "\\r";
    else if (c == '\'' || c == '\\' || (c == '{' && to.back() == '$'))  // ${NAME} would be a variable
      (to += '\\') += c;
    else
      to += c;
  }
  to += '\'';
}

// A date or timestamp; databases want all of it, whatever it is told in.
void AppendMoment(std::string& to, const Datum& cell, ValueKind kind, SqlDialect dialect) {
  const bool timestamp = kind == ValueKind::kTimestamp;
  to += timestamp ? "TIMESTAMP '" : "DATE '";
  Datum::Time(cell.AsInteger(), timestamp ? TimeUnit::kSecond : TimeUnit::kDay).AppendText(to);
  to += timestamp && dialect == SqlDialect::kDatabricks ? "Z'" : "'";
}

}  // namespace

void AppendSqlName(std::string& to, std::string_view name, SqlDialect dialect) {
  AppendDoubling(to, name, dialect == SqlDialect::kDatabricks ? '`' : '"');
}

std::string_view SqlType(ValueKind kind, SqlDialect dialect) {
  const bool sqlite = dialect == SqlDialect::kSqlite, databricks = dialect == SqlDialect::kDatabricks;
  switch (kind) {
    case ValueKind::kBoolean:
      return "BOOLEAN";
    case ValueKind::kInteger:
      return sqlite ? "INTEGER" : "BIGINT";
    case ValueKind::kNumber:
      return sqlite ? "REAL" : databricks ? "DOUBLE" : "DOUBLE PRECISION";
    case ValueKind::kDate:
      return sqlite ? "TEXT" : "DATE";
    case ValueKind::kTimestamp:
      return sqlite ? "TEXT" : "TIMESTAMP";
    case ValueKind::kNull:
    case ValueKind::kText:
      break;
  }
  return databricks ? "STRING" : "TEXT";
}

bool AppendSqlText(std::string& to, std::string_view text, SqlDialect dialect) {
  const bool nul = text.find('\0') != std::string_view::npos;
  switch (dialect) {
    case SqlDialect::kSqlite:
      nul ? AppendSqliteBytes(to, text) : AppendDoubling(to, text, '\'');
      return true;
    case SqlDialect::kPostgresql:
      if (!nul) AppendPostgresqlText(to, text);
      return !nul;
    case SqlDialect::kDatabricks:
      AppendDatabricksText(to, text);
      return true;
  }
  return true;
}

bool AppendSqlValue(std::string& to, const Datum& cell, ValueKind kind, SqlDialect dialect) {
  if (cell.IsNull()) return to += "NULL", true;
  if (cell.kind() == Datum::Kind::kText || cell.kind() == Datum::Kind::kJson)
    return AppendSqlText(to, cell.AsText(), dialect);
  const bool moment = kind == ValueKind::kDate || kind == ValueKind::kTimestamp;
  if (moment && dialect != SqlDialect::kSqlite) return AppendMoment(to, cell, kind, dialect), true;
  const bool quoted = moment || kind == ValueKind::kText;
  if (quoted) to += '\'';
  cell.AppendText(to);
  if (quoted) to += '\'';
  // Without, Databricks takes a number for a DECIMAL, of at most 38 digits.
  if (kind == ValueKind::kNumber && dialect == SqlDialect::kDatabricks) to += 'D';
  return true;
}

}  // namespace harness
