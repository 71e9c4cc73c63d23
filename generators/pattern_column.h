// The column type `pattern`.
#pragma once

#include "generators/data_column.h"

namespace harness {

ColumnType PatternColumnType();

}  // namespace harness
