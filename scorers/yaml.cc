#include "scorers/yaml.h"

#include "harness/base/text.h"
#include "harness/suite/yaml.h"
#include "scorers/judged.h"
#include "scorers/schema_option.h"

namespace harness {
namespace {

// The map or list that `text` is.
Result<Node> ReadContainer(std::string_view text) {
  if (text.size() > kMaxYamlBytes) return Fail("no YAML (more than {}): {}", FormatSize(kMaxYamlBytes), Quote(text));
  Diagnostics diagnostics;
  const std::optional<Node> node = ParseYaml(std::make_shared<Source>(Source{"", std::string(text)}), diagnostics);
  if (!diagnostics.empty()) {
    const Diagnostic first = std::move(diagnostics).ToError().diagnostics().front();
    return Fail("no YAML (line {}, column {}: {}): {}", first.place.line, first.place.column, first.message,
                Quote(text));
  }
  if (!node || node->IsScalar()) return Fail("no YAML map or list: {}", Quote(text));
  return *node;
}

class IsYamlScorer final : public Scorer {
 public:
  explicit IsYamlScorer(std::optional<JsonSchema> schema) : schema_(std::move(schema)) {}

  Score Judge(const Question& question, const CallContext&) override {
    const Json& actual = question.actual;
    if (actual.is_structured()) return schema_ ? JudgeBySchema(*schema_, actual) : Score::Pass();
    const TextView view(actual);
    const Result<Node> node = ReadContainer(view.text());
    if (!node) return Score::Fail(node.error().Message());
    return schema_ ? JudgeBySchema(*schema_, node->ToJson()) : Score::Pass();
  }

 private:
  const std::optional<JsonSchema> schema_;
};

Result<std::unique_ptr<Scorer>> MakeIsYaml(const Node& config, const Services& services) {
  Result<std::optional<JsonSchema>> schema = SchemaIn(config, services);
  if (!schema) return Unexpected(schema.error());
  return std::make_unique<IsYamlScorer>(*std::move(schema));
}

}  // namespace

ScorerType IsYamlScorerType() {
  ScorerType type;
  type.name = "is-yaml";
  type.doc = "The output is a YAML map or list, valid by a JSON Schema if one is given.";
  type.needs = Needs::kNothing;
  type.value = kMap | kBool;
  type.shape.fields = {SchemaFileField()};
  type.make = MakeIsYaml;
  return type;
}

}  // namespace harness
