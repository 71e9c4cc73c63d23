#include "harness/stats/interval.h"

#include <algorithm>
#include <cmath>

namespace harness {

std::array<double, 2> WilsonInterval(double successes, double trials, double z) {
  const double p = successes / trials;
  const double z2 = z * z;
  const double centre = (p + z2 / (2 * trials)) / (1 + z2 / trials);
  const double half = z / (1 + z2 / trials) * std::sqrt(p * (1 - p) / trials + z2 / (4 * trials * trials));
  // At the ends the interval reaches 0 and 1 exactly; rounding would stop short.
  return {p <= 0 ? 0 : std::clamp(centre - half, 0.0, 1.0), p >= 1 ? 1 : std::clamp(centre + half, 0.0, 1.0)};
}

void ClusteredRate::AddCluster(double ones, double count) {
  ones_ += ones;
  count_ += count;
  clusters_ += 1;
  ones_squared_ += ones * ones;
  cross_ += ones * count;
  counts_squared_ += count * count;
}

double ClusteredRate::Naive() const {
  return rate() * (1 - rate()) / (count_ - 1);
}

double ClusteredRate::StandardError() const {
  const double m = rate();
  const double cluster_squares = ones_squared_ - 2 * m * cross_ + m * m * counts_squared_;
  const double squares = count_ * m * (1 - m);
  return std::sqrt(std::max(0.0, Naive() + (cluster_squares - squares) / (count_ * count_)));
}

double ClusteredRate::EffectiveTrials() const {
  if (ones_ == 0 || ones_ == count_) return clusters_;
  const double error = StandardError();
  return error <= 0 ? count_ : std::min(count_, count_ * Naive() / (error * error));
}

}  // namespace harness
