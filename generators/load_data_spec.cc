#include <algorithm>
#include <map>

#include "generators/data_spec.h"
#include "generators/seed_rows.h"
#include "harness/base/text.h"
#include "harness/suite/suite_shape.h"

namespace harness {
namespace {

constexpr int64_t kMaxCount = 1'000'000'000;
constexpr size_t kMaxColumns = 10'000;

Shape SpecShape() {
  return {
      {{.name = "dataset", .types = kText, .doc = "The name of the data set."},
       {.name = "seed", .types = kInteger, .doc = "What all random choices follow from (default 0)."},
       {.name = "count", .types = kInteger, .doc = "How many records.", .required = true},
       {.name = "per",
        .types = kText,
        .doc = "A category column: `count` records of each of its values, one value after another."},
       {.name = "rows",
        .types = kMap,
        .doc = "Rows of a file that records begin with.",
        .shape = std::make_shared<Shape>(SeedRows::Options())},
       {.name = "columns",
        .types = kList,
        .doc = "The columns, in the order in which they are written.",
        .required = true},
       {.name = "case",
        .types = kMap,
        .doc = "How a record becomes a test case: which columns are its id, input, expected, category and so on."},
       {.name = "total", .types = kInteger, .doc = "How many records in all, whatever `count` and `per` say."},
       {.name = "validate", .types = kList, .doc = "Scorers that judge every record, as a suite's `score`."},
       {.name = "models", .types = kMap, .doc = "Names for models that columns and validators ask, as in a suite."},
       {.name = "gates", .types = kList, .doc = "Conditions on the figures of the generation, as in a suite."},
       {.name = "quality", .types = kTextList, .doc = "Conditions on the records together, such as near_twins <= 5%."},
       {.name = "run",
        .types = kMap,
        .doc = "How the generation is done, as in a suite; its seed comes before the data set's.",
        .shape = std::make_shared<Shape>(RunShape())},
       {.name = "output",
        .types = kText | kList | kMap,
        .doc = "Files to write, or maps of a file and its format's options."}}};
}

// What every column may have beside its type.
Shape CommonShape() {
  return {{{.name = "name", .types = kText, .doc = "The column's name.", .required = true},
           {.name = "drop", .types = kBool, .doc = "Others may read it, but records do not show it."},
           {.name = "nulls", .types = kNumber, .doc = "The part of the records in which it is null, 0 to 1."},
           {.name = "skip",
            .types = kText,
            .doc = "An expression over other columns; where it is true the column is null."}}};
}

const ColumnType* FindType(std::string_view name) {
  const auto& types = ColumnTypes();
  const auto found =
      std::find_if(types.begin(), types.end(), [&](const ColumnType& type) { return type.name == name; });
  return found == types.end() ? nullptr : &*found;
}

class SpecLoader {
 public:
  SpecLoader(Files& files, std::string path, const DataSpecOptions& options) : files_(files), options_(options) {
    spec_.path = std::move(path);
  }

  void ReadTop(const Node& tree) {
    if (!CheckShape(tree, SpecShape(), diagnostics_)) return;
    if (const Node* name = tree.Find("dataset")) spec_.name = name->AsString();
    const Node *seed = tree.Find("seed"), *run = tree.Find("run");
    if (run && run->Find("seed")) seed = run->Find("seed");
    if (const Node* repeat = run ? run->Find("repeat") : nullptr; repeat && repeat->AsInteger() != 1)
      Mistake(*repeat, "'repeat' must be 1: a record is made once");
    if (seed && seed->AsInteger() < 0) Mistake(*seed, "'seed' can't be negative");
    spec_.seed = options_.seed.value_or(seed ? static_cast<uint64_t>(seed->AsInteger()) : 0);
    spec_.validated = tree.Find("validate") != nullptr;
    ReadCount(*tree.Find("count"));
    total_ = options_.count;
    if (const Node* total = tree.Find("total"); total && !total_ && ReadCount(*total)) total_ = spec_.count;
    if (total_) spec_.count = *total_;
    if (const Node* output = tree.Find("output")) ReadOutputs(*output);
    per_ = tree.Find("per");
    if (const Node* rows = tree.Find("rows")) diagnostics_.Take(SeedRows::Read(*rows, spec_.seed, files_), rows_);
    ReadColumns(*tree.Find("columns"));
    if (const Node* map = tree.Find("case")) ReadCase(*map);
    if (const Node* gates = tree.Find("quality"))
      for (const Node& gate : gates->items()) ReadQuality(gate);
  }

  Result<DataSpec> Take(std::string name) && {
    if (!diagnostics_.empty()) return Unexpected(std::move(diagnostics_).ToError());
    if (spec_.name.empty()) spec_.name = std::move(name);
    return std::move(spec_);
  }

  Diagnostics& diagnostics() { return diagnostics_; }

 private:
  struct Draft {
    const ColumnType* type;  // null: of the rows
    Node value;
  };

  void Mistake(const Node& node, std::string message) { diagnostics_.Add(node.MakeDiagnostic(std::move(message))); }

  bool ReadCount(const Node& count) {
    const bool good = count.AsInteger() >= 0 && count.AsInteger() <= kMaxCount;
    if (good)
      spec_.count = static_cast<uint64_t>(count.AsInteger());
    else
      Mistake(count, fmt::format("a count must be from 0 to {}", kMaxCount));
    return good;
  }

  void ReadOutputs(const Node& output) {
    if (!output.IsList()) return ReadOutput(output);
    for (const Node& one : output.items()) ReadOutput(one);
  }

  void ReadOutput(const Node& node) {
    TableOutput output;
    if (diagnostics_.Take(ReadTableOutput(node), output)) spec_.outputs.push_back(std::move(output));
  }

  void ReadQuality(const Node& node) {
    Result<QualityGate> gate = ParseQualityGate(node.AsString());
    if (!gate) return Mistake(node, gate.error().Message());
    const std::string& column = gate->column;
    const auto shown = [&](const ColumnSpec& one) { return one.name == column && !one.drop; };
    if (!column.empty() && diagnostics_.empty() && std::none_of(spec_.columns.begin(), spec_.columns.end(), shown))
      UnknownColumn(node, column);
    spec_.quality.push_back(*std::move(gate));
  }

  void ReadCase(const Node& map) {
    std::vector<std::string> shown;
    for (const ColumnSpec& column : spec_.columns)
      if (!column.drop) shown.push_back(column.name);
    CaseMap cases;
    if (!diagnostics_.Take(CaseMap::Read(map), cases) || !diagnostics_.empty()) return;
    cases.CheckColumns(shown, spec_.path, diagnostics_);
    spec_.cases = std::move(cases);
  }

  void ReadColumns(const Node& columns) {
    if (columns.items().empty()) Mistake(columns, "a data set needs a column");
    if (columns.items().size() > kMaxColumns) return Mistake(columns, fmt::format("more than {} columns", kMaxColumns));
    for (const Node& node : columns.items()) ReadColumn(node);
    if (!diagnostics_.empty()) return;  // whoever reads a column that could not be read is not wrong
    if (std::all_of(spec_.columns.begin(), spec_.columns.end(), [](const ColumnSpec& column) { return column.drop; }))
      Mistake(columns, "records would show nothing: every column is dropped");
    if (rows_) AddRowColumns();
    if (per_) CountPer();
    for (size_t i = 0; i < spec_.columns.size(); ++i) Resolve(i);
    if (!diagnostics_.empty() || !PutInOrder()) return;
    for (const size_t index : spec_.order) {
      ColumnSpec& column = spec_.columns[index];
      column.depends_on_asked = column.asked || std::any_of(column.reads.begin(), column.reads.end(), [&](size_t read) {
                                  return spec_.columns[read].depends_on_asked;
                                });
    }
    for (size_t i = 0; i < spec_.columns.size(); ++i) Make(i);
  }

  void ReadColumn(const Node& node) {
    if (!node.IsMap())
      return Mistake(
          node, fmt::format("a column is a map such as {{ name: id, uuid: {{}} }}; found {}", Describe(node.kind())));
    std::optional<Draft> draft = TypeOf(node);
    if (!draft || !CheckShape(node.Without(draft->type->name), CommonShape(), diagnostics_)) return;
    Field field = draft->type->value;
    field.name = draft->type->name;
    const std::string& name = node.Find("name")->AsString();
    if (!CheckField(draft->value, field, diagnostics_)) return;
    if (draft->type->expand && !diagnostics_.Take(draft->type->expand(draft->value, files_), draft->value)) return;
    if (Trim(name).empty()) return Mistake(*node.Find("name"), "a name must not be empty");
    if (!index_.emplace(name, spec_.columns.size()).second)
      return Mistake(*node.Find("name"), fmt::format("there are two columns with the name '{}'", name));
    ColumnSpec& column = spec_.columns.emplace_back();
    column.name = name;
    column.node = node;
    column.asked = draft->type->make_asked != nullptr;
    drafts_.push_back(*std::move(draft));
    ReadCommon(node, column);
  }

  // The one key of its map that is a type of columns.
  std::optional<Draft> TypeOf(const Node& node) {
    std::optional<Draft> draft;
    const std::vector<std::string> common = FieldNames(CommonShape());
    for (const Node::Entry& entry : node.entries()) {
      const std::string& key = entry.key.AsString();
      if (std::find(common.begin(), common.end(), key) != common.end()) continue;
      const ColumnType* type = FindType(key);
      if (!type) {
        std::vector<std::string> known = common;
        for (const ColumnType& one : ColumnTypes()) known.push_back(one.name);
        return Mistake(entry.key, UnknownName("type of column or key", key, known)), std::nullopt;
      }
      if (draft)
        return Mistake(entry.key, fmt::format("a column has one type, found {} and {}", draft->type->name, key)),
               std::nullopt;
      draft = Draft{type, entry.value};
    }
    if (!draft) Mistake(node, "the column has no type, such as category: [a, b]");
    return draft;
  }

  void ReadCommon(const Node& node, ColumnSpec& column) {
    if (const Node* drop = node.Find("drop")) column.drop = drop->AsBool();
    if (const Node* nulls = node.Find("nulls")) {
      if (nulls->AsNumber() < 0 || nulls->AsNumber() > 1) Mistake(*nulls, "'nulls' must be between 0 and 1");
      column.nulls = nulls->AsNumber();
    }
    if (const Node* skip = node.Find("skip")) {
      Result<Expression> expression = Expression::Read(*skip);
      if (!expression) return diagnostics_.Add(expression.error());
      column.skip = *std::move(expression);
    }
  }

  // Behind those that are written. The one that is matched is a column already.
  void AddRowColumns() {
    const Node* match = rows_->match();
    if (match && !index_.contains(match->AsString())) return UnknownColumn(*match, match->AsString());
    for (size_t i = 0; i < rows_->names().size(); ++i) {
      const std::string& name = rows_->names()[i];
      if (match && name == match->AsString()) continue;
      const auto [known, is_new] = index_.emplace(name, spec_.columns.size());
      if (!is_new) {
        Mistake(*spec_.columns[known->second].node.Find("name"),
                fmt::format("'{}' is a column of the rows too; give this one another name", name));
        continue;
      }
      ColumnSpec& column = spec_.columns.emplace_back();
      column.name = name;
      column.drop = true;
      if (match) column.reads.push_back(index_.at(match->AsString()));
      column.column = SeedRows::Column(rows_, i, match ? std::optional(column.reads[0]) : std::nullopt);
      drafts_.push_back({nullptr, Node()});
    }
  }

  // The count is that of each value; one that the command line gives is the total.
  void CountPer() {
    const auto found = index_.find(per_->AsString());
    if (found == index_.end()) return UnknownColumn(*per_, per_->AsString());
    const Draft& draft = drafts_[found->second];
    const std::optional<size_t> values = draft.type ? EqualCategories(draft) : std::nullopt;
    if (!values)
      return Mistake(*per_,
                     fmt::format("'{}' must be a category without weights, which counts its values", per_->AsString()));
    spec_.per = found->second;
    if (total_) return;
    spec_.count *= *values;
    if (spec_.count > kMaxCount) Mistake(*per_, fmt::format("that makes more than {} records", kMaxCount));
  }

  static std::optional<size_t> EqualCategories(const Draft& draft) {
    if (draft.type->name != "category" || draft.value.Find("weights")) return std::nullopt;
    const Node* values = draft.value.IsList() ? &draft.value : draft.value.Find("values");
    return values && values->IsList() ? std::optional(values->items().size()) : std::nullopt;
  }

  void UnknownColumn(const Node& place, const std::string& name) {
    std::vector<std::string> known;
    for (const ColumnSpec& one : spec_.columns) known.push_back(one.name);
    Mistake(place, UnknownName("column", name, known));
  }

  // The names that a column reads become columns.
  void Resolve(size_t index) {
    ColumnSpec& column = spec_.columns[index];
    const Draft& draft = drafts_[index];
    if (!draft.type) return;
    std::map<std::string, Node> names;
    if (draft.type->reads && !diagnostics_.Take(draft.type->reads(draft.value, files_), names)) return;
    if (column.skip)
      for (const std::string& name : column.skip->names()) names.emplace(name, *column.node.Find("skip"));
    for (const auto& [name, place] : names) {
      const auto found = index_.find(name);
      if (found != index_.end()) {
        column.reads.push_back(found->second);
        continue;
      }
      UnknownColumn(place, name);
    }
  }

  // Each column behind those that it reads; else as they are written.
  bool PutInOrder() {
    std::vector<char> state(spec_.columns.size(), kNew);
    for (size_t i = 0; i < spec_.columns.size(); ++i)
      if (!Visit(i, state)) return false;
    return true;
  }

  enum State : char { kNew, kBegun, kDone };

  // As deep as columns read one another.
  bool Visit(size_t index, std::vector<char>& state) {
    if (state[index] == kDone) return true;
    path_.push_back(index);
    if (state[index] == kBegun) return Cycle();
    state[index] = kBegun;
    for (const size_t read : spec_.columns[index].reads)
      if (!Visit(read, state)) return false;
    state[index] = kDone;
    path_.pop_back();
    spec_.order.push_back(index);
    return true;
  }

  bool Cycle() {
    std::string names;
    for (auto at = std::find(path_.begin(), path_.end(), path_.back()); at != path_.end(); ++at)
      names += (names.empty() ? "" : " -> ") + spec_.columns[*at].name;
    Mistake(spec_.columns[path_.back()].node, "these columns read one another in a circle: " + names);
    return false;
  }

  void Make(size_t index) {
    ColumnSpec& column = spec_.columns[index];
    if (!drafts_[index].type) return;
    const DataColumnContext context{column.name, Rng(spec_.seed, "column", column.name), spec_.count,
                                    [this](const std::string& name) { return index_.at(name); },
                                    per_ && per_->AsString() == column.name};
    const Draft& draft = drafts_[index];
    if (!column.asked)
      diagnostics_.Take(draft.type->make(draft.value, context), column.column);
    else if (options_.services)
      diagnostics_.Take(draft.type->make_asked(draft.value, context, *options_.services), column.question);
  }

  Files& files_;
  const DataSpecOptions& options_;
  DataSpec spec_;
  const Node* per_ = nullptr;
  std::optional<uint64_t> total_;
  std::shared_ptr<const SeedRows> rows_;
  std::vector<Draft> drafts_;            // of spec_.columns
  std::map<std::string, size_t> index_;  // of names
  std::vector<size_t> path_;             // columns that are being visited
  Diagnostics diagnostics_;
};

std::string StemOf(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  return name.substr(0, name.rfind('.'));
}

}  // namespace

Json DataSpecSchema() {
  Json schema = ToJsonSchema(SpecShape());
  schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  schema["title"] = "A data set of harness, version 1";
  Json columns = Json::array();
  for (const ColumnType& type : ColumnTypes()) {
    Shape shape = CommonShape();
    Field value = type.value;
    value.name = type.name;
    value.doc = type.doc;
    value.required = true;
    shape.fields.push_back(std::move(value));
    columns.push_back(ToJsonSchema(shape));
  }
  schema["properties"]["columns"]["items"] = {{"anyOf", std::move(columns)}};
  schema["properties"]["extends"] = {{"type", "string"}};
  return schema;
}

bool DataSpec::IsRun() const {
  return validated ||
         std::any_of(columns.begin(), columns.end(), [](const ColumnSpec& column) { return column.asked; });
}

Result<DataSpec> ReadDataSpec(const Node& tree, Files& files, const DataSpecOptions& options) {
  const std::string& path = tree.place().file;
  SpecLoader loader(files, path, options);
  loader.ReadTop(tree);
  return std::move(loader).Take(StemOf(path));
}

Result<DataSpec> LoadDataSpec(Files& files, const std::string& path,
                              const std::map<std::string, std::string>& environment, const DataSpecOptions& options) {
  SpecLoader loader(files, path, options);
  std::optional<Node> tree = ReadTree(files, path, environment, loader.diagnostics());
  if (tree) {
    for (const Setting& setting : options.settings) loader.diagnostics().Take(ApplySetting(*tree, setting), *tree);
    loader.ReadTop(Substitute(*tree, environment, loader.diagnostics()));
  }
  return std::move(loader).Take(StemOf(path));
}

}  // namespace harness
