#include "generators/value_kind.h"

#include <algorithm>

#include "generators/make_records.h"

namespace harness {
namespace {

constexpr uint64_t kParts = 8;       // of the data set that are looked at
constexpr uint64_t kPartSize = 128;  // records

void Widen(std::vector<ValueKind>& kinds, const Records& records) {
  for (size_t column = 0; column < kinds.size(); ++column)
    for (const Datum& cell : records.columns[column]) kinds[column] = Wider(kinds[column], ValueKindOf(cell));
}

}  // namespace

ValueKind ValueKindOf(const Datum& cell) {
  switch (cell.kind()) {
    case Datum::Kind::kNull:
      return ValueKind::kNull;
    case Datum::Kind::kBool:
      return ValueKind::kBoolean;
    case Datum::Kind::kInteger:
      return ValueKind::kInteger;
    case Datum::Kind::kNumber:
      return ValueKind::kNumber;
    case Datum::Kind::kTime:
      if (cell.unit() < TimeUnit::kDay) return ValueKind::kText;
      return cell.unit() == TimeUnit::kDay ? ValueKind::kDate : ValueKind::kTimestamp;
    case Datum::Kind::kText:
    case Datum::Kind::kJson:
      return ValueKind::kText;
  }
  return ValueKind::kText;
}

ValueKind Wider(ValueKind a, ValueKind b) {
  if (a > b) std::swap(a, b);
  if (a == b || a == ValueKind::kNull) return b;
  if (a == ValueKind::kInteger && b == ValueKind::kNumber) return b;
  if (a == ValueKind::kDate && b == ValueKind::kTimestamp) return b;
  return ValueKind::kText;
}

Result<std::vector<ValueKind>> SampleKinds(const DataSpec& spec) {
  std::vector<ValueKind> kinds(spec.columns.size(), ValueKind::kNull);
  Records records;
  for (uint64_t part = 0, end = 0; part < kParts; ++part) {
    const uint64_t first = std::max(spec.count / kParts * part, end);
    end = std::min(first + kPartSize, spec.count);
    if (first >= end) break;
    if (auto made = MakeRecords(spec, first, end - first, records); !made) return Unexpected(made.error());
    Widen(kinds, records);
  }
  for (ValueKind& kind : kinds)
    if (kind == ValueKind::kNull) kind = ValueKind::kText;
  return kinds;
}

}  // namespace harness
