#include "scorers/similar.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "harness/base/text.h"
#include "scorers/judge.h"
#include "scorers/judge_options.h"
#include "scorers/judged.h"

namespace harness {
namespace {

constexpr double kSimilarPass = 0.75;  // as in promptfoo
constexpr double kRelevancePass = 0.7;
constexpr int kQuestions = 3;

// The model of the option `name`, or of the name "embedder", or the only one.
Result<std::shared_ptr<Embedder>> FindEmbedder(const Node& config, const Services& services, const char* option) {
  const std::vector<std::string> names = services.models ? services.models->Names() : std::vector<std::string>{};
  const Node* named = config.Find(option);
  std::string name = named ? named->AsString() : "embedder";
  if (!named && names.size() == 1) name = names[0];
  const Node& place = named ? *named : config;
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    if (named) return place.Fail("{}", UnknownName("model", name, names));
    return place.Fail("'{}' is missing: which of the suite's 'models' makes embeddings?", option);
  }
  auto embedder = services.models->EmbedderOf(name);
  if (!embedder) return place.Fail("{}", embedder.error().Message());
  return embedder;
}

// The information of the model that FindEmbedder finds; null if there is none.
const ModelInfo* EmbedderInfo(const Node& config, const Services& services, const char* option) {
  if (!services.models) return nullptr;
  const Node* named = config.Find(option);
  const std::vector<std::string> names = services.models->Names();
  return services.models->Find(named ? named->AsString() : names.size() == 1 ? names[0] : "embedder");
}

// Adds to a type what its embedder says of being absent, and of what it depends on.
void AddEmbedder(ScorerType& type, const char* option, bool judge_too) {
  type.absent = [option, judge = judge_too ? type.absent : nullptr](const Node& config, const Services& services) {
    const std::string absent = judge ? judge(config, services) : "";
    const ModelInfo* info = EmbedderInfo(config, services, option);
    return absent.empty() && info ? info->absent : absent;
  };
  type.depends_on = [option, judge = judge_too ? type.depends_on : nullptr](const Node& config,
                                                                            const Services& services) {
    const ModelInfo* info = EmbedderInfo(config, services, option);
    const std::string own = info ? fmt::format("{}/{}", info->provider, info->model) : "";
    return (judge ? judge(config, services) : "") + " " + own;
  };
}

Score NotEmbedded(const ChatError& error) {
  return Score::Error("the embeddings could not be made: " + error.message);
}

// Vectors of one length, none of them null, as many as there were texts.
bool Fits(const Embeddings& embeddings, size_t texts) {
  const auto& vectors = embeddings.vectors;
  if (vectors.size() != texts || texts == 0) return false;
  const auto is_null = [](const auto& v) { return std::all_of(v.begin(), v.end(), [](float x) { return x == 0; }); };
  return std::all_of(vectors.begin(), vectors.end(),
                     [&](const auto& v) { return v.size() == vectors[0].size() && !is_null(v); });
}

class SimilarScorer final : public Scorer {
 public:
  explicit SimilarScorer(std::shared_ptr<Embedder> embedder) : embedder_(std::move(embedder)) {}

  // Of several expected texts the nearest counts.
  Score Judge(const Question& question, const CallContext& context) override {
    const TextView answer(question.actual);
    std::vector<std::string> texts = {std::string(answer.text())};
    if (question.expected->is_array()) {
      for (const Json& text : *question.expected) texts.push_back(JsonText(text));
    } else {
      texts.push_back(JsonText(*question.expected));
    }
    if (texts.size() == 1) return Score::Error("what is expected is an empty list");
    const auto blank = [](const std::string& text) { return Trim(text).empty(); };
    if (blank(texts[0])) return Score::Fail("the answer is empty");
    if (std::any_of(texts.begin() + 1, texts.end(), blank)) return Score::Error("an expected text is empty");
    const auto embeddings = embedder_->Embed(texts, context);
    if (!embeddings) return NotEmbedded(embeddings.error());
    if (!Fits(*embeddings, texts.size())) return Score::Error("the embeddings are not of one length, or one is null");
    double best = -1;
    for (size_t i = 1; i < texts.size(); ++i)
      best = std::max(best, Cosine(embeddings->vectors[0], embeddings->vectors[i]));
    Score score = Score::Graded(std::clamp(best, 0.0, 1.0), best >= kSimilarPass, fmt::format("cosine {:.3f}", best));
    score.evidence = {{"cosine", best}};
    score.usage = embeddings->usage;
    score.cost_usd = embeddings->cost_usd;
    return score;
  }

 private:
  const std::shared_ptr<Embedder> embedder_;
};

// Es et al. 2023 ("RAGAS"): the mean cosine of the question and those that the answer would answer; an answer that
// commits to nothing is worth nothing.
class AnswerRelevanceScorer final : public Scorer {
 public:
  AnswerRelevanceScorer(ModelJudge judge, std::shared_ptr<Embedder> embedder)
      : judge_(std::move(judge)), embedder_(std::move(embedder)) {}

  Score Judge(const Question& question, const CallContext& context) override {
    const TextView answer(question.actual);
    if (Trim(answer.text()).empty()) return Score::Fail("the answer is empty");
    Judgement judgement = judge_.Ask({{"ANSWER", std::string(answer.text())}}, context);
    Score score =
        judgement.answer ? Compare(question, *judgement.answer, context, judgement) : ScoreWithoutAnswer(judgement);
    AddCosts(judgement, judge_, score);
    return score;
  }

 private:
  // Adds what the embeddings cost to the judgement.
  Score Compare(const Question& question, const Json& said, const CallContext& context, Judgement& judgement) const {
    if (said["verdict"] == "noncommittal") return Score::Fail("the answer commits to nothing");
    const std::vector<Exchange>& turns = question.output.turns;
    std::vector<std::string> texts = {JsonText(turns.empty() ? question.test.input : turns.back().user)};
    for (const Json& text : said["questions"]) texts.push_back(text.get<std::string>());
    const auto embeddings = embedder_->Embed(texts, context);
    if (!embeddings) return NotEmbedded(embeddings.error());
    if (!Fits(*embeddings, texts.size())) return Score::Error("the embeddings are not of one length, or one is null");
    Judgement embedding;
    embedding.usage = embeddings->usage;
    embedding.cost_usd = embeddings->cost_usd;
    embedding.kept = embeddings->kept;
    embedding.model = judgement.model;
    embedding.calls = 1;
    AddCalls(embedding, judgement);
    double sum = 0;
    for (size_t i = 1; i < texts.size(); ++i) sum += Cosine(embeddings->vectors[0], embeddings->vectors[i]);
    const double value = std::clamp(sum / static_cast<double>(texts.size() - 1), 0.0, 1.0);
    Score score = Score::Graded(value, value >= kRelevancePass,
                                fmt::format("mean cosine {:.3f} of the questions that it answers", value));
    score.evidence = {{"questions", said["questions"]}};
    return score;
  }

  const ModelJudge judge_;
  const std::shared_ptr<Embedder> embedder_;
};

Result<std::unique_ptr<Scorer>> MakeAnswerRelevance(const Node& config, const Services& services) {
  auto model = FindJudgeModel(config, services);
  if (!model) return Unexpected(model.error());
  auto embedder = FindEmbedder(config, services, "embedder");
  if (!embedder) return Unexpected(embedder.error());
  const Json text = {{"type", "string"}, {"minLength", 1}};
  const Json properties = {
      {"questions", {{"type", "array"}, {"items", text}, {"minItems", kQuestions}, {"maxItems", kQuestions}}},
      {"verdict", {{"type", "string"}, {"enum", {"committal", "noncommittal"}}}}};
  ModelJudge judge(
      std::move(model->chat), std::move(model->info),
      fmt::format("Write {} different questions to which the text would be the whole and fitting answer. The "
                  "verdict is \"noncommittal\" if the text evades (\"I don't know\", \"it depends\"), else "
                  "\"committal\".",
                  kQuestions),
      properties);
  return std::make_unique<AnswerRelevanceScorer>(std::move(judge), *std::move(embedder));
}

}  // namespace

double Cosine(std::span<const float> a, std::span<const float> b) {
  double dot = 0, aa = 0, bb = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    dot += double{a[i]} * b[i];
    aa += double{a[i]} * a[i];
    bb += double{b[i]} * b[i];
  }
  return aa > 0 && bb > 0 ? dot / std::sqrt(aa * bb) : 0;
}

ScorerType SimilarScorerType() {
  ScorerType type = JudgeType("similar", "The embeddings of the answer and of what is expected are near each other.");
  type.needs = Needs::kExpected;
  type.value = kText | kTextList;
  type.shape.fields = {
      {.name = "model",
       .types = kText,
       .doc = "A name of the suite's `models` that makes embeddings; by default embedder, or the only one."}};
  AddEmbedder(type, "model", /*judge_too=*/false);
  type.make = [](const Node& config, const Services& services) -> Result<std::unique_ptr<Scorer>> {
    auto embedder = FindEmbedder(config, services, "model");
    if (!embedder) return Unexpected(embedder.error());
    return std::make_unique<SimilarScorer>(*std::move(embedder));
  };
  return type;
}

ScorerType AnswerRelevanceScorerType() {
  ScorerType type = JudgeType("answer-relevance", "The answer answers the question that was asked, by embeddings.");
  type.value = 0;
  type.shape.fields.push_back(
      {.name = "embedder",
       .types = kText,
       .doc = "A name of the suite's `models` that makes embeddings; by default the one called embedder."});
  AddEmbedder(type, "embedder", /*judge_too=*/true);
  type.make = MakeAnswerRelevance;
  return type;
}

}  // namespace harness
