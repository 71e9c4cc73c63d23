#include "harness/results/quality/quality_report.h"

#include <algorithm>

namespace harness {

QualityReport MeasureQuality(const ValueTable& data, const ValueTable* reference, const QualityOptions& options,
                             const ValueTable* holdout) {
  QualityReport report;
  report.rows = data.rows;
  for (const ValueColumn& column : data.columns) {
    const bool named = std::ranges::count(options.texts, column.name()) > 0;
    const ColumnKind kind = named ? ColumnKind::kText : KindOf(column);
    const auto expected = options.expected_shares.find(column.name());
    report.columns.push_back(
        ProfileOf(column, kind, expected == options.expected_shares.end() ? nullptr : &expected->second));
    if (named || (options.texts.empty() && kind == ColumnKind::kText))
      report.texts.push_back(MeasureTexts(column, reference ? reference->Find(column.name()) : nullptr,
                                          data.Find(options.label), options.text));
  }
  const ValueColumn *label = data.Find(options.label), *predicted = data.Find(options.predicted);
  if (label && predicted) report.agreement = CompareLabels(*label, *predicted);
  if (!reference) return report;
  report.similarity = CompareTables(data, *reference);
  report.closest = FindClosestRecords(data, *reference, holdout);
  return report;
}

}  // namespace harness
