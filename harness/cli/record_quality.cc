#include "harness/cli/record_quality.h"

#include <algorithm>
#include <ostream>

#include "generators/category.h"
#include "harness/base/text.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/quality_report.h"

namespace harness {

RecordQuality::RecordQuality(const DataSpec& spec, World& world, bool quiet)
    : spec_(spec), world_(world), quiet_(quiet) {
  if (spec.quality.empty()) step_ = quiet ? 0 : (spec.count + kReported - 1) / kReported;
  shown_ = ShownColumns(spec);
  for (const size_t column : shown_) table_.columns.emplace_back(spec.columns[column].name);
}

void RecordQuality::Add(const Records& records) {
  if (step_ == 0) return;
  for (uint64_t i = (step_ - seen_ % step_) % step_; i < records.size; i += step_) AddRow(records, i);
  seen_ += records.size;
}

void RecordQuality::AddRow(const Records& records, size_t row) {
  for (size_t c = 0; c < shown_.size(); ++c) {
    const Datum& cell = records.columns[shown_[c]][row];
    if (cell.IsNull()) {
      table_.columns[c].AddNull();
      continue;
    }
    text_.clear();
    cell.AppendText(text_);
    table_.columns[c].Add(text_);
  }
  ++table_.rows;
}

int RecordQuality::Judge() {
  if (step_ == 0 || seen_ == 0) return kExitHolds;
  QualityOptions how;
  for (const size_t column : shown_)
    if (auto shares = SharesOf(spec_.columns[column].node, spec_.count))
      how.expected_shares.emplace(spec_.columns[column].name, *std::move(shares));
  QualityPage page;
  page.file = table_.rows < seen_ ? spec_.name + ", a sample" : spec_.name;
  page.brief = true;
  page.report = MeasureQuality(table_, nullptr, how);
  page.gates = JudgeQuality(spec_.quality, page.report);
  page.left_out = LeftOutOf(page.report);
  if (table_.rows < seen_)
    page.left_out.push_back(fmt::format("all but these {} of {}, evenly spaced; harness quality FILE looks at all",
                                        table_.rows, Counted(seen_, "record")));
  if (quiet_ && ExitCodeOf(page) == kExitHolds) return kExitHolds;
  world_.err << QualityText(page, static_cast<size_t>(world_.width), world_.err_colour());
  return ExitCodeOf(page);
}

}  // namespace harness
