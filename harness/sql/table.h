// What a query returned: named columns and typed cells, row after row.
//
// Plain values. Cells keep the engine's types: NULL, 0, 0.0, "" and an empty blob are five different cells; which of
// them are equal is for those who compare (compare.h) to say.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "harness/base/json.h"

namespace harness {

// An exact decimal number as the engine wrote it: "-12.50".
struct SqlDecimal {
  std::string text;
  bool operator==(const SqlDecimal&) const = default;
};

struct SqlBlob {
  std::string bytes;
  bool operator==(const SqlBlob&) const = default;
};

// monostate is NULL. Dates, times and whatever else an engine knows are texts.
using SqlValue = std::variant<std::monostate, bool, int64_t, double, SqlDecimal, std::string, SqlBlob>;

struct SqlTable {
  std::vector<std::string> columns;
  std::vector<SqlValue> cells;  // rows() * columns.size() of them
  bool truncated = false;       // there were more rows than were read

  size_t rows() const { return columns.empty() ? 0 : cells.size() / columns.size(); }
  std::span<const SqlValue> row(size_t index) const {
    return std::span(cells).subspan(index * columns.size(), columns.size());
  }
  const SqlValue& at(size_t row, size_t column) const { return cells[row * columns.size() + column]; }
};

inline bool IsNull(const SqlValue& value) {
  return std::holds_alternative<std::monostate>(value);
}

// For reports: null, true, numbers as JSON numbers (an infinity or NaN as text), decimals and texts as texts, a blob as
// "x'6869'". Texts and blobs are cut to `max_text` code points or bytes, with an ellipsis.
Json ToJson(const SqlValue& value, size_t max_text = 200);

// For reasons: NULL, true, 12, 0.5, 'text', x'6869'; cut in the same way.
std::string ToText(const SqlValue& value, size_t max_text = 40);

}  // namespace harness
