// What a column holds: its kind, nulls, different values, and what there is to say of a kind.
//
// Pure functions, any thread; linear in the cells, n log n in the different values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/results/quality/figure.h"
#include "harness/results/quality/value_table.h"

namespace harness {

// A number is one as JSON writes it (so 007 is none), a date is ISO 8601. A text has more than 30 characters in the
// mean and, in at least half its cells, a blank or a character beyond ASCII: ids and codes are categories.
enum class ColumnKind { kEmpty, kNumber, kDate, kCategory, kText };

const char* ToString(ColumnKind kind);
ColumnKind KindOf(const ValueColumn& column);

// By value: what it is as a number, a date in microseconds since 1970. Only of a column of that kind.
std::vector<double> NumbersOf(const ValueColumn& column, ColumnKind kind);

// Over the cells that aren't null. Of numbers, of dates in microseconds since 1970, of texts and categories the length
// in code points.
struct ValueRange {
  double min = 0, max = 0, mean = 0;
};

struct ValueShare {
  std::string value;
  double share = 0;  // of the cells that aren't null
};

struct ColumnProfile {
  std::string name;
  ColumnKind kind = ColumnKind::kEmpty;
  uint64_t rows = 0, nulls = 0, distinct = 0;
  std::optional<ValueRange> range;  // none: every cell is null
  std::vector<ValueShare> top;      // of a category, at most ten, the most frequent first
  QualityFigure balance;            // 1 - half the sum of |share - expected share|; 1: as expected

  QualityFigure null_share() const;
};

inline constexpr size_t kTopValues = 10;

using ExpectedShares = std::map<std::string, double>;  // by value, in sum 1

// `expected` may be null: no balance then.
ColumnProfile ProfileOf(const ValueColumn& column, ColumnKind kind, const ExpectedShares* expected = nullptr);

}  // namespace harness
