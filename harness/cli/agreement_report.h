// What a table of labels says of those who gave them, as text and as JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/cli/label_table.h"
#include "harness/stats/agreement.h"
#include "harness/stats/krippendorff.h"

namespace harness {

inline constexpr size_t kMaxCohenLabels = 1'000;  // its table holds the square
inline constexpr size_t kMaxPairs = 20'000;

struct AgreementOptions {
  Level level = Level::kNominal;
  KappaWeights weights = KappaWeights::kNone;
  bool ordered = false;  // the labels have an order or are numbers
  bool pairs = false;
  uint64_t seed = 0;
};

// Two raters by index, and their labels by index: those that one of them gave.
struct RaterPair {
  size_t first = 0, second = 0;
  std::vector<size_t> labels;
  Result<TwoRaters> figures = Fail("");
};

struct AgreementFigures {
  size_t units = 0;              // with two labels or more: all other figures are over these
  int64_t fewest = 0, most = 0;  // labels on one of them
  double agreement = 0;          // of two labels of one unit, the chance that they are equal; every label counts once
  std::vector<double> prevalence;
  std::optional<RaterPair> two;  // where there are two raters
  Result<ManyRaters> fleiss = Fail("");
  Result<Alpha> alpha = Fail("");
  std::optional<double> spearman, kendall;  // where there are two raters and the labels are ordered
  std::vector<RaterPair> pairs;             // where they were asked for
  std::vector<std::string> warnings;
};

// Refuses what has no unit with two labels, and more than kMaxPairs pairs.
Result<AgreementFigures> ComputeAgreement(const LabelTable& table, const AgreementOptions& options);

Json AgreementJson(const LabelTable& table, const AgreementOptions& options, const AgreementFigures& figures);
// For a terminal of `width` columns.
std::string AgreementText(const LabelTable& table, const AgreementOptions& options, const AgreementFigures& figures,
                          size_t width, bool colour);

}  // namespace harness
