#include "harness/models/embeddings.h"

#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "harness/models/provider_json.h"

namespace harness {
namespace {

using Vector = std::vector<float>;

constexpr size_t kMaxLength = 1 << 16;

Result<Vector> VectorOf(const Json& item) {
  const Json* numbers = Member(item, "embedding");
  if (!numbers || !numbers->is_array() || numbers->empty() || numbers->size() > kMaxLength)
    return Fail("an embedding that is no list of numbers");
  Vector vector;
  vector.reserve(numbers->size());
  for (const Json& number : *numbers) {
    if (!number.is_number()) return Fail("an embedding that is no list of numbers");
    const auto value = number.get<double>();
    if (!(std::abs(value) <= std::numeric_limits<float>::max()))
      return Fail("an embedding with a number that is too large");
    vector.push_back(static_cast<float>(value));
  }
  return vector;
}

// Of `count` texts, in their order. An item without an index stands at its place in the list.
Result<std::vector<Vector>> VectorsOf(const Json& answer, size_t count) {
  const Json* data = Member(answer, "data");
  if (!data || !data->is_array()) return Fail("an answer without data");
  if (data->size() != count) return Fail("{} embeddings for {} texts", data->size(), count);
  std::vector<Vector> vectors(count);
  for (size_t i = 0; i < count; ++i) {
    const Json& item = data->at(i);
    const int64_t index = Member(item, "index") ? CountMember(item, "index").value_or(-1) : static_cast<int64_t>(i);
    if (index < 0 || static_cast<size_t>(index) >= count || !vectors[static_cast<size_t>(index)].empty())
      return Fail("embeddings whose indexes are not those of the texts");
    Result<Vector> vector = VectorOf(item);
    if (!vector) return Unexpected(vector.error());
    vectors[static_cast<size_t>(index)] = std::move(*vector);
  }
  return vectors;
}

std::optional<Usage> UsageOf(const Json& answer) {
  const Json* usage = Member(answer, "usage");
  const auto tokens = usage ? CountMember(*usage, "prompt_tokens") : std::nullopt;
  return tokens ? std::optional(Usage{*tokens, 0, 0}) : std::nullopt;
}

size_t BatchAt(std::span<const std::string> texts) {
  size_t count = 0;
  for (size_t bytes = 0; count < texts.size() && count < kMaxBatchTexts; ++count) {
    bytes += texts[count].size();
    if (bytes > kMaxBatchBytes && count > 0) break;
  }
  return count;
}

class OpenAiEmbedder final : public Embedder {
 public:
  OpenAiEmbedder(std::shared_ptr<Endpoint> endpoint, std::string model, Json parameters)
      : endpoint_(std::move(endpoint)), model_(std::move(model)), parameters_(std::move(parameters)) {}

  tl::expected<Embeddings, ChatError> Embed(const std::vector<std::string>& texts,
                                            const CallContext& context) override {
    Embeddings all;
    all.usage = Usage{};
    for (std::span<const std::string> rest(texts); !rest.empty();) {
      const size_t count = BatchAt(rest);
      if (auto added = AddBatch(rest.first(count), context, all); !added) return tl::unexpected(added.error());
      rest = rest.subspan(count);
    }
    return all;
  }

 private:
  tl::expected<void, ChatError> AddBatch(std::span<const std::string> texts, const CallContext& context,
                                         Embeddings& all) {
    Json body = parameters_;
    body["model"] = model_;
    body["encoding_format"] = "float";
    Json& input = body["input"] = Json::array();
    for (const std::string& text : texts) input.push_back(Repaired(text));
    const auto answer = endpoint_->Post("/embeddings", body, context);
    if (!answer) return tl::unexpected(answer.error());
    Result<std::vector<Vector>> vectors = VectorsOf(answer->json, texts.size());
    if (!vectors) return tl::unexpected(endpoint_->Malformed(vectors.error().Message()));
    for (Vector& vector : *vectors) {
      if (vector.size() != (all.vectors.empty() ? vectors->front() : all.vectors.front()).size())
        return tl::unexpected(endpoint_->Malformed("embeddings of different lengths"));
      all.vectors.push_back(std::move(vector));
    }
    AddUsage(UsageOf(answer->json), all);
    return {};
  }

  // A sum of which a part is unknown is unknown.
  static void AddUsage(const std::optional<Usage>& usage, Embeddings& all) {
    if (!usage || !all.usage)
      all.usage.reset();
    else
      all.usage->input_tokens += usage->input_tokens;
  }

  const std::shared_ptr<Endpoint> endpoint_;
  const std::string model_;
  const Json parameters_;
};

}  // namespace

std::unique_ptr<Embedder> MakeOpenAiEmbedder(std::shared_ptr<Endpoint> endpoint, std::string model, Json parameters) {
  return std::make_unique<OpenAiEmbedder>(std::move(endpoint), std::move(model), std::move(parameters));
}

}  // namespace harness
