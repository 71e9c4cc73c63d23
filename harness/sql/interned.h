// Tables as numbers: equal cells of both tables have the same number, so that everything after compares integers.
//
// What compare.cc and rules.cc are made of; nothing else includes it. Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/sql/table.h"

namespace harness {

// Cells are equal when both are NULL, or numbers of the same value, or of the same type with the same bytes. A double
// that is no integer stands for the number that its shortest text says, so that 0.1 equals the decimal 0.10; infinities
// equal themselves.
class CellNumbers {
 public:
  uint32_t Of(const SqlValue& value);

 private:
  uint32_t OfInteger(int64_t number);
  uint32_t OfText(char kind, std::string_view text);

  uint32_t next_ = 0;
  std::unordered_map<int64_t, uint32_t> integers_;
  std::unordered_map<std::string, uint32_t> texts_;
};

struct InternedTable {
  size_t rows = 0;
  size_t columns = 0;
  std::vector<uint32_t> cells;  // row after row

  uint32_t at(size_t row, size_t column) const { return cells[row * columns + column]; }
};

InternedTable Intern(const SqlTable& table, CellNumbers& numbers);

// One number a row, by what some columns of both tables hold: rows with equal cells have equal numbers. Starts with no
// column, so all rows alike.
class RowNumbers {
 public:
  RowNumbers(size_t gold_rows, size_t pred_rows) : gold_(gold_rows, 0), pred_(pred_rows, 0) {}

  // The same with a further column of each.
  RowNumbers With(const InternedTable& gold, size_t gold_column, const InternedTable& pred, size_t pred_column) const;

  const std::vector<uint32_t>& gold() const { return gold_; }
  const std::vector<uint32_t>& pred() const { return pred_; }
  uint32_t count() const { return count_; }

  bool SameMultiset() const;
  bool SameSet() const;

 private:
  std::vector<uint32_t> gold_, pred_;
  uint32_t count_ = 1;
};

// Whether rows agree as multisets or as sets.
enum class Agreement { kMultiset, kSet };

// Looks for a pred column for each gold column, all different, under which the rows agree: columns by what they hold
// first (fingerprints), then backtracking, with equal columns tried once. The result holds pred's column for each of
// gold's. `gave_up` is set when `expired` said so or the search took too many steps: then nothing is known.
struct Assignment {
  std::optional<std::vector<size_t>> columns;
  bool gave_up = false;
};
Assignment AssignColumns(const InternedTable& gold, const InternedTable& pred, Agreement agreement,
                         const std::function<bool()>& expired);

}  // namespace harness
