// A data set column by column, as the figures of quality read it: every cell is a text or null.
//
// Each different text of a column is kept once, so a million equal rows cost four bytes a cell. Filled by one thread,
// then read by any.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace harness {

class ValueColumn {
 public:
  static constexpr uint32_t kNull = UINT32_MAX;

  explicit ValueColumn(std::string name) : name_(std::move(name)) {}
  ValueColumn(ValueColumn&&) = default;
  ValueColumn& operator=(ValueColumn&&) = default;

  void Add(std::string_view text);
  void AddNull(size_t count = 1) { cells_.resize(cells_.size() + count, kNull); }

  const std::string& name() const { return name_; }
  // One a row: a place in values(), or kNull.
  std::span<const uint32_t> cells() const { return cells_; }
  // The different texts, in the order in which they were met, and how many cells hold each.
  const std::deque<std::string>& values() const { return values_; }
  std::span<const uint32_t> counts() const { return counts_; }
  // Of values(), in bytes.
  uint64_t bytes() const { return bytes_; }

 private:
  std::string name_;
  std::vector<uint32_t> cells_;
  std::deque<std::string> values_;
  std::vector<uint32_t> counts_;
  std::unordered_map<std::string_view, uint32_t> places_;  // in values_, which never moves a text
  uint64_t bytes_ = 0;
};

struct ValueTable {
  std::deque<ValueColumn> columns;  // of equal length
  uint64_t rows = 0;

  const ValueColumn* Find(std::string_view name) const;
};

}  // namespace harness
