#include "scorers/function_call.h"

#include <map>
#include <optional>
#include <utility>

#include "harness/base/json_schema.h"
#include "harness/base/text.h"
#include "harness/suite/yaml.h"
#include "scorers/judged.h"
#include "scorers/tool_calls.h"

namespace harness {
namespace {

constexpr uint64_t kMaxToolsBytes = 8 << 20;
constexpr size_t kShown = 200;  // code points of a violation in a reason

// What a function takes; nullopt: no arguments.
using Functions = std::map<std::string, std::optional<JsonSchema>, std::less<>>;

// The parts of `item` that a definition has in one of the forms of the providers.
struct Definition {
  std::string name;
  const Json* parameters = nullptr;  // null: it takes no arguments
};

std::optional<Definition> ReadDefinition(const Json& item) {
  if (!item.is_object()) return std::nullopt;
  const auto inner = item.find("function");
  const Json& map = inner != item.end() && inner->is_object() ? *inner : item;
  const auto name = map.find("name");
  if (name == map.end() || !name->is_string() || name->get_ref<const std::string&>().empty()) return std::nullopt;
  Definition definition{name->get<std::string>()};
  for (const char* key : {"parameters", "input_schema"}) {
    const auto found = map.find(key);
    if (found != map.end() && !found->is_null()) definition.parameters = &*found;
  }
  return definition;
}

Result<> AddFunction(const Json& item, Functions& to) {
  std::optional<Definition> definition = ReadDefinition(item);
  if (!definition)
    return Fail(
        "a tool is {{ name: …, parameters: … }}, or {{ type: function, function: {{ name: …, parameters: … }} }}");
  std::optional<JsonSchema> schema;
  if (definition->parameters) {
    Result<JsonSchema> compiled = JsonSchema::Compile(*definition->parameters);
    if (!compiled)
      return Fail("the parameters of '{}' are no JSON Schema: {}", definition->name, compiled.error().Message());
    schema = *std::move(compiled);
  }
  if (!to.emplace(definition->name, std::move(schema)).second) return Fail("'{}' is defined twice", definition->name);
  return {};
}

Result<Json> ReadToolsFile(const Node& file, Files& files) {
  const std::string path = file.AsPath();
  if (path.ends_with(".yaml") || path.ends_with(".yml")) {
    Diagnostics diagnostics;
    const std::optional<Node> node = ReadYaml(files, path, diagnostics, kMaxToolsBytes);
    if (!node || !diagnostics.empty()) return file.Fail("{}", std::move(diagnostics).ToError().Message());
    return node->ToJson();
  }
  const Result<std::string> text = ReadWholeFile(files, path, kMaxToolsBytes);
  if (!text) return file.Fail("{}", text.error().Message());
  Result<Json> json = ParseJson(*text);
  if (!json) return file.Fail("{}: {}", path, json.error().Message());
  return json;
}

Result<Functions> FunctionsOfFile(const Node& file, Files& files) {
  const Result<Json> list = ReadToolsFile(file, files);
  if (!list) return Unexpected(list.error());
  if (!list->is_array())
    return file.Fail("{}: a list of tools is expected, found {}", file.AsPath(), list->type_name());
  Functions functions;
  for (size_t i = 0; i < list->size(); ++i)
    if (const Result<> added = AddFunction((*list)[i], functions); !added)
      return file.Fail("{}: tool {}: {}", file.AsPath(), i + 1, added.error().Message());
  return functions;
}

Result<Functions> FunctionsIn(const Node& tools, const Services& services) {
  if (tools.IsMap()) {
    const Node* file = tools.Find("file");
    if (!file || !file->IsScalar() || file->IsNull() || tools.entries().size() != 1)
      return tools.Fail("'tools' is a list of tools, or {{ file: PATH }}");
    return FunctionsOfFile(*file, services.files);
  }
  Functions functions;
  Diagnostics diagnostics;
  for (const Node& item : tools.items())
    if (const Result<> added = AddFunction(item.ToJson(), functions); !added)
      diagnostics.Add(item.MakeDiagnostic(added.error().Message()));
  if (!diagnostics.empty()) return Unexpected(std::move(diagnostics).ToError());
  return functions;
}

// Which calls a scorer takes.
struct Form {
  std::optional<CallForm> only;  // nullopt: any
  std::string_view wanted;       // how reasons call it
};

class FunctionCallScorer final : public Scorer {
 public:
  FunctionCallScorer(std::optional<Functions> functions, Form form) : functions_(std::move(functions)), form_(form) {}

  Score Judge(const Question& question, const CallContext& context) override {
    if (!question.actual.is_string()) return JudgeAnswer(question.actual, context);
    const auto& text = question.actual.get_ref<const std::string&>();
    const Result<Json> parsed = ParseJson(text);
    if (!parsed) return Score::Fail(fmt::format("no JSON ({}): {}", parsed.error().Message(), Quote(text)));
    return JudgeAnswer(*parsed, context);
  }

 private:
  Score JudgeAnswer(const Json& answer, const CallContext& context) const {
    const ToolCalls found = ToolCallsIn(answer);
    if (found.calls.empty()) return Score::Fail(fmt::format("there is no {}: {}", form_.wanted, QuoteJson(answer)));
    if (!found.strange.empty())
      return Score::Fail(fmt::format("this is no {}: {}", form_.wanted, QuoteJson(*found.strange.front())));
    for (size_t i = 0; i < found.calls.size(); ++i) {
      if (context.Expired()) return Score::Error("there was no time to judge all of the calls");
      const std::string problem = ProblemOf(found.calls[i]);
      if (problem.empty()) continue;
      const std::string which = found.calls.size() > 1 ? fmt::format("call {}, of", i + 1) : "the call of";
      return Score::Fail(fmt::format("{} {}: {}", which, Quote(found.calls[i].name), problem));
    }
    return Score::Pass();
  }

  // Why the call is not valid; "": it is.
  std::string ProblemOf(const FoundCall& call) const {
    if (form_.only && call.form != *form_.only) return fmt::format("it has not the form of an {}", form_.wanted);
    if (form_.only == CallForm::kTool && !call.listed) return "OpenAI's tool calls are a list";
    if (form_.only == CallForm::kFunction && call.listed) return "an OpenAI function call stands alone, in no list";
    if (form_.only && call.arguments && !call.arguments->is_string()) return "OpenAI's arguments are a text of JSON";
    const Result<Json> arguments = ArgumentsOf(call);
    if (!arguments) return arguments.error().Message();
    if (!functions_) return "";
    const auto function = functions_->find(call.name);
    if (function == functions_->end()) return "there is no function of this name";
    if (!function->second)
      return arguments->empty() ? "" : "the function takes no arguments, got " + QuoteJson(*arguments);
    const std::vector<SchemaViolation> violations = function->second->Validate(*arguments, 1);
    return violations.empty() ? "" : Abbreviate(ToString(violations.front()), kShown);
  }

  const std::optional<Functions> functions_;
  const Form form_;
};

ScorerType TypeOf(std::string name, std::string doc, Form form) {
  ScorerType type;
  type.name = std::move(name);
  type.doc = std::move(doc);
  type.needs = Needs::kNothing;
  type.value = 0;
  type.shape.fields = {
      {.name = "tools",
       .types = kList | kMap,
       .doc = "The functions that may be called, as OpenAI or Anthropic take them, or { file: PATH }."}};
  type.make = [form](const Node& config, const Services& services) -> Result<std::unique_ptr<Scorer>> {
    const Node* tools = config.Find("tools");
    if (!tools) return std::make_unique<FunctionCallScorer>(std::nullopt, form);
    Result<Functions> functions = FunctionsIn(*tools, services);
    if (!functions) return Unexpected(functions.error());
    return std::make_unique<FunctionCallScorer>(*std::move(functions), form);
  };
  return type;
}

}  // namespace

ScorerType IsValidFunctionCallScorerType() {
  return TypeOf("is-valid-function-call", "The output is a call of a function, or several, with valid arguments.",
                {std::nullopt, "function call"});
}

ScorerType IsValidOpenaiFunctionCallScorerType() {
  return TypeOf("is-valid-openai-function-call", "The output is an OpenAI function call with valid arguments.",
                {CallForm::kFunction, "OpenAI function call"});
}

ScorerType IsValidOpenaiToolsCallScorerType() {
  return TypeOf("is-valid-openai-tools-call", "The output is one or several OpenAI tool calls with valid arguments.",
                {CallForm::kTool, "OpenAI tool call"});
}

}  // namespace harness
