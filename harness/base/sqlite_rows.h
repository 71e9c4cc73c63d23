// Rows in memory that the statements of a connection read as a table, so that one statement takes them all:
//
//   INSERT INTO t SELECT * FROM name
//
// Faster than a statement with parameters for each row (docs/architecture.md has the measurement): the cursors stay
// open and no value is bound.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "harness/base/sqlite.h"

namespace harness {

// Null, an integer, a number, or a text, which must live until the statement has ended.
using SqliteValue = std::variant<std::monostate, int64_t, double, std::string_view>;

template <typename T>
SqliteValue ToSqliteValue(const std::optional<T>& value) {
  return value ? SqliteValue(*value) : SqliteValue();
}

class SqliteRows {
 public:
  virtual ~SqliteRows() = default;
  virtual size_t size() const = 0;
  // `column` counts from 0.
  virtual SqliteValue At(size_t row, int column) const = 0;
};

// Makes them the table `name` with so many columns (c0, c1, …), for this connection alone. `rows` outlives the last
// statement that reads it, and may change between two.
Result<> AddRows(Database& database, const std::string& name, int columns, const SqliteRows& rows);

}  // namespace harness
