#include "harness/stats/corrected_rate.h"

#include <algorithm>
#include <cmath>

#include "harness/stats/interval.h"

namespace harness {
namespace {

Result<> Check(const SampledShare& sample, const char* what) {
  if (!(sample.share >= 0 && sample.share <= 1)) return Fail("the {} is no share from 0 to 1: {}", what, sample.share);
  if (!(sample.count > 0)) return Fail("the {} rests on no unit", what);
  return {};
}

double Variance(const SampledShare& sample) {
  return sample.share * (1 - sample.share) / sample.count;
}

}  // namespace

Result<CorrectedRate> CorrectRate(SampledShare counted, SampledShare sensitivity, SampledShare specificity) {
  if (auto checked = Check(counted, "rate"); !checked) return Unexpected(checked.error());
  if (auto checked = Check(sensitivity, "sensitivity"); !checked) return Unexpected(checked.error());
  if (auto checked = Check(specificity, "specificity"); !checked) return Unexpected(checked.error());
  const double power = sensitivity.share + specificity.share - 1;
  if (power <= 1e-12)
    return Fail(
        "the judge tells nothing: its sensitivity {:.4g} and specificity {:.4g} sum to no more than 1, "
        "as guessing does, so no rate can be corrected by them",
        sensitivity.share, specificity.share);
  CorrectedRate result{.estimate = (counted.share + specificity.share - 1) / power};
  const double theta = result.estimate;
  result.rate = std::clamp(theta, 0.0, 1.0);
  result.clamped = std::abs(result.rate - theta) > 1e-12;
  result.naive_standard_error = std::sqrt(Variance(counted));
  const double variance =
      Variance(counted) + (1 - theta) * (1 - theta) * Variance(specificity) + theta * theta * Variance(sensitivity);
  result.standard_error = std::sqrt(variance) / power;
  result.interval = {std::clamp(theta - kZ95 * result.standard_error, 0.0, 1.0),
                     std::clamp(theta + kZ95 * result.standard_error, 0.0, 1.0)};
  return result;
}

}  // namespace harness
