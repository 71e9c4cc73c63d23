#include "harness/results/quality/compared_columns.h"

#include <cmath>
#include <unordered_map>

#include "harness/results/quality/column_profile.h"
#include "harness/results/quality/similarity.h"

namespace harness {
namespace {

constexpr size_t kFewValues = 20;  // as many different ones make no identifier

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

}  // namespace

std::optional<ComparedColumn> CompareColumn(const ValueColumn& data, const ValueColumn& reference, std::string& why) {
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
  ComparedColumn compared{data.name(), both, both && kind == ColumnKind::kDate, {}, {}};
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

}  // namespace harness
