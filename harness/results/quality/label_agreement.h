// Labels beside those that a classifier, a judge or a second person gave to the same records.
//
// Pure, any thread; linear. At most kMostLabels different labels.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "harness/results/quality/figure.h"
#include "harness/results/quality/value_table.h"

namespace harness {

inline constexpr size_t kMostLabels = 1'000;

struct LabelAgreement {
  std::string label, predicted;            // columns
  uint64_t rows = 0;                       // with both
  uint64_t unlabelled = 0;                 // with one of them, or neither: they count in no figure
  QualityFigure agreement;                 // share of the rows with equal labels
  QualityFigure kappa;                     // Cohen's: agreement beyond chance
  std::array<double, 2> kappa_interval{};  // 95 %, where there is a kappa
};

// Both columns are of one table. Labels are compared byte for byte.
LabelAgreement CompareLabels(const ValueColumn& labels, const ValueColumn& predicted);

}  // namespace harness
