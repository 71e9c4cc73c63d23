// What of a reference (the real data, the seeds, a hold-out) stands in the documents again.
//
// Pure, any thread; n log n in the words of both. Memory: 8 bytes a word of the reference beside its sets of 3-grams.
#pragma once

#include <cstdint>

#include "harness/results/quality/documents.h"
#include "harness/results/quality/figure.h"
#include "harness/results/quality/near_twins.h"

namespace harness {

inline constexpr size_t kLeakedWords = 13;  // as lm-evaluation-harness looks for contamination

struct Leakage {
  QualityFigure share;   // of the documents: with one of the following or both
  QualityFigure copied;  // with 13 words on end that stand in a document of the reference
  QualityFigure twins;   // with a near twin in the reference (near_twins.h)
  uint64_t unsure = 0;   // of the near twins
};

Leakage FindLeakage(const Documents& documents, const Documents& reference);

}  // namespace harness
