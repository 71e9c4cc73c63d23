#include "reports/console_calibration.h"

#include <fmt/format.h>

#include "reports/display.h"
#include "reports/table.h"

namespace harness {
namespace {

std::string Interval(const std::array<double, 2>& interval) {
  return fmt::format("{:.1f}–{:.1f}%", interval[0] * 100, interval[1] * 100);
}

std::string OfCount(const std::optional<EstimatedShare>& share) {
  return share ? fmt::format("{} of {}", FormatShare(share->share), share->count) : "–";
}

void AddShare(Table& table, const std::string& name, const CorrectedShare& share, const JudgeFigures* judge) {
  const bool known = share.rate.has_value();
  const bool cut = known && share.rate->clamped;
  table.AddRow({{Visible(name)},
                {FormatShare(share.naive)},
                {Interval(share.naive_interval), Tone::kDim},
                {known ? FormatShare(share.rate->rate) : "–", Tone::kBold},
                {known ? Interval(share.rate->interval) : "", Tone::kDim},
                {known ? fmt::format("{:.1f}%", share.rate->standard_error * 100) : ""},
                {judge ? OfCount(judge->recall) : ""},
                {judge ? OfCount(judge->specificity) : ""},
                {cut ? fmt::format("cut from {:.1f}%", share.rate->estimate * 100) : "", Tone::kDim}});
}

}  // namespace

std::string RenderCorrected(const Summary& summary, size_t width, bool colour) {
  Table table(
      {{.right = false, .elastic = true}, {}, {.rank = 1}, {}, {}, {}, {.rank = 2}, {.rank = 2}, {.right = false}});
  table.AddHeading(
      {"calibrated", "naive", "95% interval", "corrected", "95% interval", "SE", "sensitivity", "specificity", ""});
  bool any = false;
  for (const ScorerFigures& scorer : summary.scorers) {
    if (!scorer.corrected || !scorer.corrected->all) continue;
    any = true;
    AddShare(table, scorer.info.name, *scorer.corrected->all, &scorer.corrected->judge);
    for (const CorrectedShare& share : scorer.corrected->targets) AddShare(table, "  " + share.target, share, nullptr);
  }
  return any ? table.Render(width, colour) : "";
}

std::string RenderWarnings(const Summary& summary, bool colour) {
  std::string text;
  for (const std::string& warning : summary.warnings)
    text += Paint("warning:", Tone::kWarning, colour) + " " + Visible(warning) + "\n";
  return text;
}

}  // namespace harness
