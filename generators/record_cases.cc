#include "generators/record_cases.h"

#include <algorithm>

#include "generators/make_records.h"
#include "harness/suite/case_selection.h"
#include "harness/suite/selected_cases.h"

namespace harness {
namespace {

constexpr uint64_t kBatch = 256;  // records made at a time

class RecordCaseReader final : public CaseReader {
 public:
  RecordCaseReader(const DataSpec& spec, const CaseMap& map) : spec_(spec), map_(map) {}

  Result<std::optional<Case>> Next() override {
    if (next_ == spec_.count) return std::nullopt;
    if (next_ == records_.first + records_.size) {
      const uint64_t size = std::min(kBatch, spec_.count - next_);
      if (auto made = MakeRecords(spec_, next_, size, records_); !made) {
        next_ = spec_.count;
        return Unexpected(made.error());
      }
    }
    const size_t row = next_++ - records_.first;
    // Told by their numbers, which is where a record stands in the data set.
    auto test = map_.Apply({FieldsOf(row), {fmt::format("{}#{}", spec_.path, next_), 0, 0}}, seen_);
    if (!test) return Unexpected(test.error());
    return *std::move(test);
  }

 private:
  Json FieldsOf(size_t row) const {
    Json fields = Json::object();
    for (size_t c = 0; c < spec_.columns.size(); ++c)
      if (!spec_.columns[c].drop) fields[spec_.columns[c].name] = records_.columns[c][row].ToJson();
    return fields;
  }

  const DataSpec& spec_;
  const CaseMap& map_;
  CaseMap::Seen seen_;
  Records records_;
  uint64_t next_ = 0;
};

struct RecordContents {
  std::shared_ptr<const DataSpec> spec;
  CaseMap map;
  std::unique_ptr<CaseReader> Read() const { return std::make_unique<RecordCaseReader>(*spec, map); }
};

Result<CaseMap> MapOf(const Node& config, const DataSpec& spec) {
  const Node* node = config.Find("map");
  if (!node) return spec.cases.value_or(CaseMap());
  Result<CaseMap> map = CaseMap::Read(*node);
  if (!map) return map;
  std::vector<std::string> shown;
  for (const ColumnSpec& column : spec.columns)
    if (!column.drop) shown.push_back(column.name);
  Diagnostics mistakes;
  map->CheckColumns(shown, spec.path, mistakes);
  if (!mistakes.empty()) return Unexpected(std::move(mistakes).ToError());
  return map;
}

Result<std::unique_ptr<CaseSource>> MakeSource(const Node& config, std::shared_ptr<const CaseExtras> extras,
                                               const Services& services) {
  DataSpecOptions options;
  if (const Node* count = config.Find("count")) {
    if (count->AsInteger() < 1) return count->Fail("'count' must be at least 1");
    options.count = static_cast<uint64_t>(count->AsInteger());
  }
  auto selection = CaseSelection::Read(config, services.seed, std::move(extras));
  if (!selection) return Unexpected(selection.error());
  auto spec = LoadDataSpec(services.files, config.Find("generate")->AsPath(), services.environment, options);
  if (!spec) return Unexpected(spec.error());
  if (std::any_of(spec->columns.begin(), spec->columns.end(), [](const ColumnSpec& column) { return column.asked; }))
    return config.Find("generate")
        ->Fail(
            "{} asks a model, and cases have to be the same in every run: write its records to a file with `harness "
            "generate`, and read that with `file`",
            spec->name);
  auto map = MapOf(config, *spec);
  if (!map) return Unexpected(map.error());
  RecordContents contents{std::make_shared<const DataSpec>(*std::move(spec)), *std::move(map)};
  return std::make_unique<SelectedCases<RecordContents>>(std::move(contents), *std::move(selection));
}

}  // namespace

SourceType GenerateSourceType() {
  SourceType type;
  type.name = "generate";
  type.doc = "Records of a data set, which are made while the run reads them.";
  type.shape = {{{.name = "generate", .types = kText, .doc = "The spec of the data set.", .required = true},
                 {.name = "count", .types = kInteger, .doc = "How many records in all, instead of the spec's number."},
                 {.name = "map",
                  .types = kMap,
                  .doc = "Which columns are the id, input, expected and so on, instead of the spec's `case`."}}};
  type.make = MakeSource;
  return type;
}

}  // namespace harness
