#include "harness/targets/chat.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/template.h"
#include "harness/base/template_files.h"
#include "harness/base/text.h"
#include "harness/core/conversation.h"
#include "harness/core/models.h"

namespace harness {
namespace {

constexpr size_t kMaxPrompt = size_t{4} << 20;
// Waiting for permits does not count: each try has the time limit of its model, from when it may begin.
constexpr std::chrono::hours kNoHurry{24 * 7};

struct ChatOptions {
  std::optional<Template> system, user;
  ChatRequest request;  // but for the messages
  bool structured = false;
};

// What templates see of a case: its names but what is expected, the repeat, and where in a conversation it is.
Json VarsOf(const Case& test, const CallContext& context) {
  Json vars = CaseNames(test);
  vars.erase("expected");
  vars["repeat"] = context.key.repeat;
  if (const ConversationTurn* conversation = context.conversation) {
    vars["session"] = conversation->session;
    vars["turn"] = conversation->turn;
    vars["history"] = ToJson(conversation->history);
  }
  return vars;
}

// Stands for a model that can't be asked, where a suite is surveyed all the same.
class AbsentChat final : public Chat {
 public:
  explicit AbsentChat(std::string why) : why_(std::move(why)) {}
  tl::expected<ChatReply, ChatError> Complete(const ChatRequest&, const CallContext&) override {
    return tl::unexpected(ChatError{.kind = FailureKind::kUnavailable, .message = why_});
  }

 private:
  const std::string why_;
};

class ChatTarget final : public Target {
 public:
  ChatTarget(const ModelInfo& model, std::shared_ptr<Chat> chat, ChatOptions options)
      : model_(model.name), absent_(model.absent), chat_(std::move(chat)), options_(std::move(options)) {}

  Output Call(const Case& test, const CallContext& context) override {
    CallContext own = context;
    own.deadline = context.clock.SteadyNow() + kNoHurry;
    Result<ChatRequest> request = RequestFor(test, own);
    if (!request) return Output::Failed(FailureKind::kUnavailable, request.error().Message());
    auto reply = chat_->Complete(*request, own);
    if (!reply) return Output::Failed(reply.error().kind, reply.error().message);
    return OutputOf(*std::move(reply));
  }

  bool OnlyAsksModels() const override { return true; }

  // More is said of the model itself.
  std::vector<Finding> Probe(bool, const CallContext&) override {
    if (absent_.empty()) return {{Finding::State::kOk, "model", model_}};
    return {{Finding::State::kMissing, "model", fmt::format("{}: {}", model_, absent_)}};
  }

 private:
  Result<ChatRequest> RequestFor(const Case& test, const CallContext& context) const {
    ChatRequest request = options_.request;
    const Json vars = VarsOf(test, context);
    TemplateLimits limits;
    limits.output = kMaxPrompt;
    limits.expired = [&context] { return context.Expired(); };
    if (options_.system) {
      auto text = options_.system->Render(vars, limits);
      if (!text) return Fail("the system prompt: {}", text.error().Message());
      request.messages.push_back({Role::kSystem, *std::move(text)});
    }
    if (const ConversationTurn* conversation = context.conversation)
      request.messages.insert(request.messages.end(), conversation->history.begin(), conversation->history.end());
    if (options_.user) {
      auto text = options_.user->Render(vars, limits);
      if (!text) return Fail("the user prompt: {}", text.error().Message());
      request.messages.push_back({Role::kUser, *std::move(text)});
      return request;
    }
    if (auto added = AddInput(test.input, request.messages); !added) return Unexpected(added.error());
    return request;
  }

  // The input as it is: a list of messages is a conversation so far, anything else is what the user says.
  static Result<> AddInput(const Json& input, std::vector<ChatMessage>& to) {
    if (!input.is_array()) {
      to.push_back({Role::kUser, JsonText(input)});
      return {};
    }
    for (const Json& item : input) {
      auto message = ChatMessageFromJson(item);
      if (!message) return Fail("the case's input is a list, but not of messages: {}", message.error().Message());
      to.push_back(*std::move(message));
    }
    if (input.empty()) return Fail("the case's input is an empty list of messages");
    return {};
  }

  Output OutputOf(ChatReply reply) const {
    Output output = Answer(reply);
    output.usage = reply.usage;
    output.cost_usd = reply.cost_usd;
    output.finish_reason = Abbreviate(reply.finish_reason, kMaxFinishReason / 4);
    output.latency = reply.latency;
    output.latency_recorded = true;
    return output;
  }

  Output Answer(const ChatReply& reply) const {
    if (!reply.tool_calls.empty()) return Output::Structured(MessageOf(reply));
    if (!options_.structured) return Output::Text(reply.text);
    Result<Json> json = ParseJson(reply.text);
    if (json) return Output::Structured(*std::move(json));
    return Output::Failed(FailureKind::kInvalidOutput,
                          fmt::format("the answer is no JSON: {}: {}", json.error().Message(), QuoteStart(reply.text)));
  }

  // As OpenAI writes a message with calls.
  static Json MessageOf(const ChatReply& reply) {
    Json calls = Json::array();
    for (const ToolCall& call : reply.tool_calls)
      calls.push_back(
          {{"id", call.id}, {"type", "function"}, {"function", {{"name", call.name}, {"arguments", call.arguments}}}});
    return {{"role", "assistant"}, {"content", reply.text}, {"tool_calls", std::move(calls)}};
  }

  const std::string model_;
  const std::string absent_;
  const std::shared_ptr<Chat> chat_;
  const ChatOptions options_;
};

// Reads the options of one target, collecting every mistake.
class OptionReader {
 public:
  OptionReader(const Node& config, const Services& services) : config_(config), services_(services) {}

  Result<std::unique_ptr<Target>> Make() {
    const Node& chat = *config_.Find("chat");
    options_.system = ReadTemplate(chat.Find("system"));
    options_.user = ReadTemplate(chat.Find("user"));
    ReadTools(chat.Find("tools"));
    if (const Node* json = chat.Find("json")) options_.request.json = json->AsBool();
    if (const Node* schema = chat.Find("schema")) ReadSchema(*schema);
    if (const Node* parameters = chat.Find("parameters")) options_.request.parameters = parameters->ToJson();
    options_.structured = options_.request.json || options_.request.schema;
    std::shared_ptr<Chat> model = FindModel(chat);
    if (!mistakes_.empty()) return Unexpected(std::move(mistakes_).ToError());
    return std::make_unique<ChatTarget>(*services_.models->Find(chat.Find("model")->AsString()), std::move(model),
                                        std::move(options_));
  }

 private:
  void Mistake(const Node& node, std::string message) { mistakes_.Add(node.MakeDiagnostic(std::move(message))); }

  std::optional<Template> ReadTemplate(const Node* node) {
    if (!node) return std::nullopt;
    Result<Template> read = TemplateAt(*node, services_.files);
    if (read) return *std::move(read);
    mistakes_.Add(read.error());
    return std::nullopt;
  }

  // A list of {name, description, parameters}, or { file: PATH } of one in JSON.
  void ReadTools(const Node* node) {
    if (!node) return;
    const std::optional<Json> tools = JsonAt(*node);
    if (!tools) return;
    if (!tools->is_array()) return Mistake(*node, "'tools' is a list of { name, description, parameters }");
    for (const Json& tool : *tools)
      if (!tool.is_object() || !tool.contains("name") || !tool["name"].is_string())
        return Mistake(*node, "every tool has a text 'name'");
    options_.request.tools = *tools;
  }

  void ReadSchema(const Node& node) {
    std::optional<Json> schema = JsonAt(node);
    if (!schema) return;
    if (!schema->is_object()) return Mistake(node, "'schema' is a JSON Schema, a map");
    options_.request.schema = *std::move(schema);
  }

  // A value in place, or the contents of { file: PATH }.
  std::optional<Json> JsonAt(const Node& node) {
    const Node* file = node.IsMap() && node.entries().size() == 1 ? node.Find("file") : nullptr;
    if (!file) return node.ToJson();
    const auto text = ReadWholeFile(services_.files, file->AsPath(), kMaxPrompt);
    Result<Json> json = text ? ParseJson(*text) : Result<Json>(Unexpected(text.error()));
    if (json) return *std::move(json);
    Mistake(*file, fmt::format("{}: {}", file->AsPath(), json.error().Message()));
    return std::nullopt;
  }

  std::shared_ptr<Chat> FindModel(const Node& chat) {
    const Node& name = *chat.Find("model");
    const ModelInfo* info = services_.models ? services_.models->Find(name.AsString()) : nullptr;
    if (!info) {
      const std::vector<std::string> names = services_.models ? services_.models->Names() : std::vector<std::string>{};
      Mistake(name, names.empty() ? "the suite has no 'models'" : UnknownName("model", name.AsString(), names));
      return nullptr;
    }
    if (!info->absent.empty() && services_.survey) return std::make_shared<AbsentChat>(info->absent);
    if (!info->absent.empty()) {
      Mistake(name, info->absent);
      return nullptr;
    }
    auto model = services_.models->ChatOf(name.AsString());
    if (model) return *std::move(model);
    Mistake(name, model.error().Message());
    return nullptr;
  }

  const Node& config_;
  const Services& services_;
  ChatOptions options_;
  Diagnostics mistakes_;
};

Shape ChatShape() {
  return {{
      {.name = "model", .types = kText, .doc = "A name of the suite's `models`.", .required = true},
      {.name = "system", .types = kText | kMap, .doc = "A template, or { file: PATH } of one."},
      {.name = "user",
       .types = kText | kMap,
       .doc = "A template, or { file: PATH } of one; by default the input, which may be a list of messages."},
      {.name = "tools", .types = kList | kMap, .doc = "What the model may call: { name, description, parameters }."},
      {.name = "json", .types = kBool, .doc = "The answer is JSON."},
      {.name = "schema", .types = kMap, .doc = "A JSON Schema of the answer, or { file: PATH } of one."},
      {.name = "parameters", .types = kMap, .doc = "Parameters of the request, over those of the model."},
  }};
}

}  // namespace

TargetType ChatTargetType() {
  TargetType type;
  type.name = "chat";
  type.doc = "A model of the suite's `models`.";
  type.shape.fields = {{.name = "chat",
                        .types = kMap,
                        .doc = "Which model, and how it is asked.",
                        .required = true,
                        .choices = {},
                        .shape = std::make_shared<const Shape>(ChatShape())}};
  type.keeps_time = "belongs to the model: put it into the suite's 'models'";
  type.make = [](const Node& config, const Services& services) { return OptionReader(config, services).Make(); };
  return type;
}

}  // namespace harness
