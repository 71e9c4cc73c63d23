#include "harness/core/chat.h"

#include <array>

namespace harness {
namespace {

constexpr std::array<std::string_view, 4> kRoles = {"system", "user", "assistant", "tool"};

// The member `name` as text; empty if there is none.
std::string TextOf(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

Json ToJson(const Usage& usage) {
  return {{"input_tokens", usage.input_tokens},
          {"output_tokens", usage.output_tokens},
          {"cached_tokens", usage.cached_tokens}};
}

Usage UsageFromJson(const Json& json) {
  return {json.value("input_tokens", int64_t{0}), json.value("output_tokens", int64_t{0}),
          json.value("cached_tokens", int64_t{0})};
}

Json ToJson(const std::vector<ToolCall>& calls) {
  Json list = Json::array();
  for (const ToolCall& call : calls)
    list.push_back({{"id", call.id}, {"name", call.name}, {"arguments", call.arguments}});
  return list;
}

std::vector<ToolCall> ToolCallsFromJson(const Json& json) {
  std::vector<ToolCall> calls;
  const auto found = json.find("tool_calls");
  if (found == json.end() || !found->is_array()) return calls;
  for (const Json& call : *found)
    calls.push_back({TextOf(call, "id"), TextOf(call, "name"), TextOf(call, "arguments")});
  return calls;
}

Json ToJson(const std::vector<TokenLogprob>& logprobs) {
  Json list = Json::array();
  for (const TokenLogprob& token : logprobs) {
    Json top = Json::array();
    for (const auto& [text, logprob] : token.top) top.push_back({text, logprob});
    list.push_back({{"token", token.token}, {"logprob", token.logprob}, {"top", std::move(top)}});
  }
  return list;
}

std::vector<TokenLogprob> LogprobsFromJson(const Json& json) {
  std::vector<TokenLogprob> logprobs;
  const auto found = json.find("logprobs");
  if (found == json.end()) return logprobs;
  for (const Json& item : *found) {
    TokenLogprob token{item.at("token").get<std::string>(), item.at("logprob").get<double>(), {}};
    for (const Json& other : item.at("top")) token.top.emplace_back(other.at(0), other.at(1));
    logprobs.push_back(std::move(token));
  }
  return logprobs;
}

ChatReply ReadReply(const Json& json) {
  ChatReply reply;
  reply.text = TextOf(json, "text");
  reply.tool_calls = ToolCallsFromJson(json);
  reply.finish_reason = TextOf(json, "finish_reason");
  reply.model = TextOf(json, "model");
  if (json.contains("usage")) reply.usage = UsageFromJson(json.at("usage"));
  if (json.contains("cost_usd")) reply.cost_usd = json.at("cost_usd").get<double>();
  reply.latency = std::chrono::microseconds(json.value("latency_us", int64_t{0}));
  reply.logprobs = LogprobsFromJson(json);
  return reply;
}

}  // namespace

std::string_view ToString(Role role) {
  return kRoles[static_cast<size_t>(role)];
}

std::optional<Role> ParseRole(std::string_view text) {
  for (size_t i = 0; i < kRoles.size(); ++i)
    if (kRoles[i] == text) return static_cast<Role>(i);
  return std::nullopt;
}

Json ToJson(const ChatMessage& message) {
  Json json = {{"role", std::string(ToString(message.role))}, {"content", message.text}};
  if (!message.tool_calls.empty()) json["tool_calls"] = ToJson(message.tool_calls);
  if (!message.tool_call_id.empty()) json["tool_call_id"] = message.tool_call_id;
  return json;
}

Json ToJson(const ChatRequest& request) {
  Json messages = Json::array();
  for (const ChatMessage& message : request.messages) messages.push_back(ToJson(message));
  Json json = {{"messages", std::move(messages)}};
  if (!request.parameters.empty()) json["parameters"] = request.parameters;
  if (!request.tools.empty()) json["tools"] = request.tools;
  if (request.schema) json["schema"] = {{"name", request.schema_name}, {"schema", *request.schema}};
  if (request.json) json["json"] = true;
  if (request.top_logprobs > 0) json["top_logprobs"] = request.top_logprobs;
  return json;
}

Json ToJson(const ChatReply& reply) {
  Json json = {{"text", reply.text},
               {"finish_reason", reply.finish_reason},
               {"model", reply.model},
               {"latency_us", reply.latency.count()}};
  if (!reply.tool_calls.empty()) json["tool_calls"] = ToJson(reply.tool_calls);
  if (reply.usage) json["usage"] = ToJson(*reply.usage);
  if (reply.cost_usd) json["cost_usd"] = *reply.cost_usd;
  if (!reply.logprobs.empty()) json["logprobs"] = ToJson(reply.logprobs);
  return json;
}

Result<ChatMessage> ChatMessageFromJson(const Json& json) {
  if (!json.is_object()) return Fail("a message is a map with 'role' and 'content'");
  const std::optional<Role> role = ParseRole(TextOf(json, "role"));
  if (!role) return Fail("the role of a message is system, user, assistant or tool");
  const auto content = json.find("content");
  const bool calls = json.contains("tool_calls");
  if (content == json.end() ? !calls : !content->is_string() && !(calls && content->is_null()))
    return Fail("the content of a message is text");
  return ChatMessage{*role, TextOf(json, "content"), ToolCallsFromJson(json), TextOf(json, "tool_call_id")};
}

Result<ChatReply> ChatReplyFromJson(const Json& json) {
  if (!json.is_object() || !json.contains("text")) return Fail("a kept reply can't be read: it has no text");
  try {
    return ReadReply(json);
  } catch (const nlohmann::json::exception& error) {
    return Fail("a kept reply can't be read: {}", error.what());
  }
}

}  // namespace harness
