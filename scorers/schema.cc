#include "scorers/schema.h"

#include "harness/base/json_schema.h"
#include "harness/base/text.h"
#include "scorers/judged.h"

namespace harness {
namespace {

constexpr size_t kViolations = 20;  // in the evidence
constexpr size_t kNamed = 3;        // in the reason
constexpr size_t kShown = 200;      // code points of one violation in the reason
constexpr uint64_t kMaxSchemaBytes = 8 << 20;

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

class JsonSchemaScorer final : public Scorer {
 public:
  explicit JsonSchemaScorer(JsonSchema schema) : schema_(std::move(schema)) {}

  Score Judge(const Question& question, const CallContext&) override {
    const Result<JsonView> view = JsonView::Of(question);
    return view ? JudgeBySchema(schema_, view->json()) : Score::Fail(view.error().Message());
  }

 private:
  const JsonSchema schema_;
};

class IsJsonScorer final : public Scorer {
 public:
  explicit IsJsonScorer(std::optional<JsonSchema> schema) : schema_(std::move(schema)) {}

  Score Judge(const Question& question, const CallContext&) override {
    const Json& actual = question.actual;
    const bool structured = !actual.is_string() || (question.output.json && JsonEqual(*question.output.json, actual));
    if (structured) return schema_ ? JudgeBySchema(*schema_, actual) : Score::Pass();
    const auto& text = actual.get_ref<const std::string&>();
    const Result<Json> parsed = ParseJson(text);
    if (!parsed) return Score::Fail(fmt::format("no JSON ({}): {}", parsed.error().Message(), Quote(text)));
    return schema_ ? JudgeBySchema(*schema_, *parsed) : Score::Pass();
  }

 private:
  const std::optional<JsonSchema> schema_;
};

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

// The schema of `value` or `file`; nullopt if neither is given.
Result<std::optional<JsonSchema>> SchemaIn(const Node& config, const Services& services) {
  const Node* value = config.Find("value");
  const Node* file = config.Find("file");
  if (value && file) return file->Fail("'value' and 'file' can't both be given");
  if (!value && !file) return std::optional<JsonSchema>();
  return (file ? ReadSchema(*file, services.files) : Compile(value->ToJson(), *value, "")).map([](JsonSchema schema) {
    return std::optional<JsonSchema>(std::move(schema));
  });
}

Result<std::unique_ptr<Scorer>> MakeIsJson(const Node& config, const Services& services) {
  Result<std::optional<JsonSchema>> schema = SchemaIn(config, services);
  if (!schema) return Unexpected(schema.error());
  return std::make_unique<IsJsonScorer>(*std::move(schema));
}

Result<std::unique_ptr<Scorer>> MakeJsonSchema(const Node& config, const Services& services) {
  Result<std::optional<JsonSchema>> schema = SchemaIn(config, services);
  if (!schema) return Unexpected(schema.error());
  if (!*schema) return config.Fail("a schema is missing: give it as 'value', or its file as 'file'");
  return std::make_unique<JsonSchemaScorer>(**std::move(schema));
}

ScorerType TypeOf(std::string name, std::string doc, Factory<Scorer> make) {
  ScorerType type;
  type.name = std::move(name);
  type.doc = std::move(doc);
  type.needs = Needs::kNothing;
  type.value = kMap | kBool;
  type.shape.fields = {
      {.name = "file", .types = kText, .doc = "The file that holds the schema, relative to the suite."}};
  type.make = std::move(make);
  return type;
}

}  // namespace

ScorerType IsJsonScorerType() {
  return TypeOf("is-json", "The output is JSON, and valid by a JSON Schema if one is given.", MakeIsJson);
}

ScorerType JsonSchemaScorerType() {
  return TypeOf("json-schema", "The output is JSON that is valid by a JSON Schema (draft 7 or 2020-12).",
                MakeJsonSchema);
}

}  // namespace harness
