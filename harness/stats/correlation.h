// How far two lists of numbers rise together: rank correlations.
#pragma once

#include <optional>
#include <span>

namespace harness {

// Spearman's rho: Pearson's correlation of the ranks, equal values sharing their mean rank. `x` and `y` are equally
// long and hold no NaN. Nothing where a side is constant or has fewer than two values. n log n.
std::optional<double> SpearmanRho(std::span<const double> x, std::span<const double> y);

// Kendall's tau-b, corrected for ties on either side: Kendall 1945, counted as in Knight 1966. Same conditions; n log
// n.
std::optional<double> KendallTauB(std::span<const double> x, std::span<const double> y);

}  // namespace harness
