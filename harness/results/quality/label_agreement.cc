#include "harness/results/quality/label_agreement.h"

#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/stats/agreement.h"

namespace harness {
namespace {

using Codes = std::unordered_map<std::string_view, size_t>;

std::vector<size_t> CodesOf(const ValueColumn& column, Codes& codes) {
  std::vector<size_t> of_values;
  for (const std::string& text : column.values()) of_values.push_back(codes.emplace(text, codes.size()).first->second);
  return of_values;
}

}  // namespace

LabelAgreement CompareLabels(const ValueColumn& labels, const ValueColumn& predicted) {
  LabelAgreement result;
  result.label = labels.name();
  result.predicted = predicted.name();
  const auto none = [&](const char* why) {
    result.agreement = result.kappa = QualityFigure::None(why);
    return result;
  };
  Codes codes;
  const std::vector<size_t> own = CodesOf(labels, codes), their = CodesOf(predicted, codes);
  if (codes.size() > kMostLabels) return none("more than 1000 different labels");
  SquareTable table(codes.size());
  for (size_t row = 0; row < labels.cells().size(); ++row) {
    const uint32_t first = labels.cells()[row], second = predicted.cells()[row];
    if (first == ValueColumn::kNull || second == ValueColumn::kNull) {
      ++result.unlabelled;
      continue;
    }
    table.Add(own[first], their[second]);
    ++result.rows;
  }
  const auto raters = CompareTwoRaters(table);
  if (result.rows == 0 || !raters) return none("no record with both labels");
  result.agreement = QualityFigure::Of(raters->agreement);
  result.kappa = QualityFigure::None("both gave one and the same label only");
  if (!raters->kappa) return result;
  result.kappa = QualityFigure::Of(raters->kappa->kappa);
  result.kappa_interval = raters->kappa->interval;
  return result;
}

}  // namespace harness
