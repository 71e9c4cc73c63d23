#include "harness/models/rehearsal.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace harness {
namespace {

constexpr Range kText{50, 500, 4'000}, kBySchema{40, 150, 1'000};  // tokens
constexpr std::string_view kWord = "word ";                        // about a token, with its blank
constexpr int64_t kLongest = 50'000;                               // words of an answer
constexpr int kDeepest = 16;                                       // of schemas in one another

Json Example(const Json& schema, int depth);

Json ExampleObject(const Json& schema, int depth) {
  Json object = Json::object();
  if (const auto found = schema.find("properties"); found != schema.end() && found->is_object())
    for (const auto& [name, property] : found->items()) object[name] = Example(property, depth + 1);
  if (const auto found = schema.find("required"); found != schema.end() && found->is_array())
    for (const Json& name : *found)
      if (name.is_string() && !object.contains(name.get<std::string>())) object[name.get<std::string>()] = "word";
  return object;
}

Json ExampleList(const Json& schema, int depth) {
  const auto least = std::clamp<int64_t>(schema.value("minItems", int64_t{1}), 1, 100);
  const auto items = schema.find("items");
  return Json(static_cast<size_t>(least), items == schema.end() ? Json("word") : Example(*items, depth + 1));
}

std::string ExampleText(const Json& schema) {
  std::string text = "word";
  const auto least = std::clamp<int64_t>(schema.value("minLength", int64_t{0}), 0, 10'000);
  while (static_cast<int64_t>(text.size()) < least) text += " word";
  if (const auto most = schema.find("maxLength"); most != schema.end() && most->is_number_unsigned())
    text.resize(std::min(text.size(), most->get<size_t>()));
  return text;
}

Json Example(const Json& schema, int depth) {
  if (!schema.is_object() || depth > kDeepest) return "word";
  if (const auto found = schema.find("const"); found != schema.end()) return *found;
  for (const char* key : {"enum", "examples"})
    if (const auto found = schema.find(key); found != schema.end() && found->is_array() && !found->empty())
      return found->front();
  for (const char* key : {"anyOf", "oneOf", "allOf"})
    if (const auto found = schema.find(key); found != schema.end() && found->is_array() && !found->empty())
      return Example(found->front(), depth + 1);
  const auto found = schema.find("type");
  const Json& type = found == schema.end() ? Json() : found->is_array() && !found->empty() ? found->front() : *found;
  if (type == "object" || schema.contains("properties") || schema.contains("required"))
    return ExampleObject(schema, depth);
  if (type == "array") return ExampleList(schema, depth);
  if (type == "integer" || type == "number") return schema.value("minimum", Json(1));
  if (type == "boolean") return true;
  if (type == "null") return nullptr;
  return ExampleText(schema);
}

std::string TextOf(int64_t words) {
  std::string text;
  text.reserve(static_cast<size_t>(words) * kWord.size());
  for (int64_t i = 0; i < words; ++i) text += kWord;
  return text;
}

class Rehearsal final : public StandIn {
 public:
  Answer<ChatReply> Complete(const AskedModel& model, const ChatRequest& request, const CallContext&) override {
    ChatReply reply;
    reply.model = model.model;
    reply.finish_reason = "stop";
    if (request.schema)
      reply.text = ExampleOf(*request.schema).dump();
    else if (request.json)
      reply.text = "{}";
    else
      reply.text = TextOf(std::clamp<int64_t>(static_cast<int64_t>(LikelyOutput(model, request).likely), 1, kLongest));
    return reply;
  }

  Answer<Embeddings> Embed(const AskedModel&, const Texts& texts, const CallContext&) override {
    Embeddings embeddings;
    embeddings.vectors.assign(texts.size(), {1.0F, 0.0F});
    return embeddings;
  }
};

}  // namespace

Range LikelyOutput(const AskedModel& model, const ChatRequest& request) {
  const std::optional<int64_t> most = EstimateTokens(model, request).max_output;
  const bool by_schema = request.schema || request.json;
  if (!most) return by_schema ? kBySchema : kText;
  const auto bound = static_cast<double>(*most);
  if (!by_schema) return {bound / 32, bound / 4, bound};
  return {std::min(kBySchema.low, bound), std::min(kBySchema.likely, bound), std::min(kBySchema.high, bound)};
}

Json ExampleOf(const Json& schema) {
  return Example(schema, 0);
}

std::shared_ptr<StandIn> MakeRehearsal() {
  return std::make_shared<Rehearsal>();
}

}  // namespace harness
