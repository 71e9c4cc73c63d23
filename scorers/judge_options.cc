#include "scorers/judge_options.h"

#include <algorithm>

#include "harness/base/text.h"

namespace harness {
namespace {

const std::string kDefaultModel = "judge";

// The name of the model; a mistake where none is said and none can be meant.
Result<std::string> ModelName(const Node& config, const Services& services) {
  const std::vector<std::string> names = services.models ? services.models->Names() : std::vector<std::string>{};
  if (const Node* model = config.Find("model")) {
    const std::string& name = model->AsString();
    if (std::find(names.begin(), names.end(), name) != names.end()) return name;
    if (names.empty())
      return model->Fail("the suite has no 'models'; add models: {{ {}: {{ provider: openai, … }} }}", name);
    return model->Fail("{}", UnknownName("model", name, names));
  }
  if (std::find(names.begin(), names.end(), kDefaultModel) != names.end()) return kDefaultModel;
  if (names.size() == 1) return names[0];
  return config.Fail("{}", names.empty()
                               ? "a judge needs a model: add models: { judge: { provider: openai, … } } to the suite"
                               : "'model' is missing: which of the suite's 'models' judges?");
}

const ModelInfo* InfoOf(const Node& config, const Services& services) {
  const Result<std::string> name = ModelName(config, services);
  return name ? services.models->Find(*name) : nullptr;
}

}  // namespace

std::vector<Field> JudgeFields() {
  return {{.name = "model",
           .types = kText,
           .doc = "A name of the suite's `models`; by default the one called judge, or the only one."}};
}

Result<JudgeModel> FindJudgeModel(const Node& config, const Services& services) {
  const Result<std::string> name = ModelName(config, services);
  if (!name) return Unexpected(name.error());
  auto chat = services.models->ChatOf(*name);
  if (!chat) return config.Fail("{}", chat.error().Message());
  return JudgeModel{*std::move(chat), *services.models->Find(*name)};
}

Result<std::string> TextOption(const Node& config, const char* name) {
  const Node* value = config.Find("value");
  const Node* named = config.Find(name);
  if (value && named) return named->Fail("the {0} is given twice, as 'value' and as '{0}'", name);
  const Node* given = named ? named : value;
  if (!given) return config.Fail("'{}' is missing: what the answer is judged by", name);
  if (Trim(given->AsString()).empty()) return given->Fail("the {} is empty", name);
  return given->AsString();
}

ScorerType JudgeType(std::string name, std::string doc) {
  ScorerType type;
  type.name = std::move(name);
  type.doc = std::move(doc);
  type.needs = Needs::kNothing;
  type.asks_model = true;
  type.shape.fields = JudgeFields();
  type.absent = [](const Node& config, const Services& services) {
    const ModelInfo* info = InfoOf(config, services);
    return info ? info->absent : "";
  };
  type.depends_on = [](const Node& config, const Services& services) {
    const ModelInfo* info = InfoOf(config, services);
    return info ? fmt::format("{}/{} {}", info->provider, info->model, CanonicalJson(info->parameters)) : "";
  };
  return type;
}

}  // namespace harness
