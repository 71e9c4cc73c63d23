#include "harness/cli/record_quality.h"

#include <algorithm>
#include <ostream>

#include "harness/cli/exit_code.h"
#include "harness/cli/quality_report.h"

namespace harness {

RecordQuality::RecordQuality(const DataSpec& spec, World& world) : spec_(spec), world_(world) {
  if (spec.quality.empty()) return;
  shown_ = ShownColumns(spec);
  for (const size_t column : shown_) table_.columns.emplace_back(spec.columns[column].name);
}

void RecordQuality::Add(const Records& records) {
  if (spec_.quality.empty()) return;
  for (size_t c = 0; c < shown_.size(); ++c) {
    for (size_t i = 0; i < records.size; ++i) {
      const Datum& cell = records.columns[shown_[c]][i];
      if (cell.IsNull()) {
        table_.columns[c].AddNull();
        continue;
      }
      text_.clear();
      cell.AppendText(text_);
      table_.columns[c].Add(text_);
    }
  }
  table_.rows += records.size;
}

int RecordQuality::Judge(bool quiet) {
  if (spec_.quality.empty()) return kExitHolds;
  QualityPage page;
  page.file = spec_.name;
  page.report = MeasureQuality(table_, nullptr);
  page.gates = JudgeQuality(spec_.quality, page.report);
  page.left_out = LeftOutOf(page.report);
  if (quiet && ExitCodeOf(page) == kExitHolds) return kExitHolds;
  const bool colour = world_.err_is_terminal && !world_.environment.contains("NO_COLOR");
  world_.err << QualityText(page, static_cast<size_t>(world_.width), colour);
  return ExitCodeOf(page);
}

}  // namespace harness
