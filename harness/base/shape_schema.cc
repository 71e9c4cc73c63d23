#include "harness/base/shape.h"

namespace harness {
namespace {

constexpr const char* kDurationPattern = "^\\s*[0-9.]+\\s*(us|µs|ms|s|m|h|d)";
constexpr const char* kSizePattern = "^\\s*[0-9.]+\\s*([kKmMgGtT]?[iI]?[bB])?\\s*$";
// What is read from the environment can stand for any scalar.
constexpr const char* kVariablePattern = "^\\$\\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\\}$";

Json Pattern(const char* pattern) {
  return {{"type", "string"}, {"pattern", pattern}};
}

Json TextSchema(const Field& field) {
  if (field.choices.empty()) return {{"type", {"string", "number", "boolean"}}};
  return {{"enum", field.choices}};
}

// A list's entries: maps of the field's shape, texts, or anything.
Json ListSchema(const Field& field) {
  Json schema = {{"type", "array"}};
  if ((field.types & kList) == 0)
    schema["items"] = TextSchema(field);
  else if (field.shape)
    schema["items"] = ToJsonSchema(*field.shape);
  return schema;
}

// One schema for each type that the field allows.
std::vector<Json> Alternatives(const Field& field) {
  const unsigned types = field.types;
  std::vector<Json> schemas;
  if ((types & kText) != 0) schemas.push_back(TextSchema(field));
  if ((types & kBool) != 0) schemas.push_back({{"type", "boolean"}});
  if ((types & kNumber) != 0)
    schemas.push_back({{"type", "number"}});
  else if ((types & kInteger) != 0)
    schemas.push_back({{"type", "integer"}});
  if ((types & kDuration) != 0) schemas.push_back(Pattern(kDurationPattern));
  if ((types & kSize) != 0) {
    schemas.push_back({{"type", "integer"}, {"minimum", 0}});
    schemas.push_back(Pattern(kSizePattern));
  }
  if ((types & (kList | kTextList)) != 0) schemas.push_back(ListSchema(field));
  if ((types & kMap) != 0) schemas.push_back(field.shape ? ToJsonSchema(*field.shape) : Json{{"type", "object"}});
  if ((types & kNothing) != 0) schemas.push_back({{"type", "null"}});
  constexpr unsigned kScalars = kBool | kInteger | kNumber | kDuration | kSize;
  const bool plain_text = (types & kText) != 0 && field.choices.empty();
  if (!plain_text && (types & (kScalars | kText)) != 0) schemas.push_back(Pattern(kVariablePattern));
  return schemas;
}

}  // namespace

Json ToJsonSchema(const Field& field) {
  Json schema = Json::object();
  if (field.types != kAnything || field.shape || !field.choices.empty()) {
    std::vector<Json> alternatives = Alternatives(field);
    if (alternatives.size() == 1)
      schema = std::move(alternatives.front());
    else
      schema["anyOf"] = std::move(alternatives);
  }
  if (!field.doc.empty()) schema["description"] = field.doc;
  return schema;
}

Json ToJsonSchema(const Shape& shape) {
  Json schema = {{"type", "object"}, {"properties", Json::object()}, {"additionalProperties", shape.open}};
  Json required = Json::array();
  for (const Field& field : shape.fields) {
    schema["properties"][field.name] = ToJsonSchema(field);
    if (field.required) required.push_back(field.name);
  }
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

}  // namespace harness
