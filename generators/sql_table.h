// INSERT statements, and the CREATE TABLE before them, for SQLite, PostgreSQL or Databricks.
#pragma once

#include "generators/table_type.h"

namespace harness {

TableType SqlTableType();

}  // namespace harness
