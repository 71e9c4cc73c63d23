#include "scorers/schema.h"

#include "scorers/judged.h"
#include "scorers/schema_option.h"

namespace harness {
namespace {

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
  type.shape.fields = {SchemaFileField()};
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
