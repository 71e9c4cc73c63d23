// classification: how well predicted labels agree with expected ones, in all and label by label.
//
// A label is a text, or any other JSON value in its canonical form; of one above 256 bytes the front and a digest are
// kept. Figures are scikit-learn's (precision_recall_fscore_support with zero_division=0) over the labels that were
// expected or predicted. What predicted nothing counts against recall and accuracy; "nothing" is no label, so it has no
// part in the macro averages.
//
// At most kMaxLabels labels that are expected and as many that are only predicted are told apart; the rest are counted
// as one more label, "(other)". Whether a prediction is right is decided before that.
#pragma once

#include <cstddef>

#include "harness/core/metric.h"

namespace harness {

struct ClassificationLimits {
  size_t labels = 10'000;  // expected ones, and as many that are only predicted
  size_t cells = 200'000;  // of the confusion matrix
};

std::unique_ptr<Metric> MakeClassification(ClassificationLimits limits = {});

MetricType ClassificationMetricType();

}  // namespace harness
