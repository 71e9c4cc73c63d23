#include "generators/make_records.h"

#include <cmath>

#include "generators/permutation.h"

namespace harness {
namespace {

void PutNulls(const DataSpec& spec, const ColumnSpec& column, uint64_t first, std::span<Datum> cells) {
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

Result<> MakeRecords(const DataSpec& spec, uint64_t first, size_t size, Records& records) {
  records.first = first;
  records.size = size;
  records.texts.Clear();
  records.columns.resize(spec.columns.size());
  for (const size_t index : spec.order) {
    const ColumnSpec& column = spec.columns[index];
    std::vector<Datum>& cells = records.columns[index];
    cells.assign(size, Datum());
    if (auto filled = column.column->Fill(records, cells); !filled) return filled;
    if (column.nulls) PutNulls(spec, column, first, cells);
    if (!column.skip) continue;
    if (auto skipped = Skip(spec, column, records, cells); !skipped) return skipped;
  }
  return {};
}

}  // namespace harness
