// Columns of given values: category in exact quotas, subcategory as another column says.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "generators/data_column.h"

namespace harness {

ColumnType CategoryColumnType();
ColumnType SubcategoryColumnType();

// The part of so many records, of those that are not null, that each value of a category has by its weight, by the text
// of its cells. `column` is the column's map; nullopt: it is no category, or only some records have one (`skip`).
std::optional<std::map<std::string, double>> SharesOf(const Node& column, uint64_t count);

}  // namespace harness
