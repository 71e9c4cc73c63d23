#include <algorithm>
#include <set>

#include "harness/cli/agreement_report.h"
#include "harness/stats/correlation.h"

namespace harness {
namespace {

class Agreement {
 public:
  Agreement(const LabelTable& table, const AgreementOptions& options) : table_(table), options_(options) {}

  Result<AgreementFigures> Compute() {
    CountUnits();
    if (counts_.empty()) return Fail("no unit has labels by two raters");
    const size_t raters = table_.raters.size(), pairs = raters * (raters - 1) / 2;
    if (options_.pairs && pairs > kMaxPairs)
      return Fail("--pairs: {} raters are {} pairs; at most {} are shown", raters, pairs, kMaxPairs);
    AddShares();
    figures_.fleiss = CompareManyRaters(counts_, table_.names.size());
    figures_.alpha = ComputeAlpha(counts_, table_.names.size(),
                                  {.level = options_.level, .values = table_.values, .seed = options_.seed});
    if (raters == 2 || options_.pairs) SplitByRater();
    if (raters == 2) AddTwo();
    if (options_.pairs) AddPairs();
    AddWarnings();
    return std::move(figures_);
  }

 private:
  // Labels are ordered by unit. Units with one label only say nothing of agreement.
  void CountUnits() {
    const std::vector<Label>& labels = table_.labels;
    std::vector<uint32_t> of_unit;
    for (size_t begin = 0, end = 0; begin < labels.size(); begin = end) {
      of_unit.clear();
      for (; end < labels.size() && labels[end].unit == labels[begin].unit; ++end) of_unit.push_back(labels[end].label);
      if (of_unit.size() < 2) continue;
      std::ranges::sort(of_unit);
      UnitLabels& unit = counts_.emplace_back();
      for (const uint32_t label : of_unit) {
        if (unit.empty() || unit.back().label != label) unit.push_back({label, 0});
        ++unit.back().count;
      }
    }
  }

  void AddShares() {
    figures_.units = counts_.size();
    figures_.prevalence.resize(table_.names.size());
    figures_.fewest = CountLabels(counts_[0]);
    double all = 0;
    for (const UnitLabels& unit : counts_) {
      const int64_t size = CountLabels(unit);
      figures_.fewest = std::min(figures_.fewest, size);
      figures_.most = std::max(figures_.most, size);
      all += static_cast<double>(size);
      for (const LabelCount& label : unit) {
        const auto count = static_cast<double>(label.count);
        figures_.prevalence[label.label] += count;
        figures_.agreement += count * (count - 1) / static_cast<double>(size - 1);
      }
    }
    figures_.agreement /= all;
    for (double& share : figures_.prevalence) share /= all;
  }

  void SplitByRater() {
    by_rater_.resize(table_.raters.size());
    for (const Label& label : table_.labels) by_rater_[label.rater].push_back(label);
  }

  // Calls use(label of a, label of b) for each unit that both labelled.
  template <typename Use>
  void ForCommonUnits(size_t a, size_t b, Use use) const {
    const std::vector<Label>&first = by_rater_[a], &second = by_rater_[b];
    for (size_t i = 0, j = 0; i < first.size() && j < second.size();) {
      if (first[i].unit == second[j].unit) use(first[i].label, second[j].label);
      const bool first_moves = first[i].unit <= second[j].unit, second_moves = second[j].unit <= first[i].unit;
      i += first_moves ? 1 : 0;
      j += second_moves ? 1 : 0;
    }
  }

  RaterPair Pair(size_t a, size_t b) const {
    RaterPair pair{.first = a, .second = b, .labels = {}};
    std::set<size_t> used;
    ForCommonUnits(a, b, [&](size_t x, size_t y) { used.insert({x, y}); });
    pair.labels.assign(used.begin(), used.end());
    if (pair.labels.size() > kMaxCohenLabels) {
      pair.figures = Fail("more than {} different labels are too many for Cohen's kappa", kMaxCohenLabels);
      return pair;
    }
    const auto place = [&](size_t label) {
      return static_cast<size_t>(std::ranges::lower_bound(pair.labels, label) - pair.labels.begin());
    };
    SquareTable table(pair.labels.size());
    ForCommonUnits(a, b, [&](size_t x, size_t y) { table.Add(place(x), place(y)); });
    std::vector<double> positions;
    for (const size_t label : pair.labels) positions.push_back(PositionOf(label));
    pair.figures = CompareTwoRaters(table, options_.weights, positions);
    return pair;
  }

  // Of numbers their value; else the place in the order.
  double PositionOf(size_t label) const {
    return table_.values.empty() ? static_cast<double>(label) : table_.values[label];
  }

  void AddTwo() {
    figures_.two = Pair(0, 1);
    if (!options_.ordered) return;
    std::vector<double> first, second;
    ForCommonUnits(0, 1, [&](size_t x, size_t y) {
      first.push_back(PositionOf(x));
      second.push_back(PositionOf(y));
    });
    figures_.spearman = SpearmanRho(first, second);
    figures_.kendall = KendallTauB(first, second);
  }

  void AddPairs() {
    for (size_t a = 0; a < table_.raters.size(); ++a)
      for (size_t b = a + 1; b < table_.raters.size(); ++b) figures_.pairs.push_back(Pair(a, b));
  }

  void AddWarnings() {
    const auto warn = [&](const std::string& what, double kappa, const ZeroTest& zero) {
      if (zero.SignificantlyBelow())
        figures_.warnings.push_back(fmt::format(
            "{} is significantly below 0 ({:.4f}, p = {:.2g}): labels differ more than by chance; is a column or a "
            "label turned round?",
            what, kappa, zero.p));
    };
    const auto warn_of_pair = [&](const RaterPair& pair) {
      if (pair.figures && pair.figures->kappa)
        warn(fmt::format("Cohen's kappa of '{}' and '{}'", table_.raters[pair.first], table_.raters[pair.second]),
             pair.figures->kappa->kappa, pair.figures->kappa->zero);
    };
    if (figures_.two)
      warn_of_pair(*figures_.two);
    else
      std::ranges::for_each(figures_.pairs, warn_of_pair);
    if (figures_.fleiss && figures_.fleiss->kappa)
      warn("Fleiss' kappa", figures_.fleiss->kappa->kappa, figures_.fleiss->kappa->zero);
  }

  const LabelTable& table_;
  const AgreementOptions& options_;
  std::vector<UnitLabels> counts_;  // of the units with two labels or more
  std::vector<std::vector<Label>> by_rater_;
  AgreementFigures figures_;
};

}  // namespace

Result<AgreementFigures> ComputeAgreement(const LabelTable& table, const AgreementOptions& options) {
  return Agreement(table, options).Compute();
}

}  // namespace harness
