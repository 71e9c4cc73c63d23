// Records first, first + 1, … of a data set, but for what models are asked for: columns that depend on that are null.
#pragma once

#include "generators/data_spec.h"

namespace harness {

// Fills `records`, whose memory is used again. Any thread; one Records belongs to one thread at a time.
Result<> MakeRecords(const DataSpec& spec, uint64_t first, size_t size, Records& records);

// One column that is not asked for, of records whose columns that it reads are filled.
Result<> FillColumn(const DataSpec& spec, size_t index, Records& records);
// Where the column is null whatever it would hold: by its `nulls` and `skip`.
Result<> PutNulls(const DataSpec& spec, size_t index, Records& records);
// Empties `records` for so many.
void BeginRecords(const DataSpec& spec, uint64_t first, size_t size, Records& records);

}  // namespace harness
