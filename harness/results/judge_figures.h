// How well a judge agrees with people, by the counts of its calibration.
//
// Pure functions, any thread. Outputs are taken to be independent of each other.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "harness/core/calibration.h"
#include "harness/stats/agreement.h"
#include "harness/stats/corrected_rate.h"

namespace harness {

struct EstimatedShare {
  double share = 0;
  int64_t count = 0;                 // of what
  std::array<double, 2> interval{};  // 95 %
};

// Over the outputs that the judge passed or failed. Absent: there is nothing to divide by.
struct JudgeFigures {
  int64_t decided = 0, undecided = 0;
  std::optional<EstimatedShare> agreement;
  std::array<double, 2> agreement_bounds{};                  // if all undecided ones were against, and were with people
  std::optional<EstimatedShare> human_passes, judge_passes;  // prevalence of what passes
  std::optional<EstimatedShare> precision, recall, specificity;  // recall is sensitivity
  std::optional<EstimatedShare> f1;  // its interval is that of the share of true passes in all that either passed
  double chance_agreement = 0;
  std::optional<CohenKappa> kappa;
};

JudgeFigures FiguresOf(const Calibration& calibration);

// The rate that people would have counted where the judge counted `counted`. An error: the judge tells nothing.
Result<CorrectedRate> CorrectBy(const Calibration& calibration, SampledShare counted);

}  // namespace harness
