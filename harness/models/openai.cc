#include "harness/models/openai.h"

#include <algorithm>
#include <utility>

#include "harness/models/provider_json.h"
#include "harness/models/redact_reply.h"

namespace harness {
namespace {

Json MessageOf(const ChatMessage& message) {
  Json json = {{"role", std::string(ToString(message.role))}, {"content", Repaired(message.text)}};
  if (message.role == Role::kTool) json["tool_call_id"] = Repaired(message.tool_call_id);
  if (message.tool_calls.empty()) return json;
  if (message.text.empty()) json["content"] = nullptr;
  Json calls = Json::array();
  for (const ToolCall& call : message.tool_calls)
    calls.push_back({{"id", Repaired(call.id)},
                     {"type", "function"},
                     {"function", {{"name", Repaired(call.name)}, {"arguments", Repaired(call.arguments)}}}});
  json["tool_calls"] = std::move(calls);
  return json;
}

// A text, or an array of parts of which some hold text; nullopt is neither.
std::optional<std::string> ContentOf(const Json* content, std::string& refusal) {
  if (!content) return "";
  if (content->is_string()) return content->get<std::string>();
  if (!content->is_array()) return std::nullopt;
  std::string text;
  for (const Json& part : *content) {
    if (part.is_string())
      text += part.get_ref<const std::string&>();
    else if (!part.is_object())
      return std::nullopt;
    else
      text += TextMember(part, "text");
    refusal += TextMember(part, "refusal");
  }
  return text;
}

Result<ToolCall> CallOf(const Json& function, std::string id) {
  const Json* arguments = Member(function, "arguments");
  ToolCall call{std::move(id), TextMember(function, "name"), ""};
  if (call.name.empty()) return Fail("a tool call without a name");
  if (arguments) call.arguments = arguments->is_string() ? arguments->get<std::string>() : CanonicalJson(*arguments);
  return call;
}

Result<std::vector<ToolCall>> CallsOf(const Json& message) {
  std::vector<ToolCall> calls;
  const auto take = [&](const Json* function, std::string id) -> Result<> {
    Result<ToolCall> call = function ? CallOf(*function, std::move(id)) : Fail("a tool call without a function");
    if (!call) return Unexpected(call.error());
    calls.push_back(std::move(*call));
    return {};
  };
  if (const Json* list = Member(message, "tool_calls")) {
    if (!list->is_array()) return Fail("tool calls that are no list");
    for (const Json& item : *list)
      if (auto taken = take(Member(item, "function"), TextMember(item, "id")); !taken) return Unexpected(taken.error());
  }
  if (const Json* old = Member(message, "function_call"); old && calls.empty())
    if (auto taken = take(old, ""); !taken) return Unexpected(taken.error());
  return calls;
}

std::string ReasonOf(const Json& choice, bool calls) {
  std::string reason = TextMember(choice, "finish_reason");
  if (reason == "function_call") return "tool_calls";
  if (reason == "max_tokens") return "length";
  if (reason == "eos" || reason == "end_turn" || reason == "stop_sequence") reason = "stop";
  return calls && reason == "stop" ? "tool_calls" : BoundedReason(std::move(reason));
}

std::optional<Usage> UsageOf(const Json& answer) {
  const Json* usage = Member(answer, "usage");
  if (!usage) return std::nullopt;
  const auto input = CountMember(*usage, "prompt_tokens");
  if (!input) return std::nullopt;
  const Json* details = Member(*usage, "prompt_tokens_details");
  const auto cached = details ? CountMember(*details, "cached_tokens") : std::nullopt;
  return Usage{*input, CountMember(*usage, "completion_tokens").value_or(0), std::min(cached.value_or(0), *input)};
}

Result<std::pair<std::string, double>> TokenOf(const Json& item) {
  const Json* token = Member(item, "token");
  const Json* logprob = Member(item, "logprob");
  if (!token || !token->is_string() || !logprob || !logprob->is_number())
    return Fail("log probabilities that can't be read");
  return std::pair(token->get<std::string>(), logprob->get<double>());
}

Result<std::vector<TokenLogprob>> LogprobsOf(const Json& choice) {
  std::vector<TokenLogprob> tokens;
  const Json* logprobs = Member(choice, "logprobs");
  const Json* content = logprobs ? Member(*logprobs, "content") : nullptr;
  if (!content || !content->is_array()) return tokens;
  for (const Json& item : *content) {
    auto token = TokenOf(item);
    if (!token) return Unexpected(token.error());
    tokens.push_back({std::move(token->first), token->second, {}});
    const Json* top = Member(item, "top_logprobs");
    if (!top || !top->is_array()) continue;
    for (const Json& other : *top) {
      auto alternative = TokenOf(other);
      if (!alternative) return Unexpected(alternative.error());
      tokens.back().top.push_back(std::move(*alternative));
    }
  }
  return tokens;
}

class OpenAiChat final : public Chat {
 public:
  OpenAiChat(std::shared_ptr<Endpoint> endpoint, std::string model, Json parameters)
      : endpoint_(std::move(endpoint)), model_(std::move(model)), parameters_(std::move(parameters)) {}

  tl::expected<ChatReply, ChatError> Complete(const ChatRequest& request, const CallContext& context) override {
    const auto answer = endpoint_->Post("/chat/completions", OpenAiBody(model_, parameters_, request), context);
    if (!answer) return tl::unexpected(answer.error());
    Result<ChatReply> reply = ReadOpenAiReply(answer->json);
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

std::unique_ptr<Chat> MakeOpenAiChat(std::shared_ptr<Endpoint> endpoint, std::string model, Json parameters) {
  return std::make_unique<OpenAiChat>(std::move(endpoint), std::move(model), std::move(parameters));
}

Json OpenAiBody(const std::string& model, const Json& parameters, const ChatRequest& request) {
  Json body = MergedParameters(parameters, request.parameters);
  body["model"] = model;
  Json& messages = body["messages"] = Json::array();
  for (const ChatMessage& message : request.messages) messages.push_back(MessageOf(message));
  Json tools = Json::array();
  for (const Json& tool : request.tools) tools.push_back({{"type", "function"}, {"function", tool}});
  if (!tools.empty()) body["tools"] = std::move(tools);
  if (request.schema)
    body["response_format"] = {
        {"type", "json_schema"},
        {"json_schema", {{"name", request.schema_name}, {"schema", *request.schema}, {"strict", true}}}};
  else if (request.json)
    body["response_format"] = {{"type", "json_object"}};
  if (request.top_logprobs > 0) body["logprobs"] = true;
  if (request.top_logprobs > 0) body["top_logprobs"] = request.top_logprobs;
  return body;
}

Result<ChatReply> ReadOpenAiReply(const Json& answer) {
  const Json* choices = Member(answer, "choices");
  if (!choices || !choices->is_array() || choices->empty()) return Fail("an answer without choices");
  const Json& choice = choices->front();
  const Json* message = Member(choice, "message");
  if (!message || !message->is_object()) return Fail("a choice without a message");
  std::string refusal;
  std::optional<std::string> text = ContentOf(Member(*message, "content"), refusal);
  if (!text) return Fail("a message whose content is neither text nor a list of parts");
  refusal += TextMember(*message, "refusal");
  Result<std::vector<ToolCall>> calls = CallsOf(*message);
  if (!calls) return Unexpected(calls.error());
  Result<std::vector<TokenLogprob>> logprobs = LogprobsOf(choice);
  if (!logprobs) return Unexpected(logprobs.error());
  ChatReply reply;
  reply.text = std::move(*text);
  reply.tool_calls = std::move(*calls);
  reply.logprobs = std::move(*logprobs);
  reply.finish_reason = ReasonOf(choice, !reply.tool_calls.empty());
  const bool refused = reply.text.empty() && !refusal.empty();
  if (refused) reply.text = std::move(refusal);
  if (refused) reply.finish_reason = "content_filter";
  const bool cut = reply.finish_reason == "length" || reply.finish_reason == "content_filter";
  const bool said = Member(*message, "content") && !Member(*message, "content")->is_array();
  if (!said && !cut && reply.text.empty() && reply.tool_calls.empty())
    return Fail("a message without text, tool calls and refusal");
  reply.model = TextMember(answer, "model");
  reply.usage = UsageOf(answer);
  return reply;
}

}  // namespace harness
