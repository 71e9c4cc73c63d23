// Tables of lines: fields between commas, tabs or another character, with quotes where they need them.
#pragma once

#include "generators/table_type.h"

namespace harness {

TableType CsvTableType();
TableType TsvTableType();

}  // namespace harness
