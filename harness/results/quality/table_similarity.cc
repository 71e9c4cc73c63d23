#include "harness/results/quality/table_similarity.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "harness/results/quality/compared_columns.h"
#include "harness/results/quality/similarity.h"

namespace harness {
namespace {

constexpr double kLeastCorrelation = 0.5;
constexpr double kLeastV = 0.3;

std::vector<double> WithoutNulls(const std::vector<double>& numbers) {
  std::vector<double> some;
  std::ranges::copy_if(numbers, std::back_inserter(some), [](double value) { return !std::isnan(value); });
  return some;
}

ColumnShape ShapeOf(const ComparedColumn& column) {
  if (!column.numeric)
    return {column.name, "TVComplement", QualityFigure::Of(TvComplement(column.data.codes, column.reference.codes))};
  return {column.name, "KSComplement",
          QualityFigure::Of(KsComplement(WithoutNulls(column.data.numbers), WithoutNulls(column.reference.numbers)))};
}

void Thin(Side& side) {
  side.numbers = EvenlySpaced(side.numbers, kPairRows);
  side.codes = EvenlySpaced(side.codes, kPairRows);
}

// Nothing: the reference shows no trend.
std::optional<PairTrend> TrendOf(const ComparedColumn& x, const ComparedColumn& y) {
  if (x.numeric && y.numeric) {
    const auto wanted = Correlation(x.reference.numbers, y.reference.numbers);
    if (!wanted || std::abs(*wanted) <= kLeastCorrelation) return std::nullopt;
    const double found = Correlation(x.data.numbers, y.data.numbers).value_or(0);
    return PairTrend{x.name, y.name, "CorrelationSimilarity", std::abs(*wanted), CorrelationSimilarity(*wanted, found)};
  }
  const auto v = CramersV(x.reference.codes, y.reference.codes);
  if (!v || *v <= kLeastV) return std::nullopt;
  return PairTrend{x.name, y.name, "ContingencySimilarity", *v,
                   ContingencySimilarity(x.data.codes, y.data.codes, x.reference.codes, y.reference.codes)};
}

void AddTrends(std::vector<ComparedColumn>& columns, TableSimilarity& similarity) {
  if (columns.size() > kPairColumns) {
    similarity.columns_left_out = columns.size() - kPairColumns;
    columns.resize(kPairColumns);
  }
  for (ComparedColumn& column : columns) {
    Thin(column.data);
    Thin(column.reference);
  }
  for (size_t i = 0; i < columns.size(); ++i)
    for (size_t j = i + 1; j < columns.size(); ++j)
      if (auto trend = TrendOf(columns[i], columns[j])) similarity.pairs.push_back(*std::move(trend));
}

void AddMeans(TableSimilarity& similarity) {
  double sum = 0, count = 0;
  for (const ColumnShape& column : similarity.columns) {
    sum += column.figure.value.value_or(0);
    count += column.figure.value ? 1 : 0;
  }
  similarity.shape = count > 0 ? QualityFigure::Of(sum / count) : QualityFigure::None("no column that can be compared");
  double trends = 0;
  for (const PairTrend& pair : similarity.pairs) trends += pair.value;
  similarity.pair_trends = similarity.pairs.empty()
                               ? QualityFigure::None("no two columns of the reference depend on one another")
                               : QualityFigure::Of(trends / static_cast<double>(similarity.pairs.size()));
  similarity.quality = similarity.shape;
  if (similarity.shape.value && similarity.pair_trends.value)
    similarity.quality = QualityFigure::Of((*similarity.shape.value + *similarity.pair_trends.value) / 2);
}

}  // namespace

TableSimilarity CompareTables(const ValueTable& data, const ValueTable& reference) {
  TableSimilarity similarity;
  std::vector<ComparedColumn> compared;
  for (const ValueColumn& wanted : reference.columns) {
    const ValueColumn* column = data.Find(wanted.name());
    if (column == nullptr) {
      similarity.missing.push_back(wanted.name());
      continue;
    }
    std::string why;
    if (auto both = CompareColumn(*column, wanted, why)) {
      similarity.columns.push_back(ShapeOf(*both));
      compared.push_back(*std::move(both));
    } else {
      similarity.columns.push_back({wanted.name(), "", QualityFigure::None(why)});
    }
  }
  AddTrends(compared, similarity);
  AddMeans(similarity);
  return similarity;
}

}  // namespace harness
