#include "harness/models/asked_model.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace harness {
namespace {

constexpr int64_t kBytesPerToken = 4;       // of English text, with the usual vocabularies
constexpr int64_t kTokensPerMessage = 16;   // around the text of a message: its role and its ends
constexpr int64_t kTokensForTools = 1'000;  // the instructions that a provider puts before tools and schemas
constexpr int64_t kMaxTokens = 1'000'000'000;
constexpr std::array<std::string_view, 3> kMaxOutput = {"max_tokens", "max_completion_tokens", "max_output_tokens"};

int64_t Size(std::string_view text) {
  return static_cast<int64_t>(text.size());
}

// A whole number from 0 to kMaxTokens; nullopt if there is none.
std::optional<int64_t> NumberAt(const Json& map, std::string_view name) {
  const auto found = map.find(name);
  if (found == map.end() || !found->is_number()) return std::nullopt;
  const double number = found->get<double>();
  if (!(number >= 0)) return std::nullopt;
  return static_cast<int64_t>(std::min(number, static_cast<double>(kMaxTokens)));
}

std::optional<int64_t> MaxOutput(const Json& parameters) {
  for (const std::string_view name : kMaxOutput)
    if (const auto tokens = NumberAt(parameters, name))
      return *tokens * std::clamp<int64_t>(NumberAt(parameters, "n").value_or(1), 1, 1'000);
  return std::nullopt;
}

int64_t SizeOf(const Json& json) {
  return Size(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

Json MergedParameters(const AskedModel& model, const ChatRequest& request) {
  Json merged = model.parameters.is_object() ? model.parameters : Json::object();
  if (request.parameters.is_object()) merged.update(request.parameters);
  return merged;
}

TokenEstimate EstimateTokens(const AskedModel& model, const ChatRequest& request) {
  int64_t bytes = 0;
  for (const ChatMessage& message : request.messages) {
    bytes += Size(message.text);
    for (const ToolCall& call : message.tool_calls) bytes += Size(call.name) + Size(call.arguments);
  }
  int64_t wrapping = kTokensPerMessage * static_cast<int64_t>(request.messages.size());
  if (!request.tools.empty() || request.schema) {
    wrapping += kTokensForTools;
    if (!request.tools.empty()) bytes += SizeOf(request.tools);
    if (request.schema) bytes += SizeOf(*request.schema);
  }
  return {bytes / kBytesPerToken + 1, bytes + wrapping, MaxOutput(MergedParameters(model, request))};
}

TokenEstimate EstimateTokens(const AskedModel&, const Texts& texts) {
  int64_t bytes = 0;
  for (const std::string& text : texts) bytes += Size(text);
  const auto count = static_cast<int64_t>(texts.size());
  return {bytes / kBytesPerToken + count, bytes + kTokensPerMessage * count, 0};
}

std::optional<int64_t> TokensOf(const std::optional<Usage>& usage) {
  if (!usage) return std::nullopt;
  return usage->input_tokens + usage->output_tokens;
}

}  // namespace harness
