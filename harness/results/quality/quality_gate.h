// Conditions on the quality of a data set: FIGURE[(COLUMN)] OP NUMBER[%].
//
//   near_twins <= 5%    near_twins(description) <= 5%    nulls('first name') == 0    shape >= 0.9    rows >= 1000
//
// A figure of texts or columns without a column must hold for each of them. What has no value, or
// is not known well enough, decides nothing: such a gate neither holds nor fails. Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.h"
#include "harness/core/gate.h"
#include "harness/results/quality/quality_report.h"

namespace harness {

struct QualityFigureType;

struct QualityGate {
  const QualityFigureType* figure = nullptr;
  std::string column;  // empty: all
  Comparison comparison = Comparison::kLessEqual;
  double bound = 0;          // shares as fractions
  bool if_measured = false;  // passed over where there is no value
  std::string text;          // as written
};

// Errors say "column C: what", C counted from 1 in `text`. Whether there is such a column is not checked.
Result<QualityGate> ParseQualityGate(std::string_view text);

// What is asked of texts if nothing else is: near_twins <= 5%, self_bleu <= 0.35, vendi >= 0.7, where these are
// measured.
std::vector<QualityGate> DefaultQualityGates();

enum class QualityVerdict { kHolds, kFails, kUndecided };

struct QualityGateValue {
  std::string column;  // empty: of the whole table
  QualityFigure figure;
  QualityVerdict verdict = QualityVerdict::kUndecided;
};

struct QualityGateResult {
  std::string text;
  bool share = true;  // whether its values are shares, or counts
  std::vector<QualityGateValue> values;
  QualityVerdict verdict = QualityVerdict::kUndecided;  // fails if one does, else undecided if one is, or there is none
};

// In their order, those left out that are passed over.
std::vector<QualityGateResult> JudgeQuality(const std::vector<QualityGate>& gates, const QualityReport& report);

}  // namespace harness
