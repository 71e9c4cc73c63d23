// Texts that stand under several labels: one of them is wrong, or the label doesn't follow from the text.
#pragma once

#include "harness/results/quality/figure.h"
#include "harness/results/quality/value_table.h"

namespace harness {

// The share of the rows with a text and a label whose text, byte for byte, stands in a row with another label too. Both
// columns are of one table. Pure, any thread; linear.
QualityFigure LabelConflicts(const ValueColumn& texts, const ValueColumn& labels);

}  // namespace harness
