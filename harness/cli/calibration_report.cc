#include "harness/cli/calibration_report.h"

#include "harness/base/text.h"
#include "reports/display.h"
#include "reports/table.h"

namespace harness {
namespace {

Json JsonOf(const std::optional<EstimatedShare>& share) {
  if (!share) return nullptr;
  return {{"value", share->share}, {"of", share->count}, {"interval95", share->interval}};
}

Json JsonOf(const std::optional<CohenKappa>& kappa) {
  if (!kappa) return nullptr;
  return {
      {"value", kappa->kappa},
      {"standard_error", kappa->standard_error},
      {"interval95", kappa->interval},
      {"against_zero", {{"standard_error", kappa->zero.standard_error}, {"z", kappa->zero.z}, {"p", kappa->zero.p}}}};
}

std::string Range(const std::array<double, 2>& interval) {
  return fmt::format("{:.4f} to {:.4f}", interval[0], interval[1]);
}

void AddShare(Table& table, const char* name, const std::optional<EstimatedShare>& share) {
  if (share)
    table.AddRow({{name},
                  {fmt::format("{:.4f}", share->share)},
                  {},
                  {Range(share->interval)},
                  {fmt::format("{}", share->count)}});
  else
    table.AddRow({{name}, {"–"}, {}, {}, {}});
}

std::string Head(const CalibrationOutcome& outcome) {
  const Calibration& record = outcome.record;
  std::string text = fmt::format("scorer  {} ({})", Visible(record.scorer), Visible(record.type));
  for (const JudgePin& pin : record.pins)
    text += fmt::format("{}{}{}", &pin == &record.pins.front() ? ", asked " : ", ", Visible(pin.model),
                        pin.answered.empty() ? "" : fmt::format(" ({} answered)", Visible(pin.answered)));
  const LabelCounts& counts = outcome.counts;
  text += fmt::format("\nlabels  {}: {}, {} pass, {} fail", Visible(record.labels),
                      Counted(counts.good + counts.bad, "output"), counts.good, counts.bad);
  if (counts.ties > 0) text += fmt::format("; {} left out", Counted(counts.ties, "tie"));
  if (counts.unlabelled > 0) text += fmt::format("; {} without a label", counts.unlabelled);
  return text + "\n";
}

std::string ConfusionTable(const Calibration& record, size_t width, bool colour) {
  Table table({{.right = false}, {}, {}, {}, {}, {}});
  table.AddHeading({"human ↓ judge →", "pass", "fail", "unknown", "error", "skipped"});
  const bool unknown = record.good.unknown + record.bad.unknown > 0;
  const bool errored = record.good.errored + record.bad.errored > 0;
  const bool skipped = record.good.skipped + record.bad.skipped > 0;
  const auto count = [](int64_t number, bool shown) { return Cell{shown ? std::to_string(number) : ""}; };
  for (const auto& [name, outputs] : {std::pair("pass", record.good), std::pair("fail", record.bad)})
    table.AddRow({{name},
                  count(outputs.passed, true),
                  count(outputs.failed, true),
                  count(outputs.unknown, unknown),
                  count(outputs.errored, errored),
                  count(outputs.skipped, skipped)});
  return table.Render(width, colour);
}

std::string Figures(const CalibrationOutcome& outcome, size_t width, bool colour) {
  const JudgeFigures& figures = outcome.figures;
  Table table({{.right = false}, {}, {}, {}, {}});
  table.AddHeading({"", "value", "SE", "95 %", "of"});
  AddShare(table, "raw agreement", figures.agreement);
  AddShare(table, "humans pass", figures.human_passes);
  AddShare(table, "the judge passes", figures.judge_passes);
  if (figures.kappa)
    table.AddRow({{"Cohen's kappa"},
                  {fmt::format("{:.4f}", figures.kappa->kappa)},
                  {fmt::format("{:.4f}", figures.kappa->standard_error)},
                  {Range(figures.kappa->interval)},
                  {fmt::format("{}", figures.decided)}});
  AddShare(table, "precision", figures.precision);
  AddShare(table, "recall (sensitivity)", figures.recall);
  AddShare(table, "specificity", figures.specificity);
  AddShare(table, "F1", figures.f1);
  if (outcome.order_consistency) AddShare(table, "order consistency", outcome.order_consistency);
  if (outcome.self_consistency) AddShare(table, "self-consistency", outcome.self_consistency);
  std::string text = table.Render(width, colour);
  if (!figures.kappa && figures.decided > 0)
    text += "no Cohen's kappa: all verdicts and labels are equal, so chance agreement is complete\n";
  if (figures.undecided > 0)
    text += fmt::format("{} of {} outputs got no verdict; with theirs the agreement is {}\n", figures.undecided,
                        figures.undecided + figures.decided, Range(figures.agreement_bounds));
  return text;
}

}  // namespace

Json FiguresJson(const CalibrationOutcome& outcome) {
  const JudgeFigures& figures = outcome.figures;
  return {{"decided", figures.decided},
          {"undecided", figures.undecided},
          {"agreement", JsonOf(figures.agreement)},
          {"agreement_bounds", figures.agreement_bounds},
          {"chance_agreement", figures.chance_agreement},
          {"human_passes", JsonOf(figures.human_passes)},
          {"judge_passes", JsonOf(figures.judge_passes)},
          {"kappa", JsonOf(figures.kappa)},
          {"precision", JsonOf(figures.precision)},
          {"recall", JsonOf(figures.recall)},
          {"specificity", JsonOf(figures.specificity)},
          {"f1", JsonOf(figures.f1)},
          {"order_consistency", JsonOf(outcome.order_consistency)},
          {"self_consistency", JsonOf(outcome.self_consistency)}};
}

std::string CalibrationText(const CalibrationOutcome& outcome, size_t width, bool colour) {
  return Head(outcome) + "\n" + ConfusionTable(outcome.record, width, colour) + "\n" + Figures(outcome, width, colour);
}

}  // namespace harness
