#include "harness/stats/krippendorff.h"

#include <algorithm>
#include <cmath>

#include "harness/base/rng.h"

namespace harness {
namespace {

constexpr std::string_view kLevelNames[] = {"nominal", "ordinal", "interval", "ratio"};

// The disagreement among given labels: half the sum of the squared distances of all ordered pairs. `counts` says how
// often each label was given, 0 allowed; `values` are what distances are taken between.
class Disagreement {
 public:
  Disagreement(Level level, std::span<const double> values) : level_(level), values_(values) {}

  double Of(std::span<const LabelCount> counts) const {
    if (level_ == Level::kNominal) return Unequal(counts);
    return level_ == Level::kRatio ? Ratio(counts) : Squares(counts);
  }

 private:
  static double Total(std::span<const LabelCount> counts) {
    double total = 0;
    for (const LabelCount& label : counts) total += static_cast<double>(label.count);
    return total;
  }

  static double Unequal(std::span<const LabelCount> counts) {
    const double total = Total(counts);
    double sum = 0;
    for (const LabelCount& label : counts)
      sum += static_cast<double>(label.count) * (total - static_cast<double>(label.count));
    return sum / 2;
  }

  // The sum over pairs is the number of labels times the sum of squares about the mean.
  double Squares(std::span<const LabelCount> counts) const {
    const double total = Total(counts);
    double mean = 0, squares = 0;
    for (const LabelCount& label : counts) mean += static_cast<double>(label.count) / total * values_[label.label];
    for (const LabelCount& label : counts) {
      const double apart = values_[label.label] - mean;
      squares += static_cast<double>(label.count) * apart * apart;
    }
    return total * squares;
  }

  double Ratio(std::span<const LabelCount> counts) const {
    double sum = 0;
    for (size_t i = 0; i < counts.size(); ++i) {
      for (size_t j = i + 1; j < counts.size(); ++j) {
        const double a = values_[counts[i].label], b = values_[counts[j].label];
        const double apart = a == b ? 0 : (a - b) / (a + b);
        sum += static_cast<double>(counts[i].count) * static_cast<double>(counts[j].count) * apart * apart;
      }
    }
    return sum;
  }

  const Level level_;
  const std::span<const double> values_;
};

// Alpha over units that may stand in a sample several times.
class Sample {
 public:
  Sample(std::span<const UnitLabels> units, size_t labels, const AlphaOptions& options)
      : options_(options), totals_(labels), middles_(labels) {
    for (const UnitLabels& unit : units)
      if (CountLabels(unit) >= 2) units_.push_back(&unit);
    if (options.level == Level::kOrdinal) return;
    for (const UnitLabels* unit : units_) observed_.push_back(OfUnit(*unit));
  }

  size_t size() const { return units_.size(); }

  // A rough count of steps for one Compute.
  double Work() const {
    double work = static_cast<double>(totals_.size());
    if (options_.level == Level::kRatio) work *= work / 2;
    for (const UnitLabels* unit : units_) work += static_cast<double>(unit->size());
    return work;
  }

  // `times`: how often each of the units counts. Nothing if all labels are equal.
  std::optional<Alpha> Compute(std::span<const int64_t> times) {
    for (size_t label = 0; label < totals_.size(); ++label) totals_[label] = {label, 0};
    Alpha result;
    for (size_t i = 0; i < units_.size(); ++i) {
      result.units += times[i];
      for (const LabelCount& label : *units_[i]) totals_[label.label].count += times[i] * label.count;
    }
    double before = 0;
    for (size_t label = 0; label < totals_.size(); ++label) {
      const double count = static_cast<double>(totals_[label].count);
      middles_[label] = before + count / 2;
      before += count;
      result.labels += totals_[label].count;
    }
    for (size_t i = 0; i < units_.size(); ++i) {
      if (times[i] == 0) continue;
      result.observed += static_cast<double>(times[i]) * (observed_.empty() ? OfUnit(*units_[i]) : observed_[i]);
    }
    const double all = static_cast<double>(result.labels);
    result.observed *= 2 / all;
    result.expected = 2 * Disagreement(options_.level, Values()).Of(totals_) / (all * (all - 1));
    if (!(result.expected > 0) || OneValue()) return std::nullopt;
    result.alpha = 1 - result.observed / result.expected;
    return result;
  }

 private:
  // Ordinal distances are differences of middle ranks: (sum of n_g for c <= g <= k) - (n_c + n_k) / 2.
  std::span<const double> Values() const { return options_.level == Level::kOrdinal ? middles_ : options_.values; }

  double OfUnit(const UnitLabels& unit) const {
    return Disagreement(options_.level, Values()).Of(unit) / static_cast<double>(CountLabels(unit) - 1);
  }

  // Rounding may leave a trace of disagreement where there is none.
  bool OneValue() const {
    return std::count_if(totals_.begin(), totals_.end(), [](const LabelCount& label) { return label.count > 0; }) < 2;
  }

  const AlphaOptions& options_;
  std::vector<const UnitLabels*> units_;  // with two labels or more
  std::vector<double> observed_;          // of each unit; for kOrdinal it depends on the whole sample
  UnitLabels totals_;                     // of the last sample, as the middles
  std::vector<double> middles_;
};

Result<> CheckValues(size_t labels, const AlphaOptions& options) {
  if (options.level != Level::kInterval && options.level != Level::kRatio) return {};
  if (options.values.size() != labels) return Fail("{} values for {} labels", options.values.size(), labels);
  for (const double value : options.values) {
    if (!std::isfinite(value)) return Fail("a label's value is not a finite number");
    if (options.level == Level::kRatio && value < 0)
      return Fail("on a ratio scale no value is below 0; found {}", value);
  }
  return {};
}

std::optional<std::array<double, 2>> BootstrapInterval(Sample& sample, const AlphaOptions& options) {
  if (options.resamples <= 0 || sample.Work() * options.resamples > kMaxAlphaWork) return std::nullopt;
  Rng rng(options.seed, "alpha");
  std::vector<double> alphas;
  std::vector<int64_t> times(sample.size());
  for (int i = 0; i < options.resamples; ++i) {
    std::fill(times.begin(), times.end(), 0);
    for (size_t draw = 0; draw < sample.size(); ++draw) ++times[rng.Uniform(sample.size())];
    if (const auto alpha = sample.Compute(times)) alphas.push_back(alpha->alpha);
  }
  if (alphas.size() * 20 < static_cast<size_t>(options.resamples) * 19) return std::nullopt;
  std::sort(alphas.begin(), alphas.end());
  // Linear between order statistics, as NumPy's and R's default (Hyndman and Fan 1996, definition 7).
  const auto quantile = [&](double q) {
    const double place = q * static_cast<double>(alphas.size() - 1);
    const size_t below = static_cast<size_t>(place);
    const size_t above = std::min(below + 1, alphas.size() - 1);
    return alphas[below] + (place - static_cast<double>(below)) * (alphas[above] - alphas[below]);
  };
  return std::array{quantile(0.025), quantile(0.975)};
}

}  // namespace

std::string_view ToString(Level level) {
  return kLevelNames[static_cast<size_t>(level)];
}

std::optional<Level> LevelOf(std::string_view name) {
  for (size_t i = 0; i < std::size(kLevelNames); ++i)
    if (name == kLevelNames[i]) return static_cast<Level>(i);
  return std::nullopt;
}

Result<Alpha> ComputeAlpha(std::span<const UnitLabels> units, size_t labels, const AlphaOptions& options) {
  if (auto checked = CheckValues(labels, options); !checked) return Unexpected(checked.error());
  Sample sample(units, labels, options);
  if (sample.size() == 0) return Fail("no unit has two labels or more");
  if (sample.Work() > kMaxAlphaWork) return Fail("{} labels are too many for a ratio scale", labels);
  auto alpha = sample.Compute(std::vector<int64_t>(sample.size(), 1));
  if (!alpha) return Fail("all labels are equal, so chance agreement is complete");
  if (!std::isfinite(alpha->alpha)) return Fail("the values are too large: their squares are no longer numbers");
  alpha->interval = BootstrapInterval(sample, options);
  return *alpha;
}

}  // namespace harness
