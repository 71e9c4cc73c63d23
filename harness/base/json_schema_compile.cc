#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <unordered_map>

#include "harness/base/json_schema.h"
#include "harness/base/json_schema_cycles.h"
#include "harness/base/json_schema_node.h"
#include "harness/base/json_schema_pattern.h"
#include "harness/base/json_schema_text.h"
#include "harness/base/json_schema_uri.h"

namespace harness {
namespace {

enum Drafts : unsigned { kDraft7 = 1, kDraft2020 = 2, kBoth = 3 };
enum class Holds { kSchema, kList, kMap, kSchemaOrList };

// The keywords that hold schemas, and how.
struct Applicator {
  const char* name;
  Holds holds;
  unsigned drafts;
};

constexpr auto kApplicators = std::to_array<Applicator>({
    {"$defs", Holds::kMap, kDraft2020},
    {"additionalItems", Holds::kSchema, kDraft7},
    {"additionalProperties", Holds::kSchema, kBoth},
    {"allOf", Holds::kList, kBoth},
    {"anyOf", Holds::kList, kBoth},
    {"contains", Holds::kSchema, kBoth},
    {"contentSchema", Holds::kSchema, kDraft2020},
    {"definitions", Holds::kMap, kBoth},
    {"dependencies", Holds::kMap, kDraft7},
    {"dependentSchemas", Holds::kMap, kDraft2020},
    {"else", Holds::kSchema, kBoth},
    {"if", Holds::kSchema, kBoth},
    {"items", Holds::kSchemaOrList, kDraft7},
    {"items", Holds::kSchema, kDraft2020},
    {"not", Holds::kSchema, kBoth},
    {"oneOf", Holds::kList, kBoth},
    {"patternProperties", Holds::kMap, kBoth},
    {"prefixItems", Holds::kList, kDraft2020},
    {"properties", Holds::kMap, kBoth},
    {"propertyNames", Holds::kSchema, kBoth},
    {"then", Holds::kSchema, kBoth},
    {"unevaluatedItems", Holds::kSchema, kDraft2020},
    {"unevaluatedProperties", Holds::kSchema, kDraft2020},
});

constexpr auto kKindNames =
    std::to_array<std::pair<std::string_view, unsigned>>({{"null", kNullKind},
                                                          {"boolean", kBooleanKind},
                                                          {"integer", kIntegerKind},
                                                          {"number", kNumberKind | kIntegerKind},
                                                          {"string", kStringKind},
                                                          {"array", kArrayKind},
                                                          {"object", kObjectKind}});

bool IsSchema(const Json& json) {
  return json.is_object() || json.is_boolean();
}

// Finds all schemas of the document first, with their resources and anchors, and then fills one node after the other;
// what a reference finds where no schema was expected is added at the end of the row. Nothing recurses.
class Compiler {
 public:
  explicit Compiler(CompiledSchema& to) : to_(to) {}

  Result<> Compile() {
    ChooseDraft();
    if (!wrong_.empty()) return Unexpected(std::move(wrong_).ToError());
    to_.resources.push_back({"", &to_.document, {}, {}});
    by_uri_[""] = &to_.resources.back();
    Discover(to_.document, "#", to_.resources.back());
    for (size_t i = 0; i < to_.nodes.size(); ++i) Fill(to_.nodes[i]);
    if (!wrong_.empty()) return Unexpected(std::move(wrong_).ToError());
    for (const std::string& cycle : EndlessReferences(to_))
      Wrong(cycle, "the schema refers back to itself for the same value, without end");
    if (!wrong_.empty()) return Unexpected(std::move(wrong_).ToError());
    return {};
  }

 private:
  void Wrong(const std::string& where, std::string_view what) {
    wrong_.Add({{}, fmt::format("{}: {}", where, what), {}});
  }
  void WrongAt(const SchemaNode& node, std::string_view keyword, std::string_view what) {
    Wrong(fmt::format("{}/{}", node.location, keyword), what);
  }
  bool Is(unsigned drafts) const { return (draft_ & drafts) != 0; }
  // In draft 7, what stands beside $ref is ignored.
  bool IsReference(const SchemaNode& node) const { return Is(kDraft7) && node.json->contains("$ref"); }

  void ChooseDraft() {
    if (!IsSchema(to_.document))
      Wrong("#", "a JSON Schema must be an object, true or false");
    else
      draft_ = DraftOf(to_.document, "#", draft_);
  }

  // What `$schema` says, or `otherwise`.
  unsigned DraftOf(const Json& json, const std::string& location, unsigned otherwise) {
    const auto said = json.is_object() ? json.find("$schema") : json.end();
    if (said == json.end()) return otherwise;
    std::string uri = said->is_string() ? said->get<std::string>() : "";
    if (!uri.empty() && uri.back() == '#') uri.pop_back();
    const size_t scheme = uri.find("://");
    const std::string name = scheme == std::string::npos ? uri : uri.substr(scheme + 3);
    if (name == "json-schema.org/draft-07/schema") return kDraft7;
    if (name == "json-schema.org/draft/2020-12/schema") return kDraft2020;
    Wrong(location + "/$schema",
          fmt::format("the dialect {} is not supported; draft 7 (http://json-schema.org/draft-07/schema#) and 2020-12 "
                      "(https://json-schema.org/draft/2020-12/schema) are",
                      CanonicalJson(*said)));
    return otherwise;
  }

  // ---- the schemas there are, and their names ----

  // The node of a schema, and of all schemas within it.
  void Discover(const Json& json, const std::string& location, const SchemaResource& resource) {
    const size_t first = to_.nodes.size();
    AddNode(json, location, &resource);
    for (size_t i = first; i < to_.nodes.size(); ++i) {
      SchemaNode& node = to_.nodes[i];
      if (!node.json->is_object()) continue;
      Identify(node);
      for (const Applicator& applicator : kApplicators) {
        if (IsReference(node) && std::string_view(applicator.name) != "definitions") continue;
        const auto held = Is(applicator.drafts) ? node.json->find(applicator.name) : node.json->end();
        if (held != node.json->end()) AddHeld(node, applicator, *held);
      }
    }
  }

  void AddNode(const Json& json, std::string location, const SchemaResource* resource) {
    if (!IsSchema(json) || by_json_.count(&json) > 0) return;
    SchemaNode& node = to_.nodes.emplace_back();
    node.json = &json;
    node.location = std::move(location);
    node.resource = resource;
    node.never = json.is_boolean() && !json.get<bool>();
    by_json_[&json] = &node;
  }

  void AddHeld(const SchemaNode& node, const Applicator& applicator, const Json& held) {
    const std::string location = fmt::format("{}/{}", node.location, applicator.name);
    const bool list = applicator.holds == Holds::kList || (applicator.holds == Holds::kSchemaOrList && held.is_array());
    if (list && held.is_array()) {
      for (size_t i = 0; i < held.size(); ++i) AddNode(held[i], fmt::format("{}/{}", location, i), node.resource);
    } else if (applicator.holds == Holds::kMap && held.is_object()) {
      for (const auto& [key, value] : held.items()) AddNode(value, location + PointerStep(key), node.resource);
    } else if (!list && applicator.holds != Holds::kMap) {
      AddNode(held, location, node.resource);
    }
  }

  // Text of a keyword that names something; null when it is absent.
  const std::string* Name(const SchemaNode& node, const char* keyword) {
    const auto found = node.json->find(keyword);
    if (found == node.json->end()) return nullptr;
    if (!found->is_string()) return WrongAt(node, keyword, "must be a string"), nullptr;
    return &found->get_ref<const std::string&>();
  }

  void Identify(SchemaNode& node) {
    if (IsReference(node)) return;
    if (const std::string* id = Name(node, "$id")) Enter(node, *id);
    if (Is(kDraft7)) return;
    if (const std::string* anchor = Name(node, "$anchor")) AddAnchor(node, "$anchor", *anchor);
    if (const std::string* anchor = Name(node, "$dynamicAnchor")) {
      AddAnchor(node, "$dynamicAnchor", *anchor);
      MutableResource(node).dynamic_anchors[*anchor] = &node;
    }
  }

  // Every resource is an element of to_.resources, which is not const here.
  SchemaResource& MutableResource(const SchemaNode& node) { return *by_uri_.at(node.resource->uri); }

  void Enter(SchemaNode& node, const std::string& id) {
    const std::string fragment(FragmentOf(id));
    if (!fragment.empty() && !Is(kDraft7)) return WrongAt(node, "$id", "must not have a fragment; use $anchor");
    if (const std::string uri(WithoutFragment(ResolveUri(node.resource->uri, id))); !WithoutFragment(id).empty()) {
      const auto [entry, fresh] = by_uri_.try_emplace(uri, nullptr);
      if (!fresh) return WrongAt(node, "$id", fmt::format("the name {} is taken by another schema", CanonicalJson(id)));
      if (DraftOf(*node.json, node.location, draft_) != draft_)
        WrongAt(node, "$schema", "a schema within another one must be of the same draft");
      entry->second = &to_.resources.emplace_back(SchemaResource{uri, node.json, {}, {}});
      node.resource = entry->second;
    }
    if (!fragment.empty()) AddAnchor(node, "$id", fragment);
  }

  void AddAnchor(const SchemaNode& node, std::string_view keyword, const std::string& anchor) {
    const auto [entry, fresh] = MutableResource(node).anchors.try_emplace(anchor, node.json);
    if (!fresh && entry->second != node.json)
      WrongAt(node, keyword, fmt::format("the name {} is taken by another schema", CanonicalJson(anchor)));
  }

  // ---- references ----

  const SchemaNode* Resolve(const SchemaNode& node, const char* keyword, const std::string& reference) {
    const std::string uri = ResolveUri(node.resource->uri, reference);
    const auto resource = by_uri_.find(std::string(WithoutFragment(uri)));
    if (resource == by_uri_.end())
      return WrongAt(node, keyword,
                     fmt::format("{} refers to another document; only references within the schema are supported",
                                 CanonicalJson(reference))),
             nullptr;
    const std::string fragment = PercentDecoded(FragmentOf(uri));
    const SchemaNode* found = nullptr;
    if (fragment.empty() || fragment[0] == '/') {
      found = AtPointer(*resource->second, fragment);
    } else if (const auto anchor = resource->second->anchors.find(fragment);
               anchor != resource->second->anchors.end()) {
      found = by_json_.at(anchor->second);
    }
    if (found == nullptr)
      WrongAt(node, keyword, fmt::format("{} refers to nothing in this schema", CanonicalJson(reference)));
    return found;
  }

  // The schema that `pointer` leads to from the root of a resource, discovered now if no keyword led there.
  const SchemaNode* AtPointer(const SchemaResource& resource, const std::string& pointer) {
    const Json* at = resource.root;
    const SchemaNode* around = by_json_.at(at);
    std::string location = around->location;
    for (size_t begin = 0; begin < pointer.size();) {
      const size_t end = std::min(pointer.find('/', begin + 1), pointer.size());
      const std::string step = pointer.substr(begin, end - begin);
      const Result<JsonPointer> next = JsonPointer::Parse(step);
      at = next ? next->Find(*at) : nullptr;
      if (at == nullptr) return nullptr;
      location += step;
      begin = end;
      if (const auto known = by_json_.find(at); known != by_json_.end()) around = known->second;
    }
    if (!IsSchema(*at)) return nullptr;
    if (around->json != at) Discover(*at, location, *around->resource);
    return by_json_.at(at);
  }

  void FillReferences(SchemaNode& node) {
    if (const std::string* ref = Name(node, "$ref")) node.ref = Resolve(node, "$ref", *ref);
    const std::string* dynamic = Is(kDraft2020) ? Name(node, "$dynamicRef") : nullptr;
    if (dynamic == nullptr) return;
    node.dynamic_ref = Resolve(node, "$dynamicRef", *dynamic);
    if (node.dynamic_ref == nullptr) return;
    const std::string anchor = PercentDecoded(FragmentOf(*dynamic));
    const auto& bookends = node.dynamic_ref->resource->dynamic_anchors;
    const auto bookend = bookends.find(anchor);
    if (bookend != bookends.end() && bookend->second == node.dynamic_ref) node.dynamic_anchor = anchor;
  }

  // ---- reading keywords ----

  // The value of a keyword of the right kind; null when it is absent or, with a message, of another kind.
  const Json* Get(const SchemaNode& node, const char* keyword, bool (Json::*is)() const noexcept,
                  std::string_view what) {
    const auto found = node.json->find(keyword);
    if (found == node.json->end()) return nullptr;
    if (((*found).*is)()) return &*found;
    WrongAt(node, keyword, fmt::format("must be {}, but is {}", what, found->type_name()));
    return nullptr;
  }
  const Json* GetNumber(const SchemaNode& node, const char* keyword) {
    return Get(node, keyword, &Json::is_number, "a number");
  }
  const Json* GetObject(const SchemaNode& node, const char* keyword) {
    return Get(node, keyword, &Json::is_object, "an object");
  }

  // A schema that a keyword holds, at `location`.
  const SchemaNode* ToNode(const Json& json, const std::string& location) {
    if (const auto known = by_json_.find(&json); known != by_json_.end()) return known->second;
    Wrong(location, "must be a schema: an object, true or false");
    return nullptr;
  }

  const SchemaNode* GetSchema(const SchemaNode& node, const char* keyword, unsigned drafts = kBoth) {
    const auto found = Is(drafts) ? node.json->find(keyword) : node.json->end();
    return found == node.json->end() ? nullptr : ToNode(*found, fmt::format("{}/{}", node.location, keyword));
  }

  std::vector<const SchemaNode*> GetSchemas(const SchemaNode& node, const char* keyword) {
    std::vector<const SchemaNode*> schemas;
    const Json* list = Get(node, keyword, &Json::is_array, "a list of schemas");
    if (list == nullptr) return schemas;
    if (list->empty() && !Is(kDraft7)) WrongAt(node, keyword, "must not be empty");
    for (size_t i = 0; i < list->size(); ++i)
      schemas.push_back(ToNode((*list)[i], fmt::format("{}/{}/{}", node.location, keyword, i)));
    return schemas;
  }

  void GetCount(const SchemaNode& node, const char* keyword, uint64_t& to) {
    constexpr double kTwoTo64 = 18446744073709551616.0;
    const Json* number = GetNumber(node, keyword);
    if (number == nullptr) return;
    const auto value = number->get<double>();
    if (value < 0 || value != std::trunc(value)) return WrongAt(node, keyword, "must be a whole number from 0");
    if (!number->is_number_float())
      to = number->get<uint64_t>();
    else
      to = value >= kTwoTo64 ? std::numeric_limits<uint64_t>::max() : static_cast<uint64_t>(value);
  }

  bool GetTexts(const Json& list, const std::string& location, std::vector<std::string>& to) {
    const bool texts =
        list.is_array() && std::all_of(list.begin(), list.end(), [](const Json& j) { return j.is_string(); });
    if (texts)
      to = list.get<std::vector<std::string>>();
    else
      Wrong(location, "must be a list of strings");
    return texts;
  }

  std::unique_ptr<re2::RE2> GetPattern(const std::string& location, const std::string& pattern) {
    auto compiled = CompileEcmaPattern(pattern);
    if (compiled) return std::move(*compiled);
    Wrong(location, compiled.error().Message());
    return nullptr;
  }

  // ---- filling a node, a group of keywords at a time ----

  void Fill(SchemaNode& node) {
    if (!node.json->is_object()) return;
    FillReferences(node);
    if (IsReference(node)) return;
    FillValue(node);
    FillNumber(node);
    FillString(node);
    FillArray(node);
    FillObject(node);
    FillDependencies(node);
    FillCombined(node);
  }

  void FillValue(SchemaNode& node) {
    const auto type = node.json->find("type");
    if (type != node.json->end()) node.kinds = ReadKinds(node, *type);
    const auto constant = node.json->find("const");
    if (constant != node.json->end()) node.constant = &*constant;
    node.choices = Get(node, "enum", &Json::is_array, "a list");
    if (node.choices == nullptr) return;
    for (const Json& choice : *node.choices) node.sorted_choices.push_back(&choice);
    std::sort(node.sorted_choices.begin(), node.sorted_choices.end(),
              [](const Json* a, const Json* b) { return CompareJson(*a, *b) < 0; });
  }

  unsigned ReadKinds(const SchemaNode& node, const Json& type) {
    if (!type.is_array()) return ReadKind(node, type);
    unsigned kinds = 0;
    for (const Json& one : type) kinds |= ReadKind(node, one);
    return kinds;
  }

  unsigned ReadKind(const SchemaNode& node, const Json& type) {
    for (const auto& [name, kinds] : kKindNames)
      if (type == name) return kinds;
    WrongAt(node, "type",
            CanonicalJson(type) + " is not a type; there are null, boolean, integer, number, string, array, object");
    return kAnyKind;
  }

  void FillNumber(SchemaNode& node) {
    node.minimum = GetNumber(node, "minimum");
    node.maximum = GetNumber(node, "maximum");
    node.exclusive_minimum = GetNumber(node, "exclusiveMinimum");
    node.exclusive_maximum = GetNumber(node, "exclusiveMaximum");
    node.multiple_of = GetNumber(node, "multipleOf");
    if (node.multiple_of == nullptr || node.multiple_of->get<double>() > 0) return;
    WrongAt(node, "multipleOf", "must be greater than 0");
    node.multiple_of = nullptr;
  }

  void FillString(SchemaNode& node) {
    GetCount(node, "minLength", node.length.least);
    GetCount(node, "maxLength", node.length.most);
    const Json* pattern = Get(node, "pattern", &Json::is_string, "a string");
    if (pattern != nullptr)
      node.pattern = GetPattern(node.location + "/pattern", pattern->get_ref<const std::string&>());
  }

  void FillArray(SchemaNode& node) {
    GetCount(node, "minItems", node.items.least);
    GetCount(node, "maxItems", node.items.most);
    const Json* unique = Get(node, "uniqueItems", &Json::is_boolean, "true or false");
    node.unique_items = unique != nullptr && unique->get<bool>();
    node.contains = GetSchema(node, "contains");
    node.contained.least = 1;
    if (Is(kDraft2020)) {
      GetCount(node, "minContains", node.contained.least);
      GetCount(node, "maxContains", node.contained.most);
      node.prefix_items = GetSchemas(node, "prefixItems");
      node.unevaluated_items = GetSchema(node, "unevaluatedItems");
    }
    const auto items = node.json->find("items");
    const bool list = Is(kDraft7) && items != node.json->end() && items->is_array();
    if (list) node.prefix_items = GetSchemas(node, "items");
    node.other_items_keyword = list ? "additionalItems" : "items";
    node.other_items = GetSchema(node, list ? "additionalItems" : "items");
  }

  void FillObject(SchemaNode& node) {
    GetCount(node, "minProperties", node.members.least);
    GetCount(node, "maxProperties", node.members.most);
    if (node.json->contains("required")) GetTexts((*node.json)["required"], node.location + "/required", node.required);
    if (const Json* properties = GetObject(node, "properties"))
      for (const auto& [key, schema] : properties->items())
        node.properties[key] = ToNode(schema, node.location + "/properties" + PointerStep(key));
    if (const Json* patterns = GetObject(node, "patternProperties")) {
      for (const auto& [key, schema] : patterns->items()) {
        const std::string location = node.location + "/patternProperties" + PointerStep(key);
        node.pattern_properties.emplace_back(GetPattern(location, key), ToNode(schema, location));
      }
    }
    node.additional_properties = GetSchema(node, "additionalProperties");
    node.property_names = GetSchema(node, "propertyNames");
    node.unevaluated_properties = GetSchema(node, "unevaluatedProperties", kDraft2020);
  }

  void FillDependencies(SchemaNode& node) {
    const bool old = Is(kDraft7);
    node.dependent_required_keyword = old ? "dependencies" : "dependentRequired";
    node.dependent_schemas_keyword = old ? "dependencies" : "dependentSchemas";
    const auto location = [&](const char* keyword, const std::string& key) {
      return fmt::format("{}/{}{}", node.location, keyword, PointerStep(key));
    };
    if (const Json* needs = GetObject(node, node.dependent_required_keyword))
      for (const auto& [key, names] : needs->items())
        if (!old || names.is_array())
          GetTexts(names, location(node.dependent_required_keyword, key), node.dependent_required[key]);
    if (const Json* needs = GetObject(node, node.dependent_schemas_keyword))
      for (const auto& [key, schema] : needs->items())
        if (!old || !schema.is_array())
          node.dependent_schemas[key] = ToNode(schema, location(node.dependent_schemas_keyword, key));
  }

  void FillCombined(SchemaNode& node) {
    node.all_of = GetSchemas(node, "allOf");
    node.any_of = GetSchemas(node, "anyOf");
    node.one_of = GetSchemas(node, "oneOf");
    node.not_of = GetSchema(node, "not");
    node.if_of = GetSchema(node, "if");
    node.then_of = GetSchema(node, "then");
    node.else_of = GetSchema(node, "else");
  }

  CompiledSchema& to_;
  unsigned draft_ = kDraft2020;
  Diagnostics wrong_;
  std::unordered_map<const Json*, SchemaNode*> by_json_;
  std::map<std::string, SchemaResource*> by_uri_;
};

}  // namespace

Result<JsonSchema> JsonSchema::Compile(Json schema, uint64_t max_steps) {
  auto compiled = std::make_shared<CompiledSchema>();
  compiled->document = std::move(schema);
  compiled->max_steps = max_steps;
  if (const Result<> done = Compiler(*compiled).Compile(); !done) return Unexpected(done.error());
  return JsonSchema(std::move(compiled));
}

}  // namespace harness
