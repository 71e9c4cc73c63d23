// Confidence intervals of one rate.
#pragma once

#include <array>
#include <cstdint>

namespace harness {

inline constexpr double kZ95 = 1.959963984540054;  // two-sided 95 %

// Wilson's score interval of `successes` in `trials` (> 0), clamped to [0, 1]. Both may be fractional: an effective
// sample. Wilson 1927; Brown, Cai and DasGupta 2001, formula (4).
std::array<double, 2> WilsonInterval(double successes, double trials, double z = kZ95);

// The mean of values that are 0 or 1 and come in clusters that are not independent inside, kept in constant memory.
class ClusteredRate {
 public:
  // A whole cluster: how many of its values are 1, and how many there are.
  void AddCluster(double ones, double count);
  double rate() const { return ones_ / count_; }
  double count() const { return count_; }
  // Clustered, Miller 2024 (arXiv 2411.00640): SE^2 = sum (s-m)^2 / (n(n-1)) + n^-2 sum over clusters, i != j, of
  // (s_i-m)(s_j-m). Needs two values.
  double StandardError() const;
  // How many independent trials tell as much: count() over the design effect (clustered variance / naive variance),
  // never above count(); the number of clusters where all values are equal.
  double EffectiveTrials() const;

 private:
  double Naive() const;  // the variance of the mean if all values were independent
  double ones_ = 0, count_ = 0, clusters_ = 0;
  double ones_squared_ = 0, cross_ = 0, counts_squared_ = 0;
};

}  // namespace harness
