// Runs one query on one database, for reading only.
//
// Thread-safe. Queries are untrusted: an engine refuses whatever is not one statement that reads, ends it at the
// deadline, and bounds what comes back. What goes wrong is data.
#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "harness/sql/dialect.h"
#include "harness/sql/table.h"

namespace harness {

struct SqlLimits {
  std::chrono::steady_clock::time_point deadline;
  std::stop_token stop = {};
  int64_t max_rows = 100'000;          // more are not read, and the table is `truncated`
  int64_t max_bytes = 64 << 20;        // of cells; the same
  bool double_quoted_strings = false;  // SQLite alone: "a" may be a text where it is no name
};

enum class SqlProblem : uint8_t {
  // The query did wrong.
  kSyntax,       // it can't be parsed, or is no single statement
  kMissingName,  // a table, column or function that does not exist
  kRefused,      // it does not only read, or uses what is not allowed
  kTimeout,      // not done by the deadline
  kTooLarge,     // more memory, text or depth than allowed
  kFailed,       // any other error of the engine: types, division, …
  // The plumbing did wrong.
  kUnavailable,  // the database can't be reached or opened
  kStopped,      // the stop token asked
};

// "syntax", "missing_name", "refused", "timeout", "too_large", "failed", "unavailable", "stopped".
std::string_view ToString(SqlProblem problem);

struct SqlError {
  SqlProblem problem = SqlProblem::kFailed;
  std::string message;  // the engine's own words
};

struct SqlAnswer {
  SqlTable table;
  std::chrono::nanoseconds time{0};  // what the engine took, as near to it as can be measured
};

class SqlEngine {
 public:
  virtual ~SqlEngine() = default;
  virtual tl::expected<SqlAnswer, SqlError> Query(std::string_view sql, const SqlLimits& limits) = 0;
  virtual SqlDialect dialect() const = 0;
};

}  // namespace harness
