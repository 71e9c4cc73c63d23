#include "harness/stats/agreement.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "harness/stats/interval.h"

namespace harness {
namespace {

constexpr double kNoVariance = 1e-15;

std::array<double, 2> IntervalAround(double value, double standard_error) {
  return {std::clamp(value - kZ95 * standard_error, -1.0, 1.0), std::clamp(value + kZ95 * standard_error, -1.0, 1.0)};
}

double Square(double x) {
  return x * x;
}

// Cohen's kappa of one table. Shares are of all units; w is 1 - distance, distances are in [0, 1].
class CohenTable {
 public:
  CohenTable(const SquareTable& table, KappaWeights weights, std::span<const double> positions)
      : table_(table), weights_(weights), size_(table.labels()), rows_(size_), columns_(size_) {
    for (size_t i = 0; i < size_; ++i) positions_.push_back(positions.empty() ? static_cast<double>(i) : positions[i]);
    if (size_ > 0) {
      const auto [low, high] = std::minmax_element(positions_.begin(), positions_.end());
      range_ = *high - *low;
    }
    for (size_t i = 0; i < size_; ++i)
      for (size_t j = 0; j < size_; ++j) AddCell(i, j);
  }

  double units() const { return units_; }

  TwoRaters Compare() const {
    TwoRaters result{.units = static_cast<int64_t>(units_)};
    double equal = 0, apart = 0, apart_by_chance = 0;  // counts, sums that are exact for whole distances
    for (size_t i = 0; i < size_; ++i) {
      equal += Cell(i, i);
      for (size_t j = 0; j < size_; ++j) {
        apart += Cell(i, j) * Distance(i, j);
        apart_by_chance += rows_[i] * columns_[j] * Distance(i, j);
      }
      result.first.push_back(rows_[i] / units_);
      result.second.push_back(columns_[i] / units_);
    }
    result.agreement = equal / units_;
    result.weighted_agreement = 1 - apart / units_;
    result.chance_agreement = 1 - apart_by_chance / (units_ * units_);
    if (apart_by_chance > 0) result.kappa = Kappa(1 - apart * units_ / apart_by_chance, result.chance_agreement);
    return result;
  }

 private:
  double Cell(size_t i, size_t j) const { return static_cast<double>(table_.at(i, j)); }

  void AddCell(size_t i, size_t j) {
    rows_[i] += Cell(i, j);
    columns_[j] += Cell(i, j);
    units_ += Cell(i, j);
  }

  double Distance(size_t i, size_t j) const {
    if (i == j) return 0;
    if (weights_ == KappaWeights::kNone) return 1;
    const double apart = std::abs(positions_[i] - positions_[j]) / range_;
    return weights_ == KappaWeights::kLinear ? apart : apart * apart;
  }

  CohenKappa Kappa(double kappa, double chance) const {
    std::vector<double> row_means(size_), column_means(size_);  // the mean weight of a label against the other rater's
    for (size_t i = 0; i < size_; ++i) {
      for (size_t j = 0; j < size_; ++j) {
        row_means[i] += columns_[j] / units_ * (1 - Distance(i, j));
        column_means[j] += rows_[i] / units_ * (1 - Distance(i, j));
      }
    }
    double sum = 0, sum_if_zero = 0;
    for (size_t i = 0; i < size_; ++i) {
      for (size_t j = 0; j < size_; ++j) {
        const double weight = 1 - Distance(i, j), mean = row_means[i] + column_means[j];
        sum += Cell(i, j) / units_ * Square(weight - mean * (1 - kappa));
        sum_if_zero += rows_[i] / units_ * columns_[j] / units_ * Square(weight - mean);
      }
    }
    const double divisor = units_ * Square(1 - chance);
    const double variance = (sum - Square(kappa - chance * (1 - kappa))) / divisor;
    CohenKappa result{.kappa = kappa, .standard_error = std::sqrt(std::max(0.0, variance))};
    result.interval = IntervalAround(kappa, result.standard_error);
    result.zero = TestAgainstZero(kappa, (sum_if_zero - Square(chance)) / divisor);
    return result;
  }

  const SquareTable& table_;
  const KappaWeights weights_;
  const size_t size_;
  std::vector<double> positions_;
  double range_ = 0;
  std::vector<double> rows_, columns_;  // how often each rater gave each label
  double units_ = 0;
};

Result<> CheckPositions(std::span<const double> positions, size_t labels) {
  if (positions.empty()) return {};
  if (positions.size() != labels) return Fail("{} positions for {} labels", positions.size(), labels);
  for (const double position : positions)
    if (!std::isfinite(position)) return Fail("a label's position is not a finite number");
  const auto [low, high] = std::minmax_element(positions.begin(), positions.end());
  if (labels > 1 && *low == *high) return Fail("all labels have the same position");
  if (!std::isfinite(*high - *low)) return Fail("the labels' positions lie too far apart");
  return {};
}

// Fleiss, Nee and Landis 1979, formula (12).
double FleissVarianceIfZero(const ManyRaters& table) {
  double spread = 0, skew = 0;
  for (const double p : table.prevalence) {
    spread += p * (1 - p);
    skew += p * (1 - p) * (1 - 2 * p);
  }
  const double pairs = static_cast<double>(table.units * table.raters) * static_cast<double>(table.raters - 1);
  return 2 * (spread * spread - skew) / (pairs * spread * spread);
}

double EqualPairs(const UnitLabels& unit) {
  double pairs = 0;
  for (const LabelCount& label : unit) pairs += static_cast<double>(label.count) * static_cast<double>(label.count - 1);
  return pairs;
}

// Gwet 2021: the variance over units of what each contributes to kappa, its part in chance agreement included.
double FleissVariance(const ManyRaters& table, std::span<const UnitLabels> units, double kappa) {
  const double raters = static_cast<double>(table.raters);
  const double left = 1 - table.chance_agreement;
  double squares = 0;
  for (const UnitLabels& unit : units) {
    double chance = 0;
    for (const LabelCount& label : unit) chance += table.prevalence[label.label] * static_cast<double>(label.count);
    const double own = (EqualPairs(unit) / (raters * (raters - 1)) - table.chance_agreement) / left;
    squares += Square(own - 2 * (1 - kappa) * (chance / raters - table.chance_agreement) / left - kappa);
  }
  const double count = static_cast<double>(table.units);
  return squares / (count * (count - 1));
}

}  // namespace

ZeroTest TestAgainstZero(double value, double variance) {
  if (!(variance > kNoVariance)) return {};
  const double error = std::sqrt(variance), z = value / error;
  return {error, z, std::erfc(std::abs(z) / std::sqrt(2.0))};
}

Result<SquareTable> SquareTable::Of(const std::vector<std::vector<int64_t>>& rows) {
  SquareTable table(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].size() != rows.size()) return Fail("row {} has {} counts of {}", i + 1, rows[i].size(), rows.size());
    for (size_t j = 0; j < rows.size(); ++j) {
      if (rows[i][j] < 0) return Fail("row {} holds a count below 0: {}", i + 1, rows[i][j]);
      table.Add(i, j, rows[i][j]);
    }
  }
  return table;
}

Result<TwoRaters> CompareTwoRaters(const SquareTable& table, KappaWeights weights, std::span<const double> positions) {
  if (auto checked = CheckPositions(positions, table.labels()); !checked) return Unexpected(checked.error());
  const CohenTable cohen(table, weights, positions);
  if (cohen.units() == 0) return Fail("no unit has labels by both raters");
  return cohen.Compare();
}

PrecisionRecall PrecisionRecallOf(const SquareTable& table, size_t label) {
  PrecisionRecall figures{.hits = table.at(label, label)};
  for (size_t other = 0; other < table.labels(); ++other) {
    if (other == label) continue;
    figures.false_alarms += table.at(other, label);
    figures.misses += table.at(label, other);
  }
  const auto share = [](int64_t part, int64_t all) {
    return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
  };
  figures.precision = share(figures.hits, figures.hits + figures.false_alarms);
  figures.recall = share(figures.hits, figures.hits + figures.misses);
  figures.f1 = share(2 * figures.hits, 2 * figures.hits + figures.false_alarms + figures.misses);
  return figures;
}

std::vector<UnitLabels> UnitsOfTable(const std::vector<std::vector<int64_t>>& rows) {
  std::vector<UnitLabels> units;
  for (const std::vector<int64_t>& row : rows) {
    UnitLabels& unit = units.emplace_back();
    for (size_t label = 0; label < row.size(); ++label)
      if (row[label] > 0) unit.push_back({label, row[label]});
  }
  return units;
}

int64_t CountLabels(const UnitLabels& unit) {
  return std::accumulate(unit.begin(), unit.end(), int64_t{0},
                         [](int64_t sum, const LabelCount& label) { return sum + label.count; });
}

Result<ManyRaters> CompareManyRaters(std::span<const UnitLabels> units, size_t labels) {
  if (units.size() < 2) return Fail("Fleiss' kappa needs two units or more");
  const auto [fewest, most] = std::minmax_element(
      units.begin(), units.end(), [](const auto& a, const auto& b) { return CountLabels(a) < CountLabels(b); });
  const int64_t raters = CountLabels(*fewest);
  if (raters != CountLabels(*most))
    return Fail("units have from {} to {} labels; Fleiss' kappa needs as many on every unit", raters,
                CountLabels(*most));
  if (raters < 2) return Fail("Fleiss' kappa needs two labels or more on every unit");
  ManyRaters result{.units = static_cast<int64_t>(units.size()), .raters = raters};
  std::vector<double> totals(labels);
  double equal = 0;
  for (const UnitLabels& unit : units) {
    equal += EqualPairs(unit);
    for (const LabelCount& label : unit) totals[label.label] += static_cast<double>(label.count);
  }
  const double all = static_cast<double>(result.units) * static_cast<double>(raters);
  result.agreement = equal / (all * static_cast<double>(raters - 1));
  double apart_by_chance = 0;  // exact: 0 where there is one label only
  for (const double total : totals) {
    result.prevalence.push_back(total / all);
    apart_by_chance += total * (all - total);
  }
  result.chance_agreement = 1 - apart_by_chance / (all * all);
  if (apart_by_chance == 0) return result;
  FleissKappa kappa{.kappa = 1 - (1 - result.agreement) / (1 - result.chance_agreement)};
  kappa.standard_error = std::sqrt(FleissVariance(result, units, kappa.kappa));
  kappa.interval = IntervalAround(kappa.kappa, kappa.standard_error);
  kappa.zero = TestAgainstZero(kappa.kappa, FleissVarianceIfZero(result));
  result.kappa = kappa;
  return result;
}

}  // namespace harness
