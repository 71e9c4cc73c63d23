// Columns worked out from others: a template over their values.
#pragma once

#include "generators/data_column.h"

namespace harness {

ColumnType ExpressionColumnType();

}  // namespace harness
