#include "harness/suite/case_map.h"

#include <algorithm>
#include <iterator>

#include "harness/base/shape.h"
#include "harness/base/text.h"

namespace harness {
namespace {

constexpr int kMaxDepth = 16;
constexpr std::string_view kNames[] = {"id", "input", "expected", "category", "tags", "vars", "cluster"};
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

// The text of a scalar in `*to`; false for a list or a map. Null is an empty text.
bool TakeText(const std::optional<Json>& value, std::string& to) {
  if (!value || value->is_null()) return true;
  if (value->is_structured()) return false;
  to = JsonText(*value);
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
  Seen seen;
  if (forms_[kInput] || Value(kInput, fields, seen)) return;
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

std::optional<Json> CaseMap::Build(const Form& form, const Json& fields, Seen& seen) const {
  if (form.kind == Form::Kind::kColumn) {
    const Json* found = Find(columns_[form.column], fields);
    if (found == nullptr) return std::nullopt;
    seen.resize(columns_.size());
    seen[form.column] = true;
    return *found;
  }
  Json built = form.kind == Form::Kind::kMap ? Json::object() : Json::array();
  bool any = form.members.empty();
  for (const auto& [name, member] : form.members) {
    std::optional<Json> value = Build(member, fields, seen);
    any = any || value.has_value();
    if (form.kind == Form::Kind::kList)
      built.push_back(value ? std::move(*value) : Json());
    else if (value)
      built[name] = std::move(*value);
  }
  if (!any) return std::nullopt;
  return built;
}

std::optional<Json> CaseMap::Value(Part part, const Json& fields, Seen& seen) const {
  if (forms_[part]) return Build(*forms_[part], fields, seen);
  const auto found = fields.find(kNames[part]);
  if (found == fields.end() || used_.contains(kNames[part])) return std::nullopt;
  return *found;
}

std::string CaseMap::MissingInput() const {
  if (!forms_[kInput]) return "there is no 'input'; name what holds it with map: { input: NAME }";
  if (forms_[kInput]->kind != Form::Kind::kColumn) return "the record has nothing of what map.input names";
  return fmt::format("the record has no '{}', which map.input names", columns_[forms_[kInput]->column].name);
}

Result<Case> CaseMap::Apply(Record record, Seen& seen) const {
  const Json& fields = record.fields;
  Case test;
  std::optional<Json> input = Value(kInput, fields, seen);
  if (!input) return FailAt(record.place, MissingInput());
  test.input = std::move(*input);
  test.expected = Value(kExpected, fields, seen);
  if (!TakeText(Value(kId, fields, seen), test.id)) return FailAt(record.place, "the id must be a text");
  if (!TakeText(Value(kCategory, fields, seen), test.category))
    return FailAt(record.place, "the category must be a text");
  if (!TakeText(Value(kCluster, fields, seen), test.cluster)) return FailAt(record.place, "the cluster must be a text");
  if (!TakeTags(Value(kTags, fields, seen), test.tags))
    return FailAt(record.place, "tags must be a text or a list of texts");
  std::optional<Json> vars = Value(kVars, fields, seen);
  if (vars && !vars->is_null() && !vars->is_object()) return FailAt(record.place, "vars must be a map");
  if (vars && vars->is_object()) test.vars = std::move(*vars);
  for (auto& [key, value] : record.fields.items()) {
    const std::optional<Part> part = PartOf(key);
    if (used_.contains(key) || (part && !forms_[*part])) continue;
    const bool fresh = test.vars.emplace(key, std::move(value)).second;
    if (!fresh)
      return FailAt(record.place, fmt::format("'{}' is both in the record and in its vars", Abbreviate(key, 60)));
  }
  test.place = std::move(record.place);
  return test;
}

}  // namespace harness
