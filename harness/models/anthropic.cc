#include "harness/models/anthropic.h"

#include <utility>

#include "harness/models/provider_json.h"
#include "harness/models/redact_reply.h"

namespace harness {
namespace {

constexpr int kDefaultMaxTokens = 4096;
constexpr const char* kWrapped = "value";  // holds an answer that is no object

bool IsStructured(const ChatRequest& request) {
  return request.schema || request.json;
}

// A tool's input is an object; another schema is put into one.
bool IsWrapped(const ChatRequest& request) {
  return request.schema && TextMember(*request.schema, "type") != "object";
}

Json AnswerSchema(const ChatRequest& request) {
  if (!request.schema) return {{"type", "object"}};
  if (!IsWrapped(request)) return *request.schema;
  Json inner = *request.schema;
  Json outer = {{"type", "object"}, {"required", {kWrapped}}};
  for (const char* definitions : {"$defs", "definitions"}) {  // "#/$defs/x" must go on leading there
    if (!Member(inner, definitions)) continue;
    outer[definitions] = inner[definitions];
    inner.erase(definitions);
  }
  outer["properties"] = {{kWrapped, std::move(inner)}};
  return outer;
}

Json ToolUseOf(const ToolCall& call) {
  const Result<Json> input = ParseJson(call.arguments);
  Json object = input && input->is_object() ? *input : Json{{"arguments", Repaired(call.arguments)}};
  return {{"type", "tool_use"},
          {"id", Repaired(call.id)},
          {"name", Repaired(call.name)},
          {"input", call.arguments.empty() ? Json::object() : std::move(object)}};
}

Json BlocksOf(const ChatMessage& message) {
  if (message.role == Role::kTool)
    return {{{"type", "tool_result"},
             {"tool_use_id", Repaired(message.tool_call_id)},
             {"content", Repaired(message.text)}}};
  Json blocks = Json::array();
  if (!message.text.empty()) blocks.push_back({{"type", "text"}, {"text", Repaired(message.text)}});
  for (const ToolCall& call : message.tool_calls) blocks.push_back(ToolUseOf(call));
  return blocks;
}

void AddMessages(const ChatRequest& request, Json& body) {
  Json messages = Json::array();
  std::string system;
  for (const ChatMessage& message : request.messages) {
    if (message.role == Role::kSystem) {
      system += (system.empty() ? "" : "\n\n") + Repaired(message.text);
      continue;
    }
    const char* role = message.role == Role::kAssistant ? "assistant" : "user";
    if (messages.empty() || messages.back()["role"] != role)
      messages.push_back({{"role", role}, {"content", Json::array()}});
    for (Json& block : BlocksOf(message)) messages.back()["content"].push_back(std::move(block));
  }
  body["messages"] = std::move(messages);
  if (!system.empty()) body["system"] = std::move(system);
}

void AddTools(const ChatRequest& request, Json& body) {
  Json tools = Json::array();
  for (const Json& tool : request.tools) {
    Json own = {{"name", TextMember(tool, "name")}, {"input_schema", {{"type", "object"}}}};
    if (const Json* parameters = Member(tool, "parameters")) own["input_schema"] = *parameters;
    if (const Json* description = Member(tool, "description")) own["description"] = *description;
    tools.push_back(std::move(own));
  }
  if (IsStructured(request)) {
    body["tool_choice"] = tools.empty() ? Json{{"type", "tool"}, {"name", request.schema_name}} : Json{{"type", "any"}};
    body["tool_choice"]["disable_parallel_tool_use"] = true;
    tools.push_back(
        {{"name", request.schema_name}, {"description", "Gives the answer."}, {"input_schema", AnswerSchema(request)}});
  }
  if (!tools.empty()) body["tools"] = std::move(tools);
}

void Rename(Json& body, const char* from, const char* to) {
  if (const auto found = body.find(from); found != body.end()) {
    Json value = std::move(*found);
    body.erase(found);
    if (!body.contains(to)) body[to] = std::move(value);
  }
}

std::string ReasonOf(const Json& answer) {
  std::string reason = TextMember(answer, "stop_reason");
  if (reason == "end_turn" || reason == "stop_sequence") return "stop";
  if (reason == "max_tokens" || reason == "model_context_window_exceeded") return "length";
  if (reason == "tool_use") return "tool_calls";
  if (reason == "refusal") return "content_filter";
  return BoundedReason(std::move(reason));
}

std::optional<Usage> UsageOf(const Json& answer) {
  const Json* usage = Member(answer, "usage");
  const auto input = usage ? CountMember(*usage, "input_tokens") : std::nullopt;
  if (!input) return std::nullopt;
  const int64_t read = CountMember(*usage, "cache_read_input_tokens").value_or(0);
  const int64_t written = CountMember(*usage, "cache_creation_input_tokens").value_or(0);
  return Usage{*input + read + written, CountMember(*usage, "output_tokens").value_or(0), read};
}

// Takes the blocks of an answer one by one.
class Blocks {
 public:
  Blocks(const ChatRequest& request, ChatReply& reply) : request_(request), reply_(reply) {}

  Result<> Take(const Json& block) {
    const std::string type = TextMember(block, "type");
    if (type == "text") {
      const Json* text = Member(block, "text");
      if (!text || !text->is_string()) return Fail("a text that is none");
      reply_.text += text->get_ref<const std::string&>();
    } else if (type == "tool_use") {
      return TakeCall(block);
    } else if (type.empty()) {
      return Fail("a block of content without a type");
    }
    return {};
  }

  const std::optional<std::string>& answer() const { return answer_; }

 private:
  Result<> TakeCall(const Json& block) {
    const std::string name = TextMember(block, "name");
    const Json* input = Member(block, "input");
    if (name.empty() || !input || !input->is_object()) return Fail("a tool call without name or input");
    if (!IsStructured(request_) || name != request_.schema_name) {
      reply_.tool_calls.push_back({TextMember(block, "id"), name, CanonicalJson(*input)});
      return {};
    }
    if (answer_) return Fail("two answers");
    const Json* value = IsWrapped(request_) && input->contains(kWrapped) ? &input->at(kWrapped) : input;
    answer_ = CanonicalJson(*value);
    return {};
  }

  const ChatRequest& request_;
  ChatReply& reply_;
  std::optional<std::string> answer_;
};

class AnthropicChat final : public Chat {
 public:
  AnthropicChat(std::shared_ptr<Endpoint> endpoint, std::string model, Json parameters)
      : endpoint_(std::move(endpoint)), model_(std::move(model)), parameters_(std::move(parameters)) {}

  tl::expected<ChatReply, ChatError> Complete(const ChatRequest& request, const CallContext& context) override {
    const auto answer = endpoint_->Post("/v1/messages", AnthropicBody(model_, parameters_, request), context);
    if (!answer) return tl::unexpected(answer.error());
    Result<ChatReply> reply = ReadAnthropicReply(answer->json, request);
    if (!reply) return tl::unexpected(endpoint_->Malformed(reply.error().Message()));
    reply->latency = answer->latency;
    RedactReply(*reply, endpoint_->secrets());
    return std::move(*reply);
  }

 private:
  const std::shared_ptr<Endpoint> endpoint_;
  const std::string model_;
  const Json parameters_;
};

}  // namespace

std::unique_ptr<Chat> MakeAnthropicChat(std::shared_ptr<Endpoint> endpoint, std::string model, Json parameters) {
  return std::make_unique<AnthropicChat>(std::move(endpoint), std::move(model), std::move(parameters));
}

Json AnthropicBody(const std::string& model, const Json& parameters, const ChatRequest& request) {
  Json body = MergedParameters(parameters, request.parameters);
  for (const char* unknown :
       {"seed", "presence_penalty", "frequency_penalty", "reasoning_effort", "logprobs", "top_logprobs", "logit_bias"})
    body.erase(unknown);
  Rename(body, "max_completion_tokens", "max_tokens");
  Rename(body, "stop", "stop_sequences");
  if (const auto stop = body.find("stop_sequences"); stop != body.end() && stop->is_string())
    *stop = Json::array({*stop});
  if (!body.contains("max_tokens")) body["max_tokens"] = kDefaultMaxTokens;
  body["model"] = model;
  AddMessages(request, body);
  AddTools(request, body);
  return body;
}

Result<ChatReply> ReadAnthropicReply(const Json& answer, const ChatRequest& request) {
  const Json* content = Member(answer, "content");
  if (!content || !content->is_array()) return Fail("an answer without content");
  ChatReply reply;
  Blocks blocks(request, reply);
  for (const Json& block : *content)
    if (auto taken = blocks.Take(block); !taken) return Unexpected(taken.error());
  reply.finish_reason = ReasonOf(answer);
  if (blocks.answer()) {
    reply.text = *blocks.answer();
    if (reply.finish_reason == "tool_calls" && reply.tool_calls.empty()) reply.finish_reason = "stop";
  }
  const bool cut = reply.finish_reason == "length" || reply.finish_reason == "content_filter";
  if (!cut && !blocks.answer() && reply.text.empty() && reply.tool_calls.empty())
    return Fail("a message without text and tool calls");
  reply.model = TextMember(answer, "model");
  reply.usage = UsageOf(answer);
  return reply;
}

}  // namespace harness
