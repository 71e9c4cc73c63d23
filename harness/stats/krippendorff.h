// Krippendorff's alpha: agreement of any number of raters, with labels missing, on any scale of measurement.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "harness/stats/agreement.h"

namespace harness {

// What the labels are, and so what the distance of two is.
enum class Level {
  kNominal,   // names: equal or not
  kOrdinal,   // in an order: how many labels were given between them
  kInterval,  // numbers: the square of their difference
  kRatio,     // numbers from 0: the square of their difference by their sum
};

// "nominal", "ordinal", "interval", "ratio".
std::string_view ToString(Level level);
std::optional<Level> LevelOf(std::string_view name);

struct AlphaOptions {
  Level level = Level::kNominal;
  // For kInterval and kRatio: what each label stands for, in the labels' order. Else only how many there are counts,
  // and for kOrdinal the labels' order is that of their indices.
  std::span<const double> values{};
  uint64_t seed = 0;
  int resamples = 1000;  // for the interval; 0: none
};

struct Alpha {
  double alpha = 0;
  int64_t units = 0;                  // with two labels or more: others say nothing of agreement
  int64_t labels = 0;                 // on these units
  double observed = 0, expected = 0;  // disagreement; alpha is 1 - observed / expected
  // 95 %, percentiles over resamples of whole units (bootstrap; Zapf et al. 2016). Absent where it would need more than
  // kMaxAlphaWork steps, or where more than one resample in twenty had a single value.
  std::optional<std::array<double, 2>> interval{};
};

inline constexpr double kMaxAlphaWork = 1e9;

// Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), from counts of labels: time linear in how many
// (unit, label) pairs there are, for kRatio also in the square of the number of labels. Refuses labels without a finite
// value (kRatio: one of at least 0) where values are needed, no unit with two labels, one label only, and kRatio over
// more labels than kMaxAlphaWork allows.
Result<Alpha> ComputeAlpha(std::span<const UnitLabels> units, size_t labels, const AlphaOptions& options);

}  // namespace harness
