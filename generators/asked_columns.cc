#include "generators/asked_columns.h"

#include <algorithm>
#include <set>

#include "harness/base/json_schema.h"
#include "harness/base/template.h"
#include "harness/base/template_files.h"
#include "harness/base/text.h"
#include "harness/core/models.h"

namespace harness {
namespace {

constexpr size_t kMaxPrompt = size_t{4} << 20;
constexpr uint64_t kMaxSchema = uint64_t{4} << 20;  // bytes of its file

// The prompts of one column and the columns that they read.
struct Prompts {
  std::optional<Template> system;
  Template user;
  std::vector<std::pair<std::string, size_t>> reads;
};

std::set<std::string> NamesOf(const Template& text) {
  return {text.Names().begin(), text.Names().end()};
}

// Asks for a text, or for JSON of a schema.
class ModelColumn final : public AskedColumn {
 public:
  ModelColumn(std::shared_ptr<Chat> chat, Prompts prompts, ChatRequest request, std::optional<JsonSchema> schema)
      : chat_(std::move(chat)),
        prompts_(std::move(prompts)),
        request_(std::move(request)),
        schema_(std::move(schema)) {}

  Result<ChatRequest> RequestFor(const Records& records) const override {
    Json names = Json::object();
    for (const auto& [name, column] : prompts_.reads) names[name] = records.columns[column][0].ToJson();
    ChatRequest request = request_;
    TemplateLimits limits;
    limits.output = kMaxPrompt;
    if (prompts_.system) {
      auto text = prompts_.system->Render(names, limits);
      if (!text) return Fail("the system prompt: {}", text.error().Message());
      request.messages.push_back({Role::kSystem, *std::move(text)});
    }
    auto text = prompts_.user.Render(names, limits);
    if (!text) return Fail("the prompt: {}", text.error().Message());
    request.messages.push_back({Role::kUser, *std::move(text)});
    return request;
  }

  tl::expected<Json, Failure> Ask(const Records& records, const CallContext& context, Spent& spent) const override {
    Result<ChatRequest> request = RequestFor(records);
    if (!request) return Failed(FailureKind::kInvalidOutput, request.error().Message());
    for (bool again = false;; again = true) {
      auto reply = chat_->Complete(*request, context);
      if (!reply) return Failed(reply.error().kind, reply.error().message);
      spent.Add(*reply);
      Json value;
      const std::string flaw = Take(*reply, value);
      if (flaw.empty()) return value;
      if (!schema_ || again) return Failed(FailureKind::kInvalidOutput, flaw);
      request->messages.push_back({Role::kAssistant, reply->text});
      request->messages.push_back(
          {Role::kUser, "That can't be used: " + flaw + ". Answer with the corrected JSON alone."});
    }
  }

 private:
  static tl::unexpected<Failure> Failed(FailureKind kind, std::string message) {
    return tl::unexpected(Failure{.kind = kind, .message = std::move(message)});
  }

  // What is wrong with the answer; "": nothing, and its value is there.
  std::string Take(const ChatReply& reply, Json& value) const {
    if (reply.finish_reason != "stop" && !reply.finish_reason.empty())
      return fmt::format("the answer ended with '{}'", Abbreviate(reply.finish_reason, kMaxFinishReason / 4));
    if (!schema_) {
      const std::string_view text = Trim(reply.text);
      value = std::string(text);
      return text.empty() ? "the answer is empty" : "";
    }
    Result<Json> json = ParseJson(reply.text);
    if (!json) return fmt::format("the answer is no JSON: {}", json.error().Message());
    const std::vector<SchemaViolation> violations = schema_->Validate(*json, 3);
    std::string flaw;
    for (const SchemaViolation& violation : violations) flaw += (flaw.empty() ? "" : "; ") + ToString(violation);
    value = *std::move(json);
    return flaw;
  }

  const std::shared_ptr<Chat> chat_;
  const Prompts prompts_;
  const ChatRequest request_;  // but for the messages
  const std::optional<JsonSchema> schema_;
};

// Reads the options of one column, collecting every mistake.
class Reader {
 public:
  Reader(const Node& config, const DataColumnContext& context, const Services& services)
      : config_(config), context_(context), services_(services) {}

  Result<std::unique_ptr<AskedColumn>> Make(bool structured) {
    std::optional<Template> user, system;
    mistakes_.Take(TemplateAt(*config_.Find("prompt"), services_.files), user);
    if (const Node* node = config_.Find("system")) mistakes_.Take(TemplateAt(*node, services_.files), system);
    ChatRequest request;
    if (const Node* parameters = config_.Find("parameters")) request.parameters = parameters->ToJson();
    std::optional<JsonSchema> schema;
    if (structured) ReadSchema(*config_.Find("schema"), request, schema);
    std::shared_ptr<Chat> chat = FindModel();
    if (!mistakes_.empty()) return Unexpected(std::move(mistakes_).ToError());
    Prompts prompts{std::move(system), *std::move(user), {}};
    std::set<std::string> names = NamesOf(prompts.user);
    if (prompts.system) names.merge(NamesOf(*prompts.system));
    for (const std::string& name : names) prompts.reads.emplace_back(name, context_.index_of(name));
    return std::make_unique<ModelColumn>(std::move(chat), std::move(prompts), std::move(request), std::move(schema));
  }

 private:
  void Mistake(const Node& node, std::string message) { mistakes_.Add(node.MakeDiagnostic(std::move(message))); }

  void ReadSchema(const Node& node, ChatRequest& request, std::optional<JsonSchema>& to) {
    const Node* file = node.entries().size() == 1 ? node.Find("file") : nullptr;
    Result<Json> json = node.ToJson();
    if (file) {
      const auto text = ReadWholeFile(services_.files, file->AsPath(), kMaxSchema);
      json = text ? ParseJson(*text) : Result<Json>(Unexpected(text.error()));
    }
    if (!json) return Mistake(*file, fmt::format("{}: {}", file->AsPath(), json.error().Message()));
    Result<JsonSchema> schema = JsonSchema::Compile(*json);
    if (!schema) return Mistake(node, schema.error().Message());
    request.schema = *std::move(json);
    to = *std::move(schema);
  }

  std::shared_ptr<Chat> FindModel() {
    const Node& name = *config_.Find("model");
    const ModelInfo* info = services_.models ? services_.models->Find(name.AsString()) : nullptr;
    if (!info) {
      const std::vector<std::string> names = services_.models ? services_.models->Names() : std::vector<std::string>{};
      Mistake(name, names.empty() ? "the spec has no 'models'" : UnknownName("model", name.AsString(), names));
      return nullptr;
    }
    if (!info->absent.empty()) return services_.survey ? nullptr : (Mistake(name, info->absent), nullptr);
    auto model = services_.models->ChatOf(name.AsString());
    if (model) return *std::move(model);
    Mistake(name, model.error().Message());
    return nullptr;
  }

  const Node& config_;
  const DataColumnContext& context_;
  const Services& services_;
  Diagnostics mistakes_;
};

Result<std::map<std::string, Node>> Reads(const Node& config, Files& files) {
  std::map<std::string, Node> reads;
  Diagnostics mistakes;
  for (const char* key : {"prompt", "system"}) {
    const Node* node = config.Find(key);
    std::optional<Template> text;
    if (!node || !mistakes.Take(TemplateAt(*node, files), text)) continue;
    for (const std::string& name : NamesOf(*text)) reads.emplace(name, *node);
  }
  if (!mistakes.empty()) return Unexpected(std::move(mistakes).ToError());
  return reads;
}

ColumnType AskedType(std::string name, std::string doc, std::vector<Field> more, bool structured) {
  ColumnType type;
  type.name = std::move(name);
  type.doc = std::move(doc);
  std::vector<Field> fields = {
      {.name = "model", .types = kText, .doc = "A name of the spec's `models`.", .required = true},
      {.name = "prompt",
       .types = kText | kMap,
       .doc = "A template over other columns, or { file: PATH } of one.",
       .required = true},
      {.name = "system", .types = kText | kMap, .doc = "The same for the system prompt."},
      {.name = "parameters", .types = kMap, .doc = "Parameters of the request, over those of the model."}};
  fields.insert(fields.end(), more.begin(), more.end());
  type.value = {.name = "", .types = kMap, .doc = "", .shape = std::make_shared<Shape>(Shape{std::move(fields)})};
  type.reads = Reads;
  type.make_asked = [structured](const Node& value, const DataColumnContext& context, const Services& services) {
    return Reader(value, context, services).Make(structured);
  };
  return type;
}

}  // namespace

ColumnType TextColumnType() {
  return AskedType("text", "What a model writes.", {}, false);
}

ColumnType StructuredColumnType() {
  return AskedType("structured", "JSON that a model writes; what does not fit its schema is asked for once more.",
                   {{.name = "schema",
                     .types = kMap,
                     .doc = "A JSON Schema of the answer, or { file: PATH } of one.",
                     .required = true}},
                   true);
}

}  // namespace harness
