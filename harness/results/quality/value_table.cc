#include "harness/results/quality/value_table.h"

#include <algorithm>

namespace harness {

void ValueColumn::Add(std::string_view text) {
  auto found = places_.find(text);
  if (found == places_.end()) {
    const std::string& kept = values_.emplace_back(text);
    found = places_.emplace(kept, static_cast<uint32_t>(counts_.size())).first;
    counts_.push_back(0);
    bytes_ += text.size();
  }
  ++counts_[found->second];
  cells_.push_back(found->second);
}

const ValueColumn* ValueTable::Find(std::string_view name) const {
  const auto found = std::ranges::find(columns, name, &ValueColumn::name);
  return found == columns.end() ? nullptr : &*found;
}

}  // namespace harness
