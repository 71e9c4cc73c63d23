// XML: an element a record, with an element for each column.
#pragma once

#include "generators/table_type.h"

namespace harness {

TableType XmlTableType();

}  // namespace harness
