#include "generators/whole_record.h"

#include <utility>

#include "generators/make_records.h"

namespace harness {
namespace {

tl::unexpected<Failure> Failed(const Error& error) {
  return tl::unexpected(Failure{.kind = FailureKind::kInvalidOutput, .message = error.Message()});
}

tl::expected<void, Failure> AskFor(const DataSpec& spec, size_t index, const CallContext& context, Records& records,
                                   const OnRequest& on_request, Spent& spent) {
  const ColumnSpec& column = spec.columns[index];
  Datum& cell = records.columns[index][0];
  cell = Datum::Bool(true);  // to see whether it becomes null, which need not be asked for
  if (auto put = PutNulls(spec, index, records); !put) return Failed(put.error());
  if (cell.IsNull()) return {};
  if (on_request)
    if (const auto request = column.question->RequestFor(records)) on_request(column, *request);
  auto asked = column.question->Ask(records, context, spent);
  if (!asked) {
    Failure failure = std::move(asked).error();
    failure.message = fmt::format("{}: {}", column.name, failure.message);
    return tl::unexpected(std::move(failure));
  }
  cell = DatumOf(*asked, records.texts);
  return {};
}

}  // namespace

tl::expected<void, Failure> MakeWholeRecord(const DataSpec& spec, uint64_t number, const CallContext& context,
                                            Records& records, Spent& spent, const OnRequest& on_request) {
  BeginRecords(spec, number, 1, records);
  for (const size_t index : spec.order) {
    if (spec.columns[index].asked) {
      if (auto asked = AskFor(spec, index, context, records, on_request, spent); !asked) return asked;
    } else if (auto filled = FillColumn(spec, index, records); !filled) {
      return Failed(filled.error());
    }
  }
  return {};
}

Json ShownRecord(const DataSpec& spec, const Records& records) {
  Json record = Json::object();
  for (size_t c = 0; c < spec.columns.size(); ++c)
    if (!spec.columns[c].drop) record[spec.columns[c].name] = records.columns[c][0].ToJson();
  return record;
}

}  // namespace harness
