// How far raters agree beyond chance: Cohen's kappa of two, Fleiss' kappa of as many on every unit.
//
// Labels are indices from 0; what they stand for is the caller's. Kappa alone misleads where one label is rare (90 %
// agreement can be a kappa below 0), so each result carries raw agreement and prevalence. Pure functions, any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "harness/base/error.h"

namespace harness {

// Whether a value differs from 0, by its standard error under the hypothesis that it is 0.
struct ZeroTest {
  double standard_error = 0;
  double z = 0;  // 0 where the standard error is
  double p = 1;  // two-sided, of the normal distribution
  bool SignificantlyBelow(double alpha = 0.05) const { return z < 0 && p < alpha; }
};

// Two-sided test of `value`; `variance` is that under the hypothesis, and one below 1e-15 counts as 0.
ZeroTest TestAgainstZero(double value, double variance);

// How often one rater gave label i where the other gave label j.
class SquareTable {
 public:
  explicit SquareTable(size_t labels) : labels_(labels), cells_(labels * labels) {}
  // Refuses rows that are not as long as there are rows, and counts below 0.
  static Result<SquareTable> Of(const std::vector<std::vector<int64_t>>& rows);

  void Add(size_t first, size_t second, int64_t count = 1) { cells_[first * labels_ + second] += count; }
  int64_t at(size_t first, size_t second) const { return cells_[first * labels_ + second]; }
  size_t labels() const { return labels_; }

 private:
  size_t labels_;
  std::vector<int64_t> cells_;
};

// What a disagreement counts: all the same; by how far the labels' positions lie apart (Cicchetti and Allison 1971); by
// the square of that (Fleiss and Cohen 1973).
enum class KappaWeights { kNone, kLinear, kQuadratic };

struct CohenKappa {
  double kappa = 0;
  double standard_error = 0;         // asymptotic, of an estimate that is not 0 (SAS calls it ASE)
  std::array<double, 2> interval{};  // 95 %, kappa ± 1.96 standard errors, within [-1, 1]
  ZeroTest zero{};
};

struct TwoRaters {
  int64_t units = 0;
  double agreement = 0;                   // the share of units with equal labels, whatever the weights
  double weighted_agreement = 0;          // with the weights; equal to `agreement` without
  double chance_agreement = 0;            // of independent raters with these prevalences, with the weights
  std::vector<double> first{}, second{};  // the share of each label in what each rater gave: prevalence
  std::optional<CohenKappa> kappa{};      // absent where chance agreement is 1: both gave one and the same label only
};

// Cohen 1960, 1968; standard errors: Fleiss, Cohen and Everitt 1969, formulas (13) and (14). `positions` are the
// labels' places on a line for weights other than kNone, one each; without them 0, 1, 2, … Refuses a table without
// units and positions that are not finite, not as many as labels, or all equal.
Result<TwoRaters> CompareTwoRaters(const SquareTable& table, KappaWeights weights = KappaWeights::kNone,
                                   std::span<const double> positions = {});

// How good the second rater's `label` is if the first is right. 0 where nothing is divided by 0, as in scikit-learn.
struct PrecisionRecall {
  int64_t hits = 0, false_alarms = 0, misses = 0;
  double precision = 0, recall = 0, f1 = 0;
};
PrecisionRecall PrecisionRecallOf(const SquareTable& table, size_t label);

// How many raters gave this label to a unit.
struct LabelCount {
  size_t label = 0;
  int64_t count = 0;  // at least 1
};
// All of one unit; no label twice.
using UnitLabels = std::vector<LabelCount>;

// From a table with a row a unit and a column a label.
std::vector<UnitLabels> UnitsOfTable(const std::vector<std::vector<int64_t>>& rows);

int64_t CountLabels(const UnitLabels& unit);

struct FleissKappa {
  double kappa = 0;
  double standard_error = 0;         // over units; Gwet 2021, "Large-Sample Variance of Fleiss Generalized Kappa"
  std::array<double, 2> interval{};  // 95 %, kappa ± 1.96 standard errors, within [-1, 1]
  ZeroTest zero{};  // by the standard error of Fleiss, Nee and Landis 1979, for as many raters on every unit
};

struct ManyRaters {
  int64_t units = 0;
  int64_t raters = 0;           // on each unit
  double agreement = 0;         // of two labels of one unit, the chance that they are equal
  double chance_agreement = 0;  // of two labels of any units
  std::vector<double> prevalence{};
  std::optional<FleissKappa> kappa{};  // absent where chance agreement is 1: there is one label only
};

// Fleiss 1971. `labels` is how many labels there are. Refuses fewer than two units, and units with fewer than two
// labels or not as many as the others.
Result<ManyRaters> CompareManyRaters(std::span<const UnitLabels> units, size_t labels);

}  // namespace harness
