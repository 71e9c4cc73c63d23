// The rate that a judge of known errors would have counted without them.
#pragma once

#include <array>

#include "harness/base/error.h"

namespace harness {

// A share of `count` independent units.
struct SampledShare {
  double share = 0;
  double count = 0;
};

struct CorrectedRate {
  double rate = 0;                   // within [0, 1]
  double estimate = 0;               // the same before it was cut to [0, 1]
  bool clamped = false;              // the two differ: the judge's errors explain more than all it counted
  double standard_error = 0;         // of the estimate
  std::array<double, 2> interval{};  // 95 %, estimate ± 1.96 standard errors, cut to [0, 1]
  double naive_standard_error = 0;   // of the counted rate, as if the judge were never wrong
};

// Rogan and Gladen 1978, with the delta method: `counted` is the rate that the judge gave, `sensitivity` the share that
// it passed of what humans pass, `specificity` the share that it failed of what humans fail. The three samples are
// taken to be independent. A sensitivity or specificity of exactly 1 adds nothing to the standard error, however small
// its sample. Refuses shares outside [0, 1], empty samples, and a judge with sensitivity + specificity <= 1.
Result<CorrectedRate> CorrectRate(SampledShare counted, SampledShare sensitivity, SampledShare specificity);

}  // namespace harness
