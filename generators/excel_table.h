// An Excel workbook of one sheet: numbers, truth values and dates as such, all else as texts, never as formulas.
#pragma once

#include "generators/table_type.h"

namespace harness {

TableType ExcelTableType();

}  // namespace harness
