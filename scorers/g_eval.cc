#include "scorers/g_eval.h"

#include <cmath>
#include <utility>

#include "harness/base/text.h"
#include "scorers/judge.h"
#include "scorers/judge_options.h"
#include "scorers/judged.h"

namespace harness {
namespace {

constexpr double kPassAt = 0.7;
constexpr int kTopLogprobs = 20;  // what providers offer at most
constexpr int kLowest = 1, kHighest = 5;

// The token without what JSON has around it.
std::string_view Bare(std::string_view token) {
  constexpr std::string_view kAround = " \t\n\r\":,{}";
  const size_t begin = token.find_first_not_of(kAround);
  if (begin == std::string_view::npos) return "";
  return token.substr(begin, token.find_last_not_of(kAround) - begin + 1);
}

std::optional<int> ScoreIn(std::string_view token) {
  const std::string_view bare = Bare(token);
  if (bare.size() != 1 || bare[0] < '0' + kLowest || bare[0] > '0' + kHighest) return std::nullopt;
  return bare[0] - '0';
}

double ValueOf(double score) {
  return (score - kLowest) / (kHighest - kLowest);
}

class GEvalScorer final : public Scorer {
 public:
  explicit GEvalScorer(std::vector<ModelJudge> judges) : judges_(std::move(judges)) {}

  // Each criterion is judged by itself; the value is the mean of theirs.
  Score Judge(const Question& question, const CallContext& context) override {
    const TextView answer(question.actual);
    if (Trim(answer.text()).empty()) return Score::Fail("the answer is empty");
    const std::vector<JudgePiece> pieces = {AskedPiece(question), {"ANSWER", std::string(answer.text())}};
    Json scores = Json::array();
    Judgement all;
    double sum = 0;
    std::string reasons;
    for (const ModelJudge& judge : judges_) {
      Judgement judgement = judge.Ask(pieces, context, kTopLogprobs);
      AddCalls(judgement, all);
      if (!judgement.answer) return Finished(ScoreWithoutAnswer(judgement), all);
      const std::string word = (*judgement.answer)["verdict"].get<std::string>();
      const std::string reason((*judgement.answer)["reason"].get<std::string>());
      if (word == "unknown") return Finished(Score::Unknown(reason), all);
      const std::optional<double> mean = MeanScore(judgement.logprobs, word);
      const double score = mean.value_or(word[0] - '0');
      sum += ValueOf(score);
      scores.push_back({{"score", score}, {"said", word}, {"by_probability", mean.has_value()}});
      reasons += fmt::format("{}{:.3g}: {}", reasons.empty() ? "" : "; ", score, Trim(reason));
    }
    const double value = sum / static_cast<double>(judges_.size());
    Score score = Score::Graded(value, value >= kPassAt, reasons);
    score.evidence = {{"scores", std::move(scores)}};
    return Finished(std::move(score), all);
  }

 private:
  Score Finished(Score score, const Judgement& all) const {
    AddCosts(all, judges_.front(), score);
    return score;
  }

  const std::vector<ModelJudge> judges_;  // one for each criterion
};

std::string Instructions(std::string_view criterion, const std::vector<std::string>& steps) {
  std::string text = fmt::format(
      "You score an answer to a question by a criterion, from 1 (it does not meet it at all) to 5 (it meets it fully); "
      "\"unknown\" where that can't be told from the material. The criterion:\n\n{}\n\n",
      criterion);
  if (steps.empty()) {
    text += "First work out by which steps that criterion is examined, then take each of them";
  } else {
    text += "Take these steps:\n";
    for (const std::string& step : steps) text += fmt::format("- {}\n", step);
    text += "Take each of them";
  }
  return text + ", and write down in the reason what it shows. Then give the verdict.";
}

Result<std::unique_ptr<Scorer>> MakeGEvalScorer(const Node& config, const Services& services) {
  const Node* value = config.Find("value");
  const Node* named = config.Find("criteria");
  if (value && named) return named->Fail("the criteria are given twice, as 'value' and as 'criteria'");
  const Node* given = named ? named : value;
  if (!given) return config.Fail("'criteria' are missing: what the answer is scored by");
  std::vector<std::string> steps;
  if (const Node* node = config.Find("steps")) steps = ReadTexts(*node);
  auto model = FindJudgeModel(config, services);
  if (!model) return Unexpected(model.error());
  const Json properties = {{"reason", {{"type", "string"}}},
                           {"verdict", {{"type", "string"}, {"enum", {"1", "2", "3", "4", "5", "unknown"}}}}};
  std::vector<ModelJudge> judges;
  for (const std::string& criterion : ReadTexts(*given)) {
    if (Trim(criterion).empty()) return given->Fail("a criterion is empty");
    judges.emplace_back(model->chat, model->info, Instructions(criterion, steps), properties);
  }
  if (judges.empty()) return given->Fail("'criteria' is empty");
  return std::make_unique<GEvalScorer>(std::move(judges));
}

}  // namespace

std::optional<double> MeanScore(const std::vector<TokenLogprob>& logprobs, std::string_view word) {
  for (size_t i = logprobs.size(); i-- > 0;) {
    if (logprobs[i].token.find("verdict") != std::string::npos)
      return std::nullopt;  // what stands before is the reason
    if (Bare(logprobs[i].token) != word) continue;
    double weight = 0, sum = 0;
    for (const auto& [token, logprob] : logprobs[i].top) {
      const std::optional<int> score = ScoreIn(token);
      if (!score || !std::isfinite(logprob)) continue;
      weight += std::exp(logprob);
      sum += std::exp(logprob) * *score;
    }
    if (weight < 0.5) return std::nullopt;
    return sum / weight;
  }
  return std::nullopt;
}

ScorerType GEvalScorerType() {
  ScorerType type =
      JudgeType("g-eval", "A model scores the answer by criteria from 1 to 5, by probabilities if it can.");
  type.value = kText | kTextList;
  type.shape.fields.push_back({.name = "criteria",
                               .types = kText | kTextList,
                               .doc = "What is scored; of several the mean counts. May be the value."});
  type.shape.fields.push_back(
      {.name = "steps", .types = kTextList, .doc = "How to examine it; by default the model works that out."});
  type.make = MakeGEvalScorer;
  return type;
}

}  // namespace harness
