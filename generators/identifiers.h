// Columns that tell records apart: uuid, sequence.
#pragma once

#include "generators/data_column.h"

namespace harness {

ColumnType SequenceColumnType();
ColumnType UuidColumnType();

}  // namespace harness
