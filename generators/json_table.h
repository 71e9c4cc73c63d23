// JSON: a list of objects, columns or rows, or an object a line.
#pragma once

#include "generators/table_type.h"

namespace harness {

TableType JsonTableType();
TableType JsonLinesTableType();

}  // namespace harness
