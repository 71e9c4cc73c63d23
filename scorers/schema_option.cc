#include "scorers/schema_option.h"

#include "harness/base/text.h"

namespace harness {
namespace {

constexpr size_t kViolations = 20;  // in the evidence
constexpr size_t kNamed = 3;        // in the reason
constexpr size_t kShown = 200;      // code points of one violation in the reason
constexpr uint64_t kMaxSchemaBytes = 8 << 20;

// The part of a schema that a message "#/properties/a/minimum: …" is about, as far as it can be followed.
const Node& NodeAt(const Node& schema, std::string_view message) {
  const Node* node = &schema;
  if (!message.starts_with("#/")) return *node;
  for (const std::string_view step : Split(message.substr(2, message.find(": ") - 2), "/")) {
    const Node* child = node->Find(step);
    if (!child) break;
    node = child;
  }
  return *node;
}

Result<JsonSchema> Compile(Json json, const Node& place, const std::string& file) {
  Result<JsonSchema> schema = JsonSchema::Compile(std::move(json));
  if (schema) return schema;
  Diagnostics diagnostics;
  for (const Diagnostic& diagnostic : schema.error().diagnostics()) {
    const Node& node = file.empty() ? NodeAt(place, diagnostic.message) : place;
    diagnostics.Add(node.MakeDiagnostic(
        fmt::format("not a JSON Schema: {}{}{}", file, file.empty() ? "" : ": ", diagnostic.message)));
  }
  return Unexpected(std::move(diagnostics).ToError());
}

Result<JsonSchema> ReadSchema(const Node& file, Files& files) {
  const std::string path = PathFrom(file.folder(), file.AsString());
  const Result<std::string> text = ReadWholeFile(files, path, kMaxSchemaBytes);
  if (!text) return file.Fail("{}", text.error().Message());
  Result<Json> json = ParseJson(*text);
  if (!json) return file.Fail("{}: {}", path, json.error().Message());
  return Compile(*std::move(json), file, path);
}

}  // namespace

Score JudgeBySchema(const JsonSchema& schema, const Json& value) {
  const std::vector<SchemaViolation> violations = schema.Validate(value, kViolations);
  if (violations.empty()) return Score::Pass();
  std::string reason;
  for (size_t i = 0; i < std::min(violations.size(), kNamed); ++i) {
    reason += (i > 0 ? "; " : "") + Abbreviate(ToString(violations[i]), kShown);
  }
  if (violations.size() > kNamed) {
    const bool more = violations.size() == kViolations;
    reason += fmt::format("; and {}{} more", violations.size() - kNamed, more ? " or" : "");
  }
  Score score = Score::Fail(std::move(reason));
  score.evidence = Json::array();
  for (const SchemaViolation& violation : violations) {
    score.evidence.push_back(
        {{"at", violation.instance}, {"schema", violation.schema}, {"message", violation.message}});
  }
  return score;
}

Result<std::optional<JsonSchema>> SchemaIn(const Node& config, const Services& services) {
  const Node* value = config.Find("value");
  const Node* file = config.Find("file");
  if (value && file) return file->Fail("'value' and 'file' can't both be given");
  if (!value && !file) return std::optional<JsonSchema>();
  return (file ? ReadSchema(*file, services.files) : Compile(value->ToJson(), *value, "")).map([](JsonSchema schema) {
    return std::optional<JsonSchema>(std::move(schema));
  });
}

Field SchemaFileField() {
  return {.name = "file", .types = kText, .doc = "The file that holds the schema, relative to the suite."};
}

}  // namespace harness
