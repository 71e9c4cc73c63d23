#include "harness/sql/databricks_result.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include "harness/base/base64.h"

namespace harness {
namespace {

template <size_t N>
bool IsAnyOf(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

constexpr std::array<std::string_view, 8> kIntegers = {"BYTE",    "SHORT",    "INT",     "LONG",
                                                       "TINYINT", "SMALLINT", "INTEGER", "BIGINT"};
constexpr std::array<std::string_view, 4> kDoubles = {"FLOAT", "DOUBLE", "REAL", "DOUBLE PRECISION"};

// Classes of errors, as they stand in square brackets before the message.
constexpr std::array<std::string_view, 14> kMissingClasses = {
    "TABLE_OR_VIEW_NOT_FOUND",    "UNRESOLVED_COLUMN",
    "UNRESOLVED_ROUTINE",         "UNRESOLVED_FIELD",
    "UNRESOLVED_MAP_KEY",         "UNRESOLVED_USING_COLUMN_FOR_JOIN",
    "SCHEMA_NOT_FOUND",           "CATALOG_NOT_FOUND",
    "NO_SUCH_CATALOG_EXCEPTION",  "FIELD_NOT_FOUND",
    "ROUTINE_NOT_FOUND",          "COLUMN_NOT_FOUND",
    "CANNOT_RESOLVE_STAR_EXPAND", "UNRESOLVED_TABLE_VALUED_FUNCTION"};
constexpr std::array<std::string_view, 4> kSyntaxClasses = {"PARSE_SYNTAX_ERROR", "PARSE_EMPTY_STATEMENT",
                                                            "INVALID_IDENTIFIER", "UNCLOSED_BRACKETED_COMMENT"};
constexpr std::array<std::string_view, 4> kRefusedClasses = {"INSUFFICIENT_PERMISSIONS", "INSUFFICIENT_PRIVILEGES",
                                                             "PERMISSION_DENIED", "UC_COMMAND_NOT_SUPPORTED"};
constexpr std::array<std::string_view, 5> kMissingStates = {"42P01", "42703", "42883", "42704", "3F000"};
constexpr std::array<std::string_view, 9> kPlumbingCodes = {"ABORTED",
                                                            "INTERNAL_ERROR",
                                                            "IO_ERROR",
                                                            "RESOURCE_EXHAUSTED",
                                                            "CANCELLED",
                                                            "UNAUTHENTICATED",
                                                            "TEMPORARILY_UNAVAILABLE",
                                                            "SERVICE_UNDER_MAINTENANCE",
                                                            "WORKSPACE_TEMPORARILY_UNAVAILABLE"};

// "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column …" → "UNRESOLVED_COLUMN".
std::string_view ClassOf(std::string_view message) {
  const size_t open = message.find('[');
  if (open == std::string_view::npos) return "";
  message.remove_prefix(open + 1);
  return message.substr(0, message.find_first_of(".]"));
}

SqlProblem ProblemOf(std::string_view code, std::string_view state, std::string_view error_class) {
  if (IsAnyOf(error_class, kMissingClasses) || IsAnyOf(state, kMissingStates)) return SqlProblem::kMissingName;
  if (IsAnyOf(error_class, kSyntaxClasses) || state == "42601") return SqlProblem::kSyntax;
  if (IsAnyOf(error_class, kRefusedClasses) || state == "42501") return SqlProblem::kRefused;
  if (code == "DEADLINE_EXCEEDED") return SqlProblem::kTimeout;
  if (state.starts_with("53") || state.starts_with("54")) return SqlProblem::kTooLarge;
  return IsAnyOf(code, kPlumbingCodes) ? SqlProblem::kUnavailable : SqlProblem::kFailed;
}

template <typename T>
SqlValue Number(const std::string& text) {
  T number{};
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec == std::errc() && read.ptr == end) return number;
  return text;
}

}  // namespace

const Json& MemberOf(const Json& json, std::string_view name) {
  static const Json kNone;
  if (!json.is_object()) return kNone;
  const auto found = json.find(name);
  return found == json.end() ? kNone : *found;
}

std::string TextOf(const Json& json, std::string_view name) {
  const Json& member = MemberOf(json, name);
  return member.is_string() ? member.get<std::string>() : "";
}

SqlError DatabricksError(const Json& status) {
  const Json& error = MemberOf(status, "error");
  const std::string code = TextOf(error, "error_code");
  std::string state = TextOf(status, "sql_state");
  if (state.empty()) state = TextOf(error, "sql_state");
  std::string message = TextOf(error, "message");
  const SqlProblem problem = ProblemOf(code, state, ClassOf(message));
  if (message.empty()) message = code.empty() ? "the statement failed" : "the statement failed: " + code;
  return {problem, std::move(message)};
}

bool NeedsLinks(const SqlError& error) {
  return error.message.find("EXTERNAL_LINKS") != std::string::npos ||
         error.message.find("nline byte limit") != std::string::npos;
}

bool DatabricksRows::TakeManifest(const Json& manifest) {
  const Json& columns = MemberOf(MemberOf(manifest, "schema"), "columns");
  if (!columns.is_array()) return false;
  for (const Json& column : columns) {
    if (!MemberOf(column, "name").is_string() || !MemberOf(column, "type_name").is_string()) return false;
    table_.columns.push_back(TextOf(column, "name"));
    types_.push_back(TextOf(column, "type_name"));
  }
  table_.truncated = MemberOf(manifest, "truncated") == Json(true);
  return true;
}

bool DatabricksRows::TakeRows(const Json& rows) {
  if (rows.is_null()) return true;  // an empty result
  if (!rows.is_array()) return false;
  return std::all_of(rows.begin(), rows.end(), [&](const Json& row) { return full_ || TakeRow(row); });
}

bool DatabricksRows::TakeRow(const Json& row) {
  if (!row.is_array() || row.size() != types_.size()) return false;
  for (const Json& cell : row) {
    if (!cell.is_null() && !cell.is_string()) return false;
    if (cell.is_string()) bytes_ += static_cast<int64_t>(cell.get_ref<const std::string&>().size());
  }
  full_ = rows_ >= limits_.max_rows || bytes_ > limits_.max_bytes;
  if (full_) table_.truncated = true;
  if (full_) return true;
  for (size_t i = 0; i < types_.size(); ++i)
    table_.cells.push_back(row[i].is_null() ? SqlValue()
                                            : DatabricksValue(types_[i], row[i].get_ref<const std::string&>()));
  ++rows_;
  return true;
}

SqlValue DatabricksValue(std::string_view type, const std::string& text) {
  if (type == "BOOLEAN" && (text == "true" || text == "false")) return text == "true";
  if (IsAnyOf(type, kIntegers)) return Number<int64_t>(text);
  if (IsAnyOf(type, kDoubles)) {
    if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
    if (text == "Infinity") return std::numeric_limits<double>::infinity();
    if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
    return Number<double>(text);
  }
  if (type == "DECIMAL") return SqlDecimal{text};
  if (type == "BINARY")
    if (auto bytes = FromBase64(text)) return SqlBlob{*std::move(bytes)};
  return text;
}

}  // namespace harness
