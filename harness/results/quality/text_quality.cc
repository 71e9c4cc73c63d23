#include "harness/results/quality/text_quality.h"

#include "harness/results/quality/label_conflicts.h"

namespace harness {
namespace {

constexpr const char* kTooFew = "fewer than 2 documents";
constexpr const char* kNoReference = "no reference with this column";

void MeasureRepetition(const Documents& documents, TextQuality& quality) {
  if (quality.documents < 2) {
    quality.exact_duplicates = quality.near_twins = QualityFigure::None(kTooFew);
    return;
  }
  const NearTwins twins = FindNearTwins(GramSets(documents, kTwinShingle));
  double alike = 0;
  for (size_t i = 0; i < documents.size(); ++i) {
    if (twins.found[i] || documents.rows(i) > 1)
      alike += documents.rows(i);
    else if (twins.unsure[i])
      ++quality.unsure;
  }
  const auto all = static_cast<double>(quality.documents);
  quality.exact_duplicates = QualityFigure::Of((all - static_cast<double>(documents.size())) / all);
  quality.near_twins = QualityFigure::Of(alike / all);
  if (quality.unsure > 0) quality.near_twins.most = (alike + static_cast<double>(quality.unsure)) / all;
}

void MeasureDiversity(const Documents& documents, const TextOptions& options, TextQuality& quality) {
  const std::vector<DocumentWords> sample = SampleDocuments(documents, options.sample, options.seed);
  quality.sampled = sample.size();
  for (size_t n = 1; n <= quality.distinct.size(); ++n)
    quality.distinct[n - 1] = sample.size() < 2 ? QualityFigure::None(kTooFew) : DistinctN(sample, n);
  quality.self_bleu = SelfBleu(sample);
  quality.vendi = ComputeVendi(sample);
}

}  // namespace

TextQuality MeasureTexts(const ValueColumn& column, const ValueColumn* reference, const ValueColumn* labels,
                         const TextOptions& options) {
  const Documents documents(column, options.limits);
  TextQuality quality;
  quality.column = column.name();
  quality.documents = documents.of_rows().size();
  quality.wordless = documents.wordless();
  quality.left_out = documents.left_out();
  quality.cut = documents.cut();
  MeasureRepetition(documents, quality);
  MeasureDiversity(documents, options, quality);
  quality.label_conflicts = labels ? LabelConflicts(column, *labels) : QualityFigure::None("no column of labels");
  if (reference) {
    const Documents others(*reference, options.limits);
    quality.leakage = FindLeakage(documents, others);
    quality.unsure += quality.leakage.unsure;
    quality.left_out += others.left_out();
    quality.cut += others.cut();
  } else {
    const auto none = QualityFigure::None(kNoReference);
    quality.leakage = {none, none, none};
  }
  return quality;
}

}  // namespace harness
