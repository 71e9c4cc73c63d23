// Cells of a libpq result in text format, as typed values.
#pragma once

#include <libpq-fe.h>

#include "harness/sql/table.h"

namespace harness {

// By the column's type: bool, int2, int4, int8 and oid, float4 and float8, numeric (NaN and the infinities as doubles),
// bytea; any other type is text.
SqlValue PostgresValue(const PGresult* result, int row, int column);

}  // namespace harness
