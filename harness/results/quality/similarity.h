// How alike the values of two columns are, and those of two pairs of columns: SDMetrics' column shapes and pair trends.
//
// Pure functions, any thread; 1 is alike, 0 is as different as can be. Categories are codes: the place of each value in
// a list that both sides share. n log n.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace harness {

using Codes = std::span<const uint32_t>;

// 1 - sup |F_a - F_b| over the empirical distribution functions. Neither side is empty or holds NaN.
double KsComplement(std::vector<double> a, std::vector<double> b);
// 1 - half the sum of |share in a - share in b|. Neither side is empty.
double TvComplement(Codes a, Codes b);

// Pearson's correlation of the places where neither is NaN; nothing where a side is constant or fewer than two are
// left.
std::optional<double> Correlation(std::span<const double> x, std::span<const double> y);
// 1 - |a - b| / 2
double CorrelationSimilarity(double a, double b);

// Of two equally long lists: sqrt(chi^2 / n / (min(rows, columns) - 1)), not corrected for bias; nothing where a side
// is constant.
std::optional<double> CramersV(Codes x, Codes y);
// 1 - half the sum of |share in a - share in b| over the pairs of codes. Neither side is empty.
double ContingencySimilarity(Codes a_x, Codes a_y, Codes b_x, Codes b_y);

// Numbers as codes: ten bins of equal width from the least to the greatest of the reference, one below, one above, one
// for NaN. Both sides are binned by the reference's edges, so that a column that is shifted or scaled shows.
class Bins {
 public:
  explicit Bins(std::span<const double> reference);
  std::vector<uint32_t> CodesOf(std::span<const double> values) const;

 private:
  double low_ = 0, high_ = 0;
};

}  // namespace harness
