#include "generators/make_records.h"

#include <cmath>

#include "generators/permutation.h"

namespace harness {
namespace {

void PutPart(const DataSpec& spec, const ColumnSpec& column, uint64_t first, std::span<Datum> cells) {
  const Permutation slots(Rng(spec.seed, "nulls", column.name), spec.count);
  const auto nulls = static_cast<uint64_t>(std::floor(*column.nulls * static_cast<double>(spec.count) + 0.5));
  for (size_t i = 0; i < cells.size(); ++i)
    if (slots.Of(first + i) < nulls) cells[i] = Datum::Null();
}

Result<> Skip(const DataSpec& spec, const ColumnSpec& column, Records& records, std::span<Datum> cells) {
  Json names = Json::object();
  const JsonScope scope(names);
  for (size_t i = 0; i < cells.size(); ++i) {
    for (const size_t read : column.reads) names[spec.columns[read].name] = records.columns[read][i].ToJson();
    const Result<bool> skipped = column.skip->Test(scope, Undefined::kStrict);
    if (!skipped)
      return column.node.Find("skip")->Fail("record {}: {}", records.first + i + 1, skipped.error().Message());
    if (*skipped) cells[i] = Datum::Null();
  }
  return {};
}

}  // namespace

void BeginRecords(const DataSpec& spec, uint64_t first, size_t size, Records& records) {
  records.first = first;
  records.size = size;
  records.texts.Clear();
  records.columns.resize(spec.columns.size());
  for (std::vector<Datum>& cells : records.columns) cells.assign(size, Datum());
}

Result<> PutNulls(const DataSpec& spec, size_t index, Records& records) {
  const ColumnSpec& column = spec.columns[index];
  std::vector<Datum>& cells = records.columns[index];
  if (column.nulls) PutPart(spec, column, records.first, cells);
  return column.skip ? Skip(spec, column, records, cells) : Result<>();
}

Result<> FillColumn(const DataSpec& spec, size_t index, Records& records) {
  if (auto filled = spec.columns[index].column->Fill(records, records.columns[index]); !filled) return filled;
  return PutNulls(spec, index, records);
}

Result<> MakeRecords(const DataSpec& spec, uint64_t first, size_t size, Records& records) {
  BeginRecords(spec, first, size, records);
  for (const size_t index : spec.order)
    if (!spec.columns[index].depends_on_asked)
      if (auto filled = FillColumn(spec, index, records); !filled) return filled;
  return {};
}

}  // namespace harness
