// What harness and harness-sqlite, the program that runs untrusted queries, say to each other: one line each way.
//
// Pure functions. Texts are escaped, so a line holds no newline and a field no tab. Both ends are of one build; the
// parsers still refuse what they don't know, since the worker reads untrusted SQL.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "harness/base/error.h"
#include "harness/sql/engine.h"

namespace harness {

inline constexpr size_t kMaxSqliteRequest = 4 << 20;  // bytes of a request, encoded

struct SqliteRequest {
  std::string path;  // of the database, absolute
  std::string sql;
  std::chrono::milliseconds time{0};  // how long it may run
  int64_t max_rows = 0;
  int64_t max_bytes = 0;
  bool double_quoted_strings = false;  // "a" may be a string where it is no name
};

std::string Encode(const SqliteRequest& request);
Result<SqliteRequest> ParseSqliteRequest(std::string_view line);

// The worker builds an answer cell by cell.
class SqliteReply {
 public:
  void AddColumn(std::string_view name) { AddText('c', name); }
  void AddNull() { line_ += "\tn"; }
  void AddInteger(int64_t number);
  void AddReal(double number);
  void AddText(std::string_view text) { AddText('t', text); }
  void AddBlob(std::string_view bytes);
  size_t bytes() const { return line_.size(); }

  // The whole line, of an answer or of an error.
  std::string Answer(std::chrono::nanoseconds time, bool truncated) const;
  static std::string Error(SqlProblem problem, std::string_view message);

 private:
  void AddText(char kind, std::string_view text);
  std::string line_;
};

// A line that is no reply is an error of the kind kUnavailable.
tl::expected<SqlAnswer, SqlError> ParseSqliteReply(std::string_view line);

}  // namespace harness
