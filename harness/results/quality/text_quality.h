// All figures of a text column: repetition, diversity, leakage, conflicting labels.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "harness/results/quality/diversity.h"
#include "harness/results/quality/documents.h"
#include "harness/results/quality/figure.h"
#include "harness/results/quality/leakage.h"
#include "harness/results/quality/value_table.h"

namespace harness {

struct TextOptions {
  DocumentLimits limits;
  size_t sample = kDiversitySample;  // documents for distinct-n, self-BLEU and the Vendi score
  uint64_t seed = kDiversitySeed;    // of the sample
};

struct TextQuality {
  std::string column;
  uint64_t documents = 0;  // rows with at least one word
  uint64_t sampled = 0;
  QualityFigure exact_duplicates;  // share of the documents that repeat an earlier one, byte for byte
  QualityFigure near_twins;        // share of the documents with a twin; an exact duplicate is one
  std::array<QualityFigure, 3> distinct;
  QualityFigure self_bleu;
  VendiScore vendi;
  Leakage leakage;
  QualityFigure label_conflicts;  // label_conflicts.h
  // What the figures don't see: rows without a word, rows beyond the limits, words beyond the limit of a document, and
  // documents for which not all candidates were compared.
  uint64_t wordless = 0, left_out = 0, cut = 0, unsure = 0;
};

// Without `reference` no leakage, without `labels` no conflicts.
TextQuality MeasureTexts(const ValueColumn& column, const ValueColumn* reference, const ValueColumn* labels,
                         const TextOptions& options = {});

}  // namespace harness
