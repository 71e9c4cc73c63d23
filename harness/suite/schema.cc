// SuiteSchema: what LoadSuite takes, as JSON Schema for editors.
#include <algorithm>

#include "harness/suite/databases.h"
#include "harness/suite/dataset.h"
#include "harness/suite/load_metrics.h"
#include "harness/suite/load_scorers.h"
#include "harness/suite/load_sources.h"
#include "harness/suite/load_targets.h"
#include "harness/suite/suite.h"
#include "harness/suite/suite_shape.h"

namespace harness {
namespace {

Json Reference(const char* name) {
  return {{"$ref", std::string("#/$defs/") + name}};
}

Json ListOf(Json items) {
  return {{"type", "array"}, {"items", std::move(items)}};
}

Json ListOrNothing(Json items) {
  Json schema = ListOf(std::move(items));
  schema["type"] = {"array", "null"};
  return schema;
}

Json TextFile() {
  return {{"type", "object"},
          {"properties", {{"file", {{"type", "string"}}}}},
          {"required", {"file"}},
          {"additionalProperties", false}};
}

// A field of a scorer; where a text is taken, so is a file in its place.
Json WithTextFile(const Field& field) {
  Json schema = ToJsonSchema(field);
  if ((field.types & kText) == 0 || (field.types & kMap) != 0 || !field.choices.empty()) return schema;
  Json both = {{"anyOf", {std::move(schema), TextFile()}}};
  if (!field.doc.empty()) both["description"] = field.doc;
  return both;
}

// Of a combination: scorers again.
Json Members() {
  Json list = ListOf(Reference("scorer"));
  list["description"] = "Its members: entries as in the suite's `score`.";
  return list;
}

// The options of a scorer type, those that all know included.
Json ScorerOptions(const ScorerType& type) {
  Json properties = Json::object();
  for (const Field& field : CommonScorerOptions().fields) properties[field.name] = ToJsonSchema(field);
  if (type.value == 0)
    properties.erase("value");
  else
    properties["value"] =
        WithTextFile({"value", type.value, "What is judged against, instead of the case's expected."});
  for (const Field& field : type.shape.fields) properties[field.name] = WithTextFile(field);
  if (type.combination == Combination::kNone) return properties;
  for (const char* option : {"at", "expected", "extract"}) properties.erase(option);
  for (const char* option : {"value", "score"}) properties[option] = Members();
  return properties;
}

// An entry whose type is written as `written`.
Json ScorerEntry(const ScorerType& type, const std::string& written) {
  const Json options = ScorerOptions(type);
  Json bodies = Json::array();
  bodies.push_back({{"type", "object"}, {"properties", options}, {"additionalProperties", type.shape.open}});
  bodies.push_back({{"type", "null"}});
  const unsigned bare = type.value & ~static_cast<unsigned>(kMap);  // a map would be options
  if (type.combination != Combination::kNone)
    bodies.push_back(Members());
  else if (bare != 0)
    bodies.push_back(WithTextFile({"value", bare, ""}));
  Json properties = options;
  properties[written] = {{"anyOf", std::move(bodies)}, {"description", type.doc}};
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", {written}},
          {"additionalProperties", type.shape.open}};
}

Json ScorerDefinition(const Catalogue& catalogue) {
  Json names = Json::array();
  Json entries = Json::array();
  for (const ScorerType& type : catalogue.scorers) {
    for (const std::string& written : {type.name, "not-" + type.name}) {
      if (type.make_comparer && written != type.name) continue;
      names.push_back(written);
      entries.push_back(ScorerEntry(type, written));
    }
  }
  if (!names.empty()) entries.insert(entries.begin(), Json{{"enum", std::move(names)}});
  return {{"anyOf", std::move(entries)}};
}

Json TargetEntry(const Catalogue& catalogue) {
  Json entries = Json::array();
  for (const TargetType& type : catalogue.targets) {
    Shape shape = CommonTargetOptions();
    shape.fields.insert(shape.fields.begin(), type.shape.fields.begin(), type.shape.fields.end());
    shape.open = type.shape.open;
    Json entry = ToJsonSchema(shape);
    entry["description"] = type.doc;
    Json required = entry.value("required", Json::array());
    if (std::find(required.begin(), required.end(), Json(type.name)) == required.end()) required.push_back(type.name);
    entry["required"] = std::move(required);
    entries.push_back(std::move(entry));
  }
  return {{"anyOf", std::move(entries)}};
}

Json MetricEntry(const Catalogue& catalogue) {
  const Json options = ToJsonSchema(MetricOptions());
  Json names = Json::array();
  Json entries = Json::array();
  for (const MetricType& type : catalogue.metrics) {
    Json body = options;
    body["type"] = {"object", "null"};
    body["description"] = type.doc;
    Json entry = options;
    entry["properties"][type.name] = std::move(body);
    entry["required"] = {type.name};
    names.push_back(type.name);
    entries.push_back(std::move(entry));
  }
  entries.insert(entries.begin(), Json{{"enum", std::move(names)}});
  return {{"anyOf", std::move(entries)}};
}

Json GateEntry() {
  const Json text = {{"type", "string"},
                     {"description", "FIGURE[(NAME][, EXPRESSION)] OP NUMBER[%|ms|s], such as pass_rate >= 90%"}};
  const Json warn = {
      {"type", "object"}, {"properties", {{"warn", text}}}, {"required", {"warn"}}, {"additionalProperties", false}};
  return {{"anyOf", {text, warn}}};
}

// A source, which may carry scorers and targets of its own.
Json SourceEntry(const Catalogue& catalogue) {
  Json entries = Json::array();
  std::vector<Shape> shapes = {FileSourceShape(), BenchmarkSourceShape(), InlineSourceShape()};
  for (const SourceType& type : catalogue.sources) shapes.push_back(SourceShape(type));
  for (Shape& shape : shapes) {
    shape.fields.push_back(
        {"targets", kText | kTextList, "Which of the suite's targets get these cases; by default all."});
    Json entry = ToJsonSchema(shape);
    entry["properties"]["score"] = ListOf(Reference("scorer"));
    Json& properties = entry["properties"];
    if (properties.contains("inline"))
      properties["inline"]["items"]["properties"]["score"] = ListOf(Reference("scorer"));
    entries.push_back(std::move(entry));
  }
  return {{"anyOf", std::move(entries)}};
}

}  // namespace

Json SuiteSchema(const Catalogue& catalogue) {
  Json schema = ToJsonSchema(SuiteShape());
  schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  schema["title"] = "A suite of harness, version 1";
  schema["$defs"] = {{"scorer", ScorerDefinition(catalogue)}};
  Json& properties = schema["properties"];
  const auto list = [&](const char* key, Json items) {
    Json described = ListOrNothing(std::move(items));
    described["description"] = properties[key]["description"];
    properties[key] = std::move(described);
  };
  list("cases", SourceEntry(catalogue));
  list("targets", TargetEntry(catalogue));
  list("score", Reference("scorer"));
  list("metrics", MetricEntry(catalogue));
  list("gates", GateEntry());
  properties["databases"]["additionalProperties"] = ToJsonSchema(DatabaseShape());
  return schema;
}

}  // namespace harness
