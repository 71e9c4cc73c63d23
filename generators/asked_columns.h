// The column types `text` and `structured`: cells that a model is asked for.
#pragma once

#include "generators/data_column.h"

namespace harness {

ColumnType TextColumnType();
ColumnType StructuredColumnType();

}  // namespace harness
