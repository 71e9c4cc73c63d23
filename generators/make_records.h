// Records first, first + 1, … of a data set.
#pragma once

#include "generators/data_spec.h"

namespace harness {

// Fills `records`, whose memory is used again. Any thread; one Records belongs to one thread at a time.
Result<> MakeRecords(const DataSpec& spec, uint64_t first, size_t size, Records& records);

}  // namespace harness
