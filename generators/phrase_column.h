// The column type `phrase`: texts of a grammar.
#pragma once

#include "generators/data_column.h"

namespace harness {

ColumnType PhraseColumnType();

}  // namespace harness
