#include "harness/suite/case_map.h"

#include <algorithm>
#include <iterator>

#include "harness/base/shape.h"
#include "harness/base/text.h"
#include "harness/suite/conversation.h"

namespace harness {
namespace {

constexpr int kMaxDepth = 16;
constexpr std::string_view kNames[] = {"id",   "input",   "expected", "category", "tags",
                                       "vars", "cluster", "turns",    "simulate"};
static_assert(std::size(kNames) == CaseMap::kParts);

std::optional<CaseMap::Part> PartOf(std::string_view name) {
  const auto* found = std::find(std::begin(kNames), std::end(kNames), name);
  if (found == std::end(kNames)) return std::nullopt;
  return static_cast<CaseMap::Part>(found - std::begin(kNames));
}

// The key that a JSON pointer goes into first.
std::string FirstStep(std::string_view pointer) {
  std::string step;
  for (size_t i = 1; i < pointer.size() && pointer[i] != '/'; ++i) {
    if (pointer[i] != '~')
      step += pointer[i];
    else
      step += pointer[++i] == '1' ? '/' : '~';
  }
  return step;
}

std::vector<std::string> Names() {
  return {std::begin(kNames), std::end(kNames)};
}

// The text of a scalar in `to`; false for a list or a map. Null is an empty text.
bool TakeText(std::optional<Json> value, std::string& to) {
  if (!value || value->is_null()) return true;
  if (value->is_structured()) return false;
  to = value->is_string() ? std::move(value->get_ref<std::string&>()) : JsonText(*value);
  return true;
}

// "a; b, c" or ["a", "b"]: false for what is neither.
bool TakeTags(const std::optional<Json>& value, std::vector<std::string>& to) {
  if (!value || value->is_null()) return true;
  if (!value->is_structured()) {
    const std::string text = JsonText(*value);
    for (const std::string_view tag : Split(text, ";,"))
      if (!Trim(tag).empty()) to.emplace_back(Trim(tag));
    return true;
  }
  if (!value->is_array()) return false;
  for (const Json& tag : *value) {
    if (tag.is_structured()) return false;
    to.push_back(JsonText(tag));
  }
  return true;
}

Unexpected FailAt(const Place& place, std::string message) {
  return Unexpected(Error({place, std::move(message), {}}));
}

}  // namespace

// Reads the forms of a map; mistakes are collected.
class CaseMap::FormReader {
 public:
  FormReader(CaseMap& map, Diagnostics& diagnostics) : map_(map), diagnostics_(diagnostics) {}

  Form Read(const Node& node, int depth) {
    Form form;
    if (depth > kMaxDepth) {
      diagnostics_.Add(node.MakeDiagnostic(fmt::format("a map of columns may be {} deep", kMaxDepth)));
    } else if (node.IsMap()) {
      form.kind = Form::Kind::kMap;
      for (const Node::Entry& entry : node.entries()) {
        form.members.emplace_back(entry.key.AsString(), Read(entry.value, depth + 1));
      }
    } else if (node.IsList()) {
      form.kind = Form::Kind::kList;
      for (const Node& item : node.items()) form.members.emplace_back("", Read(item, depth + 1));
    } else if (node.IsNull() || node.AsString().empty()) {
      diagnostics_.Add(node.MakeDiagnostic("the name of a column is expected here"));
    } else {
      form.column = AddColumn(node);
    }
    return form;
  }

 private:
  size_t AddColumn(const Node& node) {
    Column column{node.AsString(), std::nullopt, node};
    if (column.name.starts_with('/')) {
      auto pointer = JsonPointer::Parse(column.name);
      if (pointer)
        column.pointer = std::move(*pointer);
      else
        diagnostics_.Add(node.MakeDiagnostic(pointer.error().Message()));
      map_.used_.insert(FirstStep(column.name));
    }
    map_.used_.insert(column.name);
    map_.columns_.push_back(std::move(column));
    return map_.columns_.size() - 1;
  }

  CaseMap& map_;
  Diagnostics& diagnostics_;
};

Result<CaseMap> CaseMap::Read(const Node& map) {
  if (!map.IsMap())
    return map.Fail("'map' must be a map from id, input, expected, … to columns, found {}", Describe(map.kind()));
  CaseMap result;
  Diagnostics diagnostics;
  FormReader reader(result, diagnostics);
  for (const Node::Entry& entry : map.entries()) {
    const std::optional<Part> part = PartOf(entry.key.AsString());
    if (!part) {
      diagnostics.Add(entry.key.MakeDiagnostic(UnknownName("part of a case", entry.key.AsString(), Names())));
    } else if (*part == kVars && !entry.value.IsMap()) {
      diagnostics.Add(
          entry.value.MakeDiagnostic("vars must be a map; columns that are not mapped become vars by themselves"));
    } else {
      result.forms_[*part] = reader.Read(entry.value, 0);
    }
  }
  if (!diagnostics.empty()) return Unexpected(std::move(diagnostics).ToError());
  return result;
}

const Json* CaseMap::Find(const Column& column, const Json& fields) const {
  const auto found = fields.find(column.name);
  if (found != fields.end()) return &*found;
  return column.pointer ? column.pointer->Find(fields) : nullptr;
}

void CaseMap::CheckColumns(const std::vector<std::string>& columns, const std::string& path,
                           Diagnostics& diagnostics) const {
  Json fields = Json::object();
  for (const std::string& column : columns) fields[column] = "";
  for (const Column& column : columns_) {
    if (Find(column, fields) != nullptr) continue;
    diagnostics.Add(
        column.node.MakeDiagnostic(fmt::format("{} ({})", UnknownName("column", column.name, columns), path)));
  }
  constexpr Part kSaid[] = {kInput, kTurns, kSimulate};
  const auto has = [&](Part part) {
    return forms_[part] ||
           std::any_of(columns.begin(), columns.end(), [&](const std::string& column) { return IsPart(column, part); });
  };
  if (std::any_of(std::begin(kSaid), std::end(kSaid), has)) return;
  diagnostics.Add({{path, 1, 0}, fmt::format("{}; columns here: {}", MissingInput(), JoinQuoted(columns)), {}});
}

void CaseMap::CheckSeen(const Seen& seen, const std::vector<std::string>& keys, Diagnostics& diagnostics) const {
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (i < seen.size() && seen[i]) continue;
    const Column& column = columns_[i];
    const std::string what = column.pointer
                                 ? fmt::format("no record has anything at '{}'", column.name)
                                 : fmt::format("{} (no record has it)", UnknownName("key", column.name, keys));
    diagnostics.Add(column.node.MakeDiagnostic(what));
  }
}

bool CaseMap::IsPart(std::string_view key, Part part) const {
  return key == kNames[part] && !forms_[part] && !used_.contains(key);
}

bool CaseMap::IsVar(std::string_view key) const {
  const std::optional<Part> part = PartOf(key);
  return !used_.contains(key) && (!part || forms_[*part]);
}

std::string CaseMap::MissingInput() const {
  if (!forms_[kInput]) return "there is no 'input'; name what holds it with map: { input: NAME }";
  if (forms_[kInput]->kind != Form::Kind::kColumn) return "the record has nothing of what map.input names";
  return fmt::format("the record has no '{}', which map.input names", columns_[forms_[kInput]->column].name);
}

// A record whose keys are its own.
class CaseMap::RecordFields {
 public:
  RecordFields(const CaseMap& map, Json& fields) : map_(map), fields_(fields) {}

  std::optional<Json> Column(size_t column) const { return Copy(map_.Find(map_.columns_[column], fields_)); }

  std::optional<Json> OwnPart(Part part) const {
    const auto found = fields_.find(kNames[part]);
    return found != fields_.end() && map_.IsPart(kNames[part], part) ? Copy(&*found) : std::nullopt;
  }

  // Moves them; the last use of the record. Returns the first key that is there already.
  std::optional<std::string> TakeVars(Json& vars) {
    for (auto& [key, value] : fields_.items())
      if (map_.IsVar(key) && !vars.emplace(key, std::move(value)).second) return key;
    return std::nullopt;
  }

 private:
  static std::optional<Json> Copy(const Json* value) { return value ? std::optional(*value) : std::nullopt; }

  const CaseMap& map_;
  Json& fields_;
};

// A row of a table.
class CaseMap::RowFields {
 public:
  RowFields(const Table& table, std::span<const std::string_view> row) : table_(table), row_(row) {}

  std::optional<Json> Column(size_t column) const { return Text(table_.columns[column]); }
  std::optional<Json> OwnPart(Part part) const { return Text(table_.parts[part]); }

  std::optional<std::string> TakeVars(Json& vars) {
    for (const auto& [key, index] : table_.vars)
      if (!vars.emplace(key, row_[index]).second) return key;
    return std::nullopt;
  }

 private:
  std::optional<Json> Text(std::optional<size_t> index) const {
    return index ? std::optional<Json>(row_[*index]) : std::nullopt;
  }

  const Table& table_;
  std::span<const std::string_view> row_;
};

template <typename Fields>
class CaseMap::Builder {
 public:
  Builder(const CaseMap& map, Fields fields, Seen& seen) : map_(map), fields_(std::move(fields)), seen_(seen) {}

  Result<Case> Build(const Place& place) {
    Case test;
    std::optional<Json> input = Value(kInput);
    const std::optional<Json> turns = Given(kTurns), simulate = Given(kSimulate);
    if (turns || simulate) {
      auto said = ReadConversation(std::move(input), turns, simulate);
      if (!said) return FailAt(place, said.error().Message());
      test.input = InputOf(*said);
      test.conversation = std::make_shared<const Conversation>(*std::move(said));
    } else if (input) {
      test.input = std::move(*input);
    } else {
      return FailAt(place, map_.MissingInput());
    }
    test.expected = Value(kExpected);
    if (!TakeText(Value(kId), test.id)) return FailAt(place, "the id must be a text");
    if (!TakeText(Value(kCategory), test.category)) return FailAt(place, "the category must be a text");
    if (!TakeText(Value(kCluster), test.cluster)) return FailAt(place, "the cluster must be a text");
    if (!TakeTags(Value(kTags), test.tags)) return FailAt(place, "tags must be a text or a list of texts");
    std::optional<Json> vars = Value(kVars);
    if (vars && !vars->is_null() && !vars->is_object()) return FailAt(place, "vars must be a map");
    if (vars && vars->is_object()) test.vars = std::move(*vars);
    if (const auto twice = fields_.TakeVars(test.vars))
      return FailAt(place, fmt::format("'{}' is both in the record and in its vars", Abbreviate(*twice, 60)));
    test.place = place;
    return test;
  }

 private:
  // A field of a table that is empty says nothing.
  std::optional<Json> Given(Part part) {
    std::optional<Json> value = Value(part);
    const bool empty =
        value && (value->is_null() || (value->is_string() && value->get_ref<const std::string&>().empty()));
    return empty ? std::nullopt : value;
  }

  std::optional<Json> Value(Part part) { return map_.forms_[part] ? Value(*map_.forms_[part]) : fields_.OwnPart(part); }

  std::optional<Json> Value(const Form& form) {
    if (form.kind == Form::Kind::kColumn) {
      std::optional<Json> found = fields_.Column(form.column);
      if (!found) return std::nullopt;
      seen_.resize(map_.columns_.size());
      seen_[form.column] = true;
      return found;
    }
    Json built = form.kind == Form::Kind::kMap ? Json::object() : Json::array();
    bool any = form.members.empty();
    for (const auto& [name, member] : form.members) {
      std::optional<Json> value = Value(member);
      any = any || value.has_value();
      if (form.kind == Form::Kind::kList)
        built.push_back(value ? std::move(*value) : Json());
      else if (value)
        built[name] = std::move(*value);
    }
    if (!any) return std::nullopt;
    return built;
  }

  const CaseMap& map_;
  Fields fields_;
  Seen& seen_;
};

Result<Case> CaseMap::Apply(Record record, Seen& seen) const {
  return Builder<RecordFields>(*this, RecordFields(*this, record.fields), seen).Build(record.place);
}

CaseMap::Table CaseMap::Bind(const std::vector<std::string>& columns) const {
  Table table;
  Json indexes = Json::object();
  for (size_t i = 0; i < columns.size(); ++i) {
    indexes[columns[i]] = i;
    for (size_t part = 0; part < kParts; ++part)
      if (IsPart(columns[i], static_cast<Part>(part))) table.parts[part] = i;
    if (IsVar(columns[i])) table.vars.emplace_back(columns[i], i);
  }
  for (const Column& column : columns_) {
    const Json* index = Find(column, indexes);
    table.columns.push_back(index && index->is_number() ? std::optional(index->get<size_t>()) : std::nullopt);
  }
  return table;
}

Result<Case> CaseMap::Apply(const Table& table, std::span<const std::string_view> row, const Place& place,
                            Seen& seen) const {
  return Builder<RowFields>(*this, RowFields(table, row), seen).Build(place);
}

}  // namespace harness
