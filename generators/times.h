// Columns of moments: datetime between two, timedelta after another column's.
#pragma once

#include "generators/data_column.h"

namespace harness {

ColumnType DatetimeColumnType();
ColumnType TimedeltaColumnType();

}  // namespace harness
