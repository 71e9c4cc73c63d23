#include "scorers/rubric.h"

#include <algorithm>
#include <array>
#include <span>

#include "harness/base/text.h"
#include "scorers/judge.h"
#include "scorers/judge_options.h"
#include "scorers/judged.h"

namespace harness {
namespace {

// A word that a judge may choose, what it means, and what it is worth; no worth: it can't tell.
struct Level {
  std::string_view word;
  std::string_view meaning;
  std::optional<double> value;
};

constexpr Level kUnknown = {"unknown", "it can't be told from the material", std::nullopt};

constexpr Level kRubricLevels[] = {{"5", "the answer meets the rubric fully", 1},
                                   {"4", "it meets the rubric but for small flaws that change nothing", 0.75},
                                   {"3", "it meets about half of it, or all of it with a serious flaw", 0.5},
                                   {"2", "it meets little of it", 0.25},
                                   {"1", "it does not meet it", 0},
                                   kUnknown};
constexpr double kRubricPass = 0.75;

constexpr Level kClosedQaLevels[] = {{"yes", "the answer meets the criterion", 1}, {"no", "it does not", 0}, kUnknown};

// The five relations of openai/evals' fact.yaml.
constexpr Level kFactualityLevels[] = {
    {"same", "the answer says the same facts as the reference", 1},
    {"subset", "it says some of them and nothing that contradicts the reference", 1},
    {"superset", "it says all of them, and more that does not contradict the reference", 1},
    {"immaterial", "it differs from the reference only in what does not matter for the facts", 1},
    {"contradiction", "it contradicts the reference", 0},
    kUnknown};

Json WordsOf(std::span<const Level> levels) {
  Json words = Json::array();
  for (const Level& level : levels) words.push_back(std::string(level.word));
  return words;
}

Json PropertiesOf(std::span<const Level> levels) {
  return {{"reason", {{"type", "string"}}}, {"verdict", {{"type", "string"}, {"enum", WordsOf(levels)}}}};
}

std::string Explained(std::string_view task, std::span<const Level> levels) {
  std::string text = fmt::format("{}\n\nThe verdict is one of:\n", task);
  for (const Level& level : levels) text += fmt::format("- \"{}\": {}.\n", level.word, level.meaning);
  return text + "\nThe reason says in at most three sentences what in the answer decided.";
}

// Judges by a list of levels. What passes is computed here, from the value, never asked of the model.
class LevelScorer final : public Scorer {
 public:
  LevelScorer(ModelJudge judge, std::span<const Level> levels, double pass_at, std::vector<std::string> failing)
      : judge_(std::move(judge)), levels_(levels), pass_at_(pass_at), failing_(std::move(failing)) {}

  Score Judge(const Question& question, const CallContext& context) override {
    const TextView answer(question.actual);
    if (Trim(answer.text()).empty()) return Score::Fail("the answer is empty");
    std::vector<JudgePiece> pieces = {AskedPiece(question)};
    const Json* reference = question.expected        ? question.expected
                            : question.test.expected ? &*question.test.expected
                                                     : nullptr;
    if (reference) pieces.emplace_back("REFERENCE", JsonText(*reference));
    pieces.emplace_back("ANSWER", answer.text());
    const Judgement judgement = judge_.Ask(pieces, context);
    Score score = judgement.answer ? Decide(*judgement.answer) : ScoreWithoutAnswer(judgement);
    AddCosts(judgement, judge_, score);
    return score;
  }

 private:
  Score Decide(const Json& answer) const {
    const std::string word = answer["verdict"].get<std::string>();
    const std::string reason = Trimmed(answer["reason"].get<std::string>());
    const auto level = std::find_if(levels_.begin(), levels_.end(), [&](const Level& one) { return one.word == word; });
    const bool fails = std::find(failing_.begin(), failing_.end(), word) != failing_.end();
    Score score;
    if (!level->value) {
      score = Score::Unknown(reason);
    } else {
      const double value = fails ? 0 : *level->value;
      score = Score::Graded(value, value >= pass_at_, fmt::format("{}: {}", word, reason));
    }
    score.evidence = {{"verdict", word}};
    return score;
  }

  static std::string Trimmed(const std::string& reason) { return std::string(Trim(reason)); }

  const ModelJudge judge_;
  const std::span<const Level> levels_;
  const double pass_at_;
  const std::vector<std::string> failing_;
};

Result<std::unique_ptr<Scorer>> MakeByCriterion(const Node& config, const Services& services, const char* option,
                                                std::string_view task, std::span<const Level> levels, double pass_at) {
  const Result<std::string> text = TextOption(config, option);
  if (!text) return Unexpected(text.error());
  auto model = FindJudgeModel(config, services);
  if (!model) return Unexpected(model.error());
  ModelJudge judge(std::move(model->chat), std::move(model->info),
                   Explained(fmt::format("{}\n\n{}", task, *text), levels), PropertiesOf(levels));
  return std::make_unique<LevelScorer>(std::move(judge), levels, pass_at, std::vector<std::string>());
}

Result<std::unique_ptr<Scorer>> MakeFactuality(const Node& config, const Services& services) {
  auto model = FindJudgeModel(config, services);
  if (!model) return Unexpected(model.error());
  std::vector<std::string> failing;
  if (const Node* fails = config.Find("fails")) failing = ReadTexts(*fails);
  ModelJudge judge(
      std::move(model->chat), std::move(model->info),
      Explained("You compare the facts in an answer to a question with those of a reference that is right. "
                "Ignore differences of style, grammar and length.",
                kFactualityLevels),
      PropertiesOf(kFactualityLevels));
  return std::make_unique<LevelScorer>(std::move(judge), kFactualityLevels, 1, std::move(failing));
}

}  // namespace

ScorerType LlmRubricScorerType() {
  ScorerType type = JudgeType("llm-rubric", "A model judges the answer by a rubric, on five levels.");
  type.value = kText;
  type.shape.fields.push_back({.name = "rubric", .types = kText, .doc = "What a good answer does; may be the value."});
  type.make = [](const Node& config, const Services& services) {
    return MakeByCriterion(config, services, "rubric",
                           "You judge an answer to a question by a rubric. Judge by the rubric alone; a longer or a "
                           "bolder answer is no better for it. The rubric:",
                           kRubricLevels, kRubricPass);
  };
  return type;
}

ScorerType ClosedQaScorerType() {
  ScorerType type = JudgeType("closed-qa", "A model says whether the answer meets a criterion.");
  type.value = kText;
  type.shape.fields.push_back(
      {.name = "criterion", .types = kText, .doc = "What the answer must do; may be the value."});
  type.make = [](const Node& config, const Services& services) {
    return MakeByCriterion(config, services, "criterion",
                           "You say whether an answer to a question meets a criterion. The criterion:", kClosedQaLevels,
                           1);
  };
  return type;
}

ScorerType FactualityScorerType() {
  ScorerType type = JudgeType("factuality", "A model compares the facts in the answer with what is expected.");
  type.needs = Needs::kExpected;
  type.shape.fields.push_back({.name = "fails",
                               .types = kText | kTextList,
                               .doc = "Relations that fail beside contradiction: same, subset, superset, immaterial.",
                               .choices = {"same", "subset", "superset", "immaterial"}});
  type.make = MakeFactuality;
  return type;
}

}  // namespace harness
