#include "harness/results/gates.h"

#include <algorithm>
#include <cmath>

#include "harness/base/text.h"

namespace harness {
namespace {

int FindScorer(const RunRecord& run, const std::string& name) {
  for (size_t i = 0; i < run.scorers.size(); ++i)
    if (run.scorers[i].name == name) return static_cast<int>(i);
  return -1;
}

Json NamesOf(const CaseRow& test, const std::string& target) {
  const auto read = [](const std::string& text) {
    return text.empty() ? Json(nullptr) : ParseJson(text).value_or(Json(nullptr));
  };
  return {{"id", test.id},          {"category", test.category}, {"tags", read(test.tags)},
          {"target", target},       {"input", read(test.input)}, {"expected", read(test.expected)},
          {"vars", read(test.vars)}};
}

double Ratio(uint64_t part, uint64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

bool IsRate(Figure figure) {
  return figure == Figure::kPassRate || figure == Figure::kCasePassRate || figure == Figure::kCoverage ||
         IsOfMetric(figure);
}

// "3 more of 40 must pass", for a rate that should reach its bound.
std::string Shortfall(const Gate& gate, uint64_t passed, uint64_t decided) {
  if (gate.comparison != Comparison::kGreaterEqual) return "";
  const auto needed = static_cast<uint64_t>(std::ceil(gate.bound * static_cast<double>(decided) - 1e-9));
  return needed > passed && needed <= decided ? fmt::format(", {} more must pass", needed - passed) : "";
}

std::string Explain(const Gate& gate, const Figures& figures) {
  if (gate.figure == Figure::kPassRate) {
    const uint64_t decided = figures.passed + figures.failed;
    return fmt::format("{} of {} passed{}", figures.passed, decided, Shortfall(gate, figures.passed, decided));
  }
  if (gate.figure == Figure::kCasePassRate) {
    const uint64_t decided = figures.cases_passed + figures.cases_failed;
    return fmt::format("{} of {} cases passed{}", figures.cases_passed, decided,
                       Shortfall(gate, figures.cases_passed, decided));
  }
  return "";
}

}  // namespace

GateJudge::GateJudge(const std::vector<Gate>& gates, const RunRecord& run, const RunMetrics& metrics)
    : run_(run), metrics_(metrics) {
  for (const Gate& gate : gates) {
    const int metric = IsOfMetric(gate.figure) ? metrics.Find(gate.name) : -1;
    const int scorer = gate.figure == Figure::kMean ? FindScorer(run, gate.name) : -1;
    const int targets = gate.pooled ? 1 : static_cast<int>(run.targets.size());
    for (int i = 0; i < targets; ++i) {
      Row& row = rows_.emplace_back(Row{&gate, gate.pooled ? -1 : i, scorer, Tally(run.repeat, run.require)});
      row.metric = metric;
      if (metric >= 0 && gate.filter) row.filtered = metrics.MakeAnother(metric);
    }
  }
}

bool GateJudge::NeedsInput() const {
  return std::any_of(rows_.begin(), rows_.end(), [](const Row& row) {
    if (!row.gate->filter) return false;
    const auto& names = row.gate->filter->names();
    return names.contains("input") || names.contains("expected") || names.contains("vars");
  });
}

Result<> GateJudge::Add(const CaseRow& test, const AttemptRow& attempt, const std::vector<Score>& scores) {
  Json names;
  for (Row& row : rows_) {
    if (row.target >= 0 && row.target != attempt.key.target) continue;
    if (row.gate->filter) {
      if (names.is_null()) names = NamesOf(test, run_.targets[attempt.key.target].name);
      const Result<bool> holds = row.gate->filter->Test(JsonScope(names));
      if (!holds) return Fail("gate {}: case {}: {}", row.gate->text, test.id, holds.error().Message());
      if (!*holds) continue;
    }
    row.tally.Add(test, attempt);
    if (row.filtered) row.filtered->Add(metrics_.observed()[static_cast<size_t>(row.metric)]);
    if (row.gate->figure == Figure::kCount && ToString(attempt.verdict) == row.gate->name) ++row.counted;
    for (const Score& score : scores) {
      if (score.scorer != row.scorer || !score.value) continue;
      row.sum += *score.value;
      ++row.values;
    }
  }
  return {};
}

std::vector<GateResult> GateJudge::Finish(bool covered) {
  std::vector<GateResult> results;
  results.reserve(rows_.size());
  for (Row& row : rows_) results.push_back(Judge(row, covered));
  return results;
}

// Attempts that were planned and never made are known by target, not by what a filter would have said of them.
uint64_t GateJudge::PlannedOf(const Row& row) const {
  if (row.gate->filter) return row.tally.attempts();
  return row.target < 0 ? run_.planned_attempts : run_.targets[row.target].planned;
}

Measured GateJudge::MeasureMetric(const Row& row, const Figures& figures) const {
  if (row.metric < 0) return {std::nullopt, std::nullopt, "the run has no such metric"};
  if (figures.attempts == 0) return {std::nullopt, std::nullopt, "no cases match"};
  const Metric& metric = row.filtered ? *row.filtered : metrics_.Of(row.metric, row.target);
  return metric.Measure(row.gate->figure, row.gate->label, figures.planned - figures.attempts);
}

Measured GateJudge::Measure(Row& row, const Figures& figures) const {
  const uint64_t decided = figures.passed + figures.failed;
  const uint64_t undecided = figures.planned - figures.skipped - decided;
  const uint64_t absent = figures.planned - figures.attempts;
  const auto latency = [&](double fraction) {
    return Measured{row.tally.LatencyAt(fraction), row.tally.LatencyAt(fraction, absent), "no attempt has a latency"};
  };
  const std::string none = figures.attempts == 0 ? "no cases match" : "nothing was decided";
  switch (row.gate->figure) {
    case Figure::kPassRate:
      if (decided == 0) return {std::nullopt, std::nullopt, none};
      return {figures.pass_rate, Ratio(figures.passed + undecided, decided + undecided), ""};
    case Figure::kCasePassRate: {
      const uint64_t units = figures.cases_passed + figures.cases_failed;
      if (units == 0) return {std::nullopt, std::nullopt, none};
      const uint64_t all = std::max(units, figures.planned / static_cast<uint64_t>(run_.repeat));
      return {figures.case_pass_rate, Ratio(all - figures.cases_failed, all), ""};
    }
    case Figure::kMean:
      if (row.values == 0)
        return {std::nullopt, std::nullopt, fmt::format("the scorer {} gave no value", row.gate->name)};
      return {row.sum / static_cast<double>(row.values),
              (row.sum + static_cast<double>(undecided)) / static_cast<double>(row.values + undecided), ""};
    case Figure::kCount: {
      const bool may_vanish = row.gate->name == "error" || row.gate->name == "unknown";
      return {static_cast<double>(row.counted), may_vanish ? 0 : static_cast<double>(row.counted), ""};
    }
    case Figure::kP50:
      return latency(0.5);
    case Figure::kP95:
      return latency(0.95);
    case Figure::kP99:
      return latency(0.99);
    case Figure::kMax:
      return latency(1);
    case Figure::kCost: {
      const uint64_t unknown = row.tally.unknown_costs();
      if (unknown == 0) return {figures.cost_usd, figures.cost_usd, ""};
      return {std::nullopt, std::nullopt,
              unknown == figures.attempts ? "the cost is unknown"
                                          : fmt::format("the cost of {} is unknown", Counted(unknown, "attempt"))};
    }
    case Figure::kCoverage:
      return {figures.coverage, 1, none};
    case Figure::kCases:
      return {static_cast<double>(figures.cases), static_cast<double>(figures.cases), ""};
    default:
      return MeasureMetric(row, figures);
  }
}

GateResult GateJudge::Judge(Row& row, bool covered) const {
  const Gate& gate = *row.gate;
  const Figures figures = row.tally.Finish(PlannedOf(row));
  const Measured measured = Measure(row, figures);
  GateResult result;
  result.gate = gate;
  if (row.target >= 0 && run_.targets.size() > 1) result.target = run_.targets[row.target].name;
  result.value = measured.now;
  const bool over_nothing = figures.attempts == 0 && gate.figure != Figure::kCases;
  if (!measured.now || over_nothing) {
    result.reason = measured.nothing.empty() ? "no cases match" : measured.nothing;
    return result;
  }
  const auto holds = [&](double value) {
    // A rate that equals its bound but for rounding reaches it.
    if (IsRate(gate.figure) && std::abs(value - gate.bound) < 1e-12) value = gate.bound;
    return Holds(value, gate.comparison, gate.bound);
  };
  const bool known = measured.known >= run_.min_coverage - 1e-12;
  if (!known && (holds(*measured.now) || holds(*measured.best))) {
    result.reason = measured.lack;
  } else if (holds(*measured.now)) {
    result.verdict = GateVerdict::kHolds;
  } else if (covered || !holds(*measured.best)) {
    result.verdict = GateVerdict::kFails;
    result.reason = IsOfMetric(gate.figure) ? measured.detail : Explain(gate, figures);
  } else {
    result.reason = "fails so far, but undecided attempts could change it";
  }
  return result;
}

}  // namespace harness
