#include "generators/data_run.h"

#include <algorithm>
#include <utility>

#include "generators/make_records.h"
#include "generators/whole_record.h"
#include "harness/suite/case_selection.h"
#include "harness/suite/selected_cases.h"

namespace harness {
namespace {

constexpr uint64_t kBatch = 256;  // records made at a time
// Waiting for permits does not count: each call has the time limit of its model.
constexpr std::chrono::hours kNoHurry{24 * 7};

class NumberReader final : public CaseReader {
 public:
  explicit NumberReader(const DataSpec& spec) : spec_(spec) {}

  Result<std::optional<Case>> Next() override {
    if (next_ == spec_.count) return std::nullopt;
    if (next_ == records_.first + records_.size) {
      if (auto made = MakeRecords(spec_, next_, std::min(kBatch, spec_.count - next_), records_); !made) {
        next_ = spec_.count;
        return Unexpected(made.error());
      }
    }
    const size_t row = next_ - records_.first;
    Case test;
    test.id = fmt::format("{}", ++next_);
    test.input = next_;
    test.place = {fmt::format("{}#{}", spec_.path, next_), 0, 0};
    for (size_t c = 0; c < spec_.columns.size(); ++c)
      if (!spec_.columns[c].depends_on_asked) test.vars[spec_.columns[c].name] = records_.columns[c][row].ToJson();
    if (spec_.per) records_.columns[*spec_.per][row].AppendText(test.category);
    return test;
  }

 private:
  const DataSpec& spec_;
  Records records_;
  uint64_t next_ = 0;
};

struct Numbers {
  std::shared_ptr<const DataSpec> spec;
  std::unique_ptr<CaseReader> Read() const { return std::make_unique<NumberReader>(*spec); }
};

class RecordTarget final : public Target {
 public:
  explicit RecordTarget(DataSpec spec) : spec_(std::move(spec)) {
    asks_ = std::any_of(spec_.columns.begin(), spec_.columns.end(), [](const ColumnSpec& c) { return c.asked; });
  }

  bool OnlyAsksModels() const override { return true; }
  bool Waits() const override { return asks_; }

  Output Call(const Case& test, const CallContext& context) override { return MakeRecordOutput(spec_, test, context); }

 private:
  const DataSpec spec_;
  bool asks_ = false;
};

Node KeyLike(const Node& at, std::string name) {
  const Place place = at.place();
  return Node::Scalar(Node::Kind::kString, std::move(name), at.source(), place.line, place.column);
}

Node MapAt(const Node& at, std::vector<Node::Entry> entries) {
  const Place place = at.place();
  return Node::Map(std::move(entries), at.source(), place.line, place.column);
}

Node ListAt(const Node& at, Node item) {
  const Place place = at.place();
  return Node::List({std::move(item)}, at.source(), place.line, place.column);
}

// The seed of the records is that of the run, which --seed sets.
Node WithSeed(const Node& tree) {
  const Node *run = tree.Find("run"), *seed = tree.Find("seed");
  const Node* of_run = run && run->IsMap() ? run->Find("seed") : nullptr;
  Node result = tree;
  if (of_run) return result.With({KeyLike(*of_run, "seed"), *of_run});
  if (!seed || (run && !run->IsMap())) return result;
  return result.With({KeyLike(*seed, "run"), (run ? *run : MapAt(*seed, {})).With({KeyLike(*seed, "seed"), *seed})});
}

}  // namespace

Result<std::optional<Node>> SuiteOfDataSet(const Node& tree, const Services& services) {
  if (!tree.IsMap() || !tree.Find("columns")) return std::nullopt;
  for (const char* key : {"cases", "targets", "score"})
    if (const Node* node = tree.Find(key))
      return node->Fail("'{}' belongs to a suite, 'columns' to a data set; a file is one of them", key);
  if (auto read = ReadDataSpec(tree, services.files, {}); !read) return Unexpected(read.error());
  const Node spec = WithSeed(tree).Without("output");  // where records are written to is no part of what they are
  std::vector<Node::Entry> suite;
  const auto copy = [&](const char* key, const char* as) {
    if (const Node* node = spec.Find(key)) suite.push_back({KeyLike(*node, as), *node});
  };
  copy("dataset", "suite");
  for (const char* key : {"models", "gates", "run"}) copy(key, key);
  copy("validate", "score");
  suite.push_back({KeyLike(tree, "cases"), ListAt(tree, MapAt(tree, {{KeyLike(tree, "records"), spec}}))});
  suite.push_back({KeyLike(tree, "targets"), ListAt(tree, MapAt(tree, {{KeyLike(tree, "record"), spec}}))});
  return MapAt(tree, std::move(suite));
}

Output MakeRecordOutput(const DataSpec& spec, const Case& test, const CallContext& context,
                        const OnRequest& on_request) {
  if (!test.input.is_number_integer() || test.input < 1 || test.input > spec.count)
    return Output::Failed(FailureKind::kReported, "there is no record of this number");
  CallContext own = context;
  own.deadline = context.clock.SteadyNow() + kNoHurry;
  Records records;
  Spent spent;
  auto made = MakeWholeRecord(spec, test.input.get<uint64_t>() - 1, own, records, spent, on_request);
  Output output;
  output.usage = spent.usage;
  output.cost_usd = spent.cost_usd;
  if (made)
    output.json = ShownRecord(spec, records);
  else
    output.failure = std::move(made).error();
  return output;
}

SourceType RecordsSourceType() {
  SourceType type;
  type.name = "records";
  type.doc = "The numbers of the records of a data set, to be made by the target `record`.";
  type.shape = {{{.name = "records", .types = kMap, .doc = "The spec of the data set.", .required = true}}};
  type.make = [](const Node& config, std::shared_ptr<const CaseExtras> extras,
                 const Services& services) -> Result<std::unique_ptr<CaseSource>> {
    auto selection = CaseSelection::Read(config, services.seed, std::move(extras));
    if (!selection) return Unexpected(selection.error());
    auto spec = ReadDataSpec(*config.Find("records"), services.files, {});
    if (!spec) return Unexpected(spec.error());
    Numbers numbers{std::make_shared<const DataSpec>(*std::move(spec))};
    return std::make_unique<SelectedCases<Numbers>>(std::move(numbers), *std::move(selection));
  };
  return type;
}

TargetType RecordTargetType() {
  TargetType type;
  type.name = "record";
  type.doc = "A record of a data set.";
  type.shape.fields = {{.name = "record",
                        .types = kMap,
                        .doc = "The spec of the data set.",
                        .required = true,
                        .choices = {},
                        .shape = {}}};
  type.keeps_time = "belongs to the models: put it into 'models'";
  type.make = [](const Node& config, const Services& services) -> Result<std::unique_ptr<Target>> {
    DataSpecOptions options;
    options.services = &services;
    auto spec = ReadDataSpec(*config.Find("record"), services.files, options);
    if (!spec) return Unexpected(spec.error());
    return std::make_unique<RecordTarget>(*std::move(spec));
  };
  return type;
}

}  // namespace harness
