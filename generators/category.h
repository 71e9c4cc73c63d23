// Columns of given values: category in exact quotas, subcategory as another column says.
#pragma once

#include "generators/data_column.h"

namespace harness {

ColumnType CategoryColumnType();
ColumnType SubcategoryColumnType();

}  // namespace harness
