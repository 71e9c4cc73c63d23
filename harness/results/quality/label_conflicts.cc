#include "harness/results/quality/label_conflicts.h"

namespace harness {
namespace {

struct LabelsOfText {
  uint32_t first = ValueColumn::kNull;
  uint32_t rows = 0;
  bool several = false;
};

}  // namespace

QualityFigure LabelConflicts(const ValueColumn& texts, const ValueColumn& labels) {
  std::vector<LabelsOfText> of_texts(texts.values().size());
  for (size_t row = 0; row < texts.cells().size(); ++row) {
    const uint32_t text = texts.cells()[row], label = labels.cells()[row];
    if (text == ValueColumn::kNull || label == ValueColumn::kNull) continue;
    LabelsOfText& of = of_texts[text];
    if (of.rows++ == 0) of.first = label;
    of.several = of.several || label != of.first;
  }
  double all = 0, conflicts = 0;
  for (const LabelsOfText& of : of_texts) {
    all += of.rows;
    conflicts += of.several ? of.rows : 0;
  }
  return all < 2 ? QualityFigure::None("fewer than 2 documents with a label") : QualityFigure::Of(conflicts / all);
}

}  // namespace harness
