// What a column's values have in common, for formats that declare it.
#pragma once

#include <cstdint>
#include <vector>

#include "generators/datum.h"
#include "harness/base/error.h"

namespace harness {

struct DataSpec;

// A time that is told in days is a date, in less a timestamp; in months or years it is a text.
enum class ValueKind : uint8_t { kNull, kBoolean, kInteger, kNumber, kDate, kTimestamp, kText };

ValueKind ValueKindOf(const Datum& cell);

// What holds both: null goes into all, integers into numbers, dates into timestamps, and everything into texts.
ValueKind Wider(ValueKind a, ValueKind b);

// By column, of some 1,000 records that lie all over the data set. A column in which they are all null is one of texts.
Result<std::vector<ValueKind>> SampleKinds(const DataSpec& spec);

}  // namespace harness
