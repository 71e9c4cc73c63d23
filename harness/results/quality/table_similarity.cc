#include "harness/results/quality/table_similarity.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>

#include "harness/results/quality/column_profile.h"
#include "harness/results/quality/similarity.h"

namespace harness {
namespace {

constexpr double kLeastCorrelation = 0.5;
constexpr double kLeastV = 0.3;
constexpr size_t kFewValues = 20;  // as many different ones make no identifier

// A column on one side: as numbers, by row, or as codes.
struct Side {
  std::vector<double> numbers;  // NaN: null
  std::vector<uint32_t> codes;
};

struct ComparedColumn {
  std::string name;
  bool numeric = false;
  Side data, reference;
};

bool IsMeasured(ColumnKind kind) {
  return kind == ColumnKind::kNumber || kind == ColumnKind::kDate;
}

// A category of which more than half the values are different.
bool IsIdentifier(const ValueColumn& column) {
  return column.values().size() > kFewValues && 2 * column.values().size() > column.cells().size();
}

std::vector<double> NumbersByRow(const ValueColumn& column, ColumnKind kind) {
  const std::vector<double> numbers = NumbersOf(column, kind);
  std::vector<double> rows;
  rows.reserve(column.cells().size());
  for (const uint32_t cell : column.cells()) rows.push_back(cell == ValueColumn::kNull ? NAN : numbers[cell]);
  return rows;
}

std::vector<uint32_t> CodesByRow(const ValueColumn& column, std::unordered_map<std::string_view, uint32_t>& codes) {
  std::vector<uint32_t> of_values;
  for (const std::string& text : column.values())
    of_values.push_back(codes.emplace(text, static_cast<uint32_t>(codes.size())).first->second);
  std::vector<uint32_t> rows;
  rows.reserve(column.cells().size());
  for (const uint32_t cell : column.cells())
    rows.push_back(cell == ValueColumn::kNull ? ValueColumn::kNull : of_values[cell]);
  return rows;
}

// Nothing: `why` it is not compared.
std::optional<ComparedColumn> Prepare(const ValueColumn& data, const ValueColumn& reference, std::string& why) {
  const ColumnKind kind = KindOf(reference), own = KindOf(data);
  const bool both = IsMeasured(kind) && kind == own;
  if (data.cells().empty() || reference.cells().empty())
    why = data.cells().empty() ? "no records" : "no records in the reference";
  else if (kind == ColumnKind::kText || own == ColumnKind::kText)
    why = "a text";
  else if (kind == ColumnKind::kEmpty)
    why = "empty in the reference";
  else if (!both && IsIdentifier(reference))
    why = "an identifier";
  if (!why.empty()) return std::nullopt;
  ComparedColumn compared{data.name(), both, {}, {}};
  if (both) {
    compared.data.numbers = NumbersByRow(data, kind);
    compared.reference.numbers = NumbersByRow(reference, kind);
    const Bins bins(compared.reference.numbers);
    compared.data.codes = bins.CodesOf(compared.data.numbers);
    compared.reference.codes = bins.CodesOf(compared.reference.numbers);
    return compared;
  }
  std::unordered_map<std::string_view, uint32_t> codes;
  compared.reference.codes = CodesByRow(reference, codes);
  compared.data.codes = CodesByRow(data, codes);
  return compared;
}

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

template <typename T>
std::vector<T> EvenlySpaced(const std::vector<T>& all, size_t most) {
  if (all.size() <= most) return all;
  std::vector<T> some;
  for (size_t i = 0; i < most; ++i) some.push_back(all[i * all.size() / most]);
  return some;
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
    if (auto both = Prepare(*column, wanted, why)) {
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
