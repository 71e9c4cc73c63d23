// A data set beside a reference: column shapes, pair trends, and the quality they make together (SDMetrics).
//
// Pure, any thread. Numbers and dates are compared by KSComplement, categories by TVComplement, with null as a value of
// its own; a column that is a number here and a category there is compared as categories. Texts and columns that tell
// records apart are not compared, and the comparison says so.
#pragma once

#include <string>
#include <vector>

#include "harness/results/quality/figure.h"
#include "harness/results/quality/value_table.h"

namespace harness {

inline constexpr size_t kPairRows = 50'000;  // of each side, evenly spaced
inline constexpr size_t kPairColumns = 30;   // the first ones

struct ColumnShape {
  std::string column;
  std::string measure;  // "KSComplement", "TVComplement"; empty if not compared
  QualityFigure figure;
};

struct PairTrend {
  std::string first, second;
  std::string measure;  // "CorrelationSimilarity", "ContingencySimilarity"
  double strength = 0;  // of the reference: |rho| or Cramer's V
  double value = 0;
};

struct TableSimilarity {
  std::vector<ColumnShape> columns;  // those that both have
  std::vector<PairTrend> pairs;      // with |rho| > 0.5 or V > 0.3 in the reference; others are noise
  std::vector<std::string> missing;  // columns of the reference that the data lacks
  size_t columns_left_out = 0;       // of the pairs
  QualityFigure shape;               // mean over the columns
  QualityFigure pair_trends;         // mean over the pairs
  QualityFigure quality;             // mean of the two, or the one there is
};

TableSimilarity CompareTables(const ValueTable& data, const ValueTable& reference);

}  // namespace harness
