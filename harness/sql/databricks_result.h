// What the Statement Execution API says of a statement, read: its error, its columns, its rows.
//
// Pure functions, any thread. Answers are checked as if they came from a stranger.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/sql/engine.h"

namespace harness {

// The error of a status {"state": "FAILED", "error": {"error_code", "message"}, "sql_state"}.
SqlError DatabricksError(const Json& status);
// Whether it says that the result is too large to come inline.
bool NeedsLinks(const SqlError& error);

// Collects rows up to the limits.
class DatabricksRows {
 public:
  explicit DatabricksRows(const SqlLimits& limits) : limits_(limits) {}

  // Takes the columns and whether the service itself left rows out. False: malformed.
  bool TakeManifest(const Json& manifest);
  // Takes a list of rows, each a list of texts and nulls. False: malformed.
  bool TakeRows(const Json& rows);
  // No more are wanted.
  bool full() const { return full_; }
  SqlTable TakeTable() { return std::move(table_); }

 private:
  bool TakeRow(const Json& row);

  const SqlLimits& limits_;
  SqlTable table_;
  std::vector<std::string> types_;
  int64_t rows_ = 0;
  int64_t bytes_ = 0;
  bool full_ = false;
};

// `text` as a value of the type with this name: "LONG", "DECIMAL", …
SqlValue DatabricksValue(std::string_view type, const std::string& text);

// The member `name` of an object; null if there is none, or `json` is none.
const Json& MemberOf(const Json& json, std::string_view name);
std::string TextOf(const Json& json, std::string_view name);  // "" if it is no text

}  // namespace harness
