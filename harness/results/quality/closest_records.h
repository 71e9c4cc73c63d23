// Distances to the closest record of a reference (DCR): whether a data set repeats the records that it shall be like.
//
// Formulas are SDMetrics'. Columns are those that CompareTables compares, the first kPairColumns. The distance of two
// records is the mean over the columns of min(|difference| / range of the reference, 1) for numbers and dates, and of 0
// or 1 for categories; null differs from all but null. Pure, any thread; the product of the records looked at.
#pragma once

#include <cstdint>

#include "harness/results/quality/figure.h"
#include "harness/results/quality/value_table.h"

namespace harness {

inline constexpr size_t kCloseRows = 1'000;       // of the data, evenly spaced
inline constexpr size_t kReferenceRows = 10'000;  // of the reference and of the hold-out, evenly spaced

struct ClosestRecords {
  uint64_t records = 0, reference = 0;  // that were looked at
  QualityFigure dcr;                    // the median distance of a record to the closest of the reference
  QualityFigure random_dcr;             // the same of records whose values are drawn evenly from the reference's ranges
  QualityFigure baseline_protection;    // min(dcr / random_dcr, 1)
  QualityFigure new_rows;  // share of the records that match none: numbers within 1 %, dates and categories equal
  QualityFigure overfitting_protection;  // min(2 (1 - share closer to the reference than to the hold-out), 1)
};

// `holdout`: records like the reference that were not used to make the data; null: there are none.
ClosestRecords FindClosestRecords(const ValueTable& data, const ValueTable& reference, const ValueTable* holdout);

}  // namespace harness
