#include "harness/models/reply_key.h"

#include "harness/base/digest.h"
#include "harness/base/text.h"

namespace harness {
namespace {

// Makes every text well-formed, as deep as a request goes (whoever made its JSON bounded that).
void Repair(Json& json) {
  if (json.is_string()) {
    RepairUtf8(json.get_ref<std::string&>());
  } else if (json.is_structured()) {
    for (Json& item : json) Repair(item);
  }
}

Json Keyed(const AskedModel& model, Json request) {
  Json keyed = {
      {"provider", model.provider}, {"origin", model.origin}, {"model", model.model}, {"request", std::move(request)}};
  Repair(keyed);
  return keyed;
}

Embeddings ReadEmbeddings(const Json& json) {
  Embeddings embeddings;
  embeddings.vectors = json.at("vectors").get<std::vector<std::vector<float>>>();
  if (json.contains("usage")) {
    const Json& usage = json.at("usage");
    embeddings.usage = Usage{usage.value("input_tokens", int64_t{0}), usage.value("output_tokens", int64_t{0}),
                             usage.value("cached_tokens", int64_t{0})};
  }
  if (json.contains("cost_usd")) embeddings.cost_usd = json.at("cost_usd").get<double>();
  return embeddings;
}

}  // namespace

Json KeyedRequest(const AskedModel& model, const ChatRequest& request) {
  Json asked = ToJson(request);
  Json parameters = MergedParameters(model, request);
  asked.erase("parameters");
  if (!parameters.empty()) asked["parameters"] = std::move(parameters);
  return Keyed(model, std::move(asked));
}

Json KeyedRequest(const AskedModel& model, const Texts& texts) {
  Json asked = {{"texts", texts}};
  if (!model.parameters.empty()) asked["parameters"] = model.parameters;
  return Keyed(model, std::move(asked));
}

RequestKey KeyOf(const Json& keyed, const CallContext& context) {
  return {Hex(Sha256Of(CanonicalJson(keyed))), context.key.repeat, context.sample};
}

Json ToJson(const Embeddings& embeddings) {
  Json json = {{"vectors", embeddings.vectors}};
  if (embeddings.usage)
    json["usage"] = {{"input_tokens", embeddings.usage->input_tokens},
                     {"output_tokens", embeddings.usage->output_tokens},
                     {"cached_tokens", embeddings.usage->cached_tokens}};
  if (embeddings.cost_usd) json["cost_usd"] = *embeddings.cost_usd;
  return json;
}

Result<Embeddings> EmbeddingsFromJson(const Json& json) {
  if (!json.is_object() || !json.contains("vectors"))
    return Fail("kept embeddings can't be read: there are no vectors");
  try {
    return ReadEmbeddings(json);
  } catch (const nlohmann::json::exception& error) {
    return Fail("kept embeddings can't be read: {}", error.what());
  }
}

}  // namespace harness
