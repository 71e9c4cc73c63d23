#include "tests/fakes/model_reply.h"

#include <array>
#include <cmath>

#include "harness/base/digest.h"
#include "harness/base/text.h"

namespace harness {
namespace {

constexpr size_t kDimensions = 16;

const Json* Member(const Json& json, const char* name) {
  if (!json.is_object()) return nullptr;
  const auto found = json.find(name);
  return found == json.end() || found->is_null() ? nullptr : &*found;
}

std::string ContentText(const Json& content) {
  if (content.is_string()) return content.get<std::string>();
  std::string text;
  if (!content.is_array()) return text;
  for (const Json& part : content) {
    if (const Json* own = Member(part, "text"); own && own->is_string()) text += own->get<std::string>();
    if (const Json* inner = Member(part, "content"); inner && inner->is_string()) text += inner->get<std::string>();
  }
  return text;
}

int64_t TokensOf(size_t bytes) {
  return static_cast<int64_t>(bytes / 4 + 1);
}

int64_t PromptTokens(const Json& request) {
  size_t bytes = 0;
  if (const Json* messages = Member(request, "messages"); messages && messages->is_array())
    for (const Json& message : *messages)
      if (const Json* content = Member(message, "content")) bytes += ContentText(*content).size();
  return TokensOf(bytes);
}

// One token a word, and the alternatives that were asked for.
Json LogprobsOf(const Json& request, const std::string& text) {
  Json content = Json::array();
  const Json* top = Member(request, "top_logprobs");
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find(' ', at + 1), text.size());
    const std::string token = text.substr(at, end - at);
    Json item = {{"token", token}, {"logprob", -0.1}, {"top_logprobs", Json::array()}};
    for (int i = 0; top && i < top->get<int>(); ++i)
      item["top_logprobs"].push_back({{"token", i == 0 ? token : token + std::to_string(i)}, {"logprob", -0.1 - i}});
    content.push_back(std::move(item));
    at = end;
  }
  return {{"content", std::move(content)}};
}

Json ChatAnswer(const Json& request, const ModelWords& words) {
  Json message = {{"role", "assistant"}, {"content", words.text}};
  Json choice = {{"index", 0}, {"finish_reason", words.finish}};
  if (!words.tool.is_null()) {
    message["content"] = nullptr;
    message["tool_calls"] = {
        {{"id", "call_1"},
         {"type", "function"},
         {"function", {{"name", words.tool["name"]}, {"arguments", CanonicalJson(words.tool["arguments"])}}}}};
    choice["finish_reason"] = "tool_calls";
  }
  choice["message"] = std::move(message);
  if (!words.logprobs.is_null())
    choice["logprobs"] = {{"content", words.logprobs}};
  else if (const Json* wanted = Member(request, "logprobs"); wanted && *wanted == true)
    choice["logprobs"] = LogprobsOf(request, words.text);
  Json answer = {{"id", "chatcmpl-1"},
                 {"object", "chat.completion"},
                 {"created", 1'750'000'000},
                 {"model", request.value("model", "none")},
                 {"choices", Json::array({std::move(choice)})}};
  const int64_t prompt = PromptTokens(request), completion = TokensOf(words.text.size());
  if (words.usage)
    answer["usage"] = {{"prompt_tokens", prompt},
                       {"completion_tokens", completion},
                       {"total_tokens", prompt + completion},
                       {"prompt_tokens_details", {{"cached_tokens", 0}}}};
  return answer;
}

std::string AnthropicReason(const std::string& finish) {
  if (finish == "stop") return "end_turn";
  if (finish == "length") return "max_tokens";
  return finish == "content_filter" ? "refusal" : finish;
}

// The tool that the request forces, where the text is fit to be its input.
Json ForcedTool(const Json& request, const std::string& text) {
  const Json* choice = Member(request, "tool_choice");
  const Json* tools = Member(request, "tools");
  const Result<Json> input = choice && tools && !tools->empty() ? ParseJson(text) : Result<Json>(Json());
  if (!input || !input->is_object()) return {};
  return {{"name", choice->contains("name") ? (*choice)["name"] : tools->back()["name"]}, {"arguments", *input}};
}

Json MessagesAnswer(const Json& request, const ModelWords& words) {
  const Json tool = words.tool.is_null() ? ForcedTool(request, words.text) : words.tool;
  Json content = Json::array({{{"type", "text"}, {"text", words.text}}});
  if (!tool.is_null())
    content =
        Json::array({{{"type", "tool_use"}, {"id", "toolu_1"}, {"name", tool["name"]}, {"input", tool["arguments"]}}});
  Json answer = {{"id", "msg_1"},
                 {"type", "message"},
                 {"role", "assistant"},
                 {"model", request.value("model", "none")},
                 {"content", std::move(content)},
                 {"stop_reason", tool.is_null() || words.finish != "stop" ? AnthropicReason(words.finish) : "tool_use"},
                 {"stop_sequence", nullptr}};
  if (words.usage)
    answer["usage"] = {{"input_tokens", PromptTokens(request)}, {"output_tokens", TokensOf(words.text.size())}};
  return answer;
}

// Of length 1, from the hashes of the words: texts that share words are near to each other.
Json VectorOf(const std::string& text) {
  std::array<double, kDimensions> sums = {};
  const std::string folded = FoldCase(text);
  for (const std::string_view word : Split(folded, " \t\n"))
    if (!word.empty()) sums[Hash64(word) % kDimensions] += 1;
  double square = 0;
  for (const double sum : sums) square += sum * sum;
  if (square == 0) sums[0] = square = 1;
  Json vector = Json::array();
  for (const double sum : sums) vector.push_back(sum / std::sqrt(square));
  return vector;
}

Json EmbeddingsAnswer(const Json& request) {
  Json data = Json::array();
  size_t bytes = 0;
  const Json* input = Member(request, "input");
  const Json texts = input && input->is_array() ? *input : Json::array({input ? *input : Json("")});
  for (size_t i = texts.size(); i-- > 0;) {  // not in their order
    const std::string text = JsonText(texts[i]);
    bytes += text.size();
    data.push_back({{"object", "embedding"}, {"index", i}, {"embedding", VectorOf(text)}});
  }
  return {{"object", "list"},
          {"model", request.value("model", "none")},
          {"data", std::move(data)},
          {"usage", {{"prompt_tokens", TokensOf(bytes)}, {"total_tokens", TokensOf(bytes)}}}};
}

}  // namespace

ModelApi ModelApiOf(const std::string& path) {
  if (path.ends_with("/chat/completions")) return ModelApi::kChat;
  if (path.ends_with("/messages")) return ModelApi::kMessages;
  return path.ends_with("/embeddings") ? ModelApi::kEmbeddings : ModelApi::kNone;
}

std::string AskedText(ModelApi api, const Json& request) {
  if (api == ModelApi::kEmbeddings) {
    const Json* input = Member(request, "input");
    if (!input || (input->is_array() && input->empty())) return "";
    return JsonText(input->is_array() ? input->front() : *input);
  }
  const Json* messages = Member(request, "messages");
  if (!messages || !messages->is_array()) return "";
  for (size_t i = messages->size(); i-- > 0;) {
    const Json& message = (*messages)[i];
    const Json* role = Member(message, "role");
    const Json* content = Member(message, "content");
    if (role && *role == "user" && content) return ContentText(*content);
  }
  return "";
}

Json GoodAnswer(ModelApi api, const Json& request, const ModelWords& words) {
  if (api == ModelApi::kEmbeddings) return EmbeddingsAnswer(request);
  return api == ModelApi::kMessages ? MessagesAnswer(request, words) : ChatAnswer(request, words);
}

Json ErrorAnswer(ModelApi api, int status, const std::string& message, const std::string& code) {
  if (api == ModelApi::kMessages)
    return {{"type", "error"}, {"error", {{"type", code.empty() ? "api_error" : code}, {"message", message}}}};
  return {{"error",
           {{"message", message}, {"type", code.empty() ? "server_error" : code}, {"code", code}, {"status", status}}}};
}

}  // namespace harness
