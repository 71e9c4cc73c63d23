// The quality of a data set: what its columns hold, how good its texts are, how like a reference it is.
//
// Pure, any thread; nothing but the seed of the sample is random. Memory beside the tables: some 24 bytes a word of one
// text column (and of the reference's) at a time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/results/quality/closest_records.h"
#include "harness/results/quality/column_profile.h"
#include "harness/results/quality/label_agreement.h"
#include "harness/results/quality/table_similarity.h"
#include "harness/results/quality/text_quality.h"

namespace harness {

struct QualityOptions {
  std::vector<std::string> texts = {};  // columns; none: those that are of the kind
  std::string label = {};               // a column; empty: none
  std::string predicted = {};           // a column with what somebody else says of the label's; empty: none
  TextOptions text = {};
  std::map<std::string, ExpectedShares> expected_shares = {};  // by column
};

struct QualityReport {
  uint64_t rows = 0;
  std::vector<ColumnProfile> columns;
  std::vector<TextQuality> texts;
  std::optional<TableSimilarity> similarity;  // with a reference
  std::optional<ClosestRecords> closest;      // the same
  std::optional<LabelAgreement> agreement;    // with a label and a predicted one
};

// `reference` may be null, and so may `holdout`. Columns that `options` names and that are not there are passed over.
QualityReport MeasureQuality(const ValueTable& data, const ValueTable* reference, const QualityOptions& options = {},
                             const ValueTable* holdout = nullptr);

}  // namespace harness
