// A column of a data set beside that of a reference, both in the same terms.
//
// Pure functions, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/results/quality/value_table.h"

namespace harness {

// A column on one side: as numbers, by row, or as codes.
struct Side {
  std::vector<double> numbers;  // NaN: null
  std::vector<uint32_t> codes;
};

struct ComparedColumn {
  std::string name;
  bool numeric = false;  // a number or a date
  bool date = false;
  Side data, reference;
};

// Numbers and dates where both sides hold them, else categories. Nothing: `why` it is not compared: texts, and
// categories that tell records apart.
std::optional<ComparedColumn> CompareColumn(const ValueColumn& data, const ValueColumn& reference, std::string& why);

// At most so many of them.
template <typename T>
std::vector<T> EvenlySpaced(const std::vector<T>& all, size_t most) {
  if (all.size() <= most) return all;
  std::vector<T> some;
  for (size_t i = 0; i < most; ++i) some.push_back(all[i * all.size() / most]);
  return some;
}

}  // namespace harness
