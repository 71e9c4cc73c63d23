#include "scorers/conversation_relevance.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "harness/base/text.h"
#include "harness/core/conversation.h"
#include "scorers/judge.h"
#include "scorers/judge_options.h"

namespace harness {
namespace {

constexpr double kPassAt = 0.7;
constexpr size_t kWindow = 5;  // turns that a judge is shown with an answer, its own among them
constexpr size_t kMostWindow = 1000;

constexpr std::string_view kTask =
    "You say whether the answer of an assistant is relevant: whether it takes up what the user said last, in the light "
    "of what was said before. Whether it is right or friendly does not matter here. The verdict is \"yes\", \"no\", or "
    "\"unknown\" if that can't be told. The reason says in one sentence what decided.";

class ConversationRelevanceScorer final : public Scorer {
 public:
  ConversationRelevanceScorer(ModelJudge judge, size_t window) : judge_(std::move(judge)), window_(window) {}

  // The part of the answers that are relevant, of those of which it could be told.
  Score Judge(const Question& question, const CallContext& context) override {
    std::vector<Exchange> turns = question.output.turns;
    if (turns.empty()) turns.push_back({question.test.input, question.output});
    Judgement all;
    Json verdicts = Json::array();
    size_t yes = 0, no = 0;
    std::string first;  // what is said of the first answer that is not relevant
    for (size_t end = 1; end <= turns.size(); ++end) {
      const Judgement judgement = judge_.Ask(PiecesUpTo(turns, end), context);
      AddCalls(judgement, all);
      if (!judgement.answer) return Finished(ScoreWithoutAnswer(judgement), all);
      const std::string word = (*judgement.answer)["verdict"].get<std::string>();
      const std::string reason(Trim((*judgement.answer)["reason"].get_ref<const std::string&>()));
      verdicts.push_back({{"turn", end}, {"verdict", word}, {"reason", reason}});
      yes += word == "yes" ? 1 : 0;
      if (word == "no" && ++no == 1) first = fmt::format("turn {}: {}", end, reason);
    }
    Score score = Decide(yes, no, first);
    score.evidence = {{"turns", std::move(verdicts)}};
    return Finished(std::move(score), all);
  }

 private:
  std::vector<JudgePiece> PiecesUpTo(const std::vector<Exchange>& turns, size_t end) const {
    const size_t begin = end > window_ ? end - window_ : 0;
    const std::vector<Exchange> shown(turns.begin() + static_cast<ptrdiff_t>(begin),
                                      turns.begin() + static_cast<ptrdiff_t>(end));
    Json said = Transcript(shown);
    const std::string answer = said.back()["content"].get<std::string>();
    said.erase(said.size() - 1);
    return {{"CONVERSATION", CanonicalJson(said)}, {"ANSWER", answer}};
  }

  static Score Decide(size_t yes, size_t no, const std::string& first) {
    if (yes + no == 0) return Score::Unknown("of no answer could it be told");
    const double value = static_cast<double>(yes) / static_cast<double>(yes + no);
    std::string reason = fmt::format("{} of {} relevant", yes, Counted(yes + no, "answer"));
    if (no > 0) reason += "; " + first;
    return Score::Graded(value, value >= kPassAt, std::move(reason));
  }

  Score Finished(Score score, const Judgement& all) const {
    AddCosts(all, judge_, score);
    return score;
  }

  const ModelJudge judge_;
  const size_t window_;
};

Result<std::unique_ptr<Scorer>> MakeConversationRelevance(const Node& config, const Services& services) {
  size_t window = kWindow;
  if (const Node* node = config.Find("window")) {
    if (node->AsInteger() < 1 || node->AsInteger() > static_cast<int64_t>(kMostWindow))
      return node->Fail("'window' must be from 1 to {}", kMostWindow);
    window = static_cast<size_t>(node->AsInteger());
  }
  auto model = FindJudgeModel(config, services);
  if (!model) return Unexpected(model.error());
  const Json properties = {{"reason", {{"type", "string"}}},
                           {"verdict", {{"type", "string"}, {"enum", {"yes", "no", "unknown"}}}}};
  ModelJudge judge(std::move(model->chat), std::move(model->info), std::string(kTask), properties);
  return std::make_unique<ConversationRelevanceScorer>(std::move(judge), window);
}

}  // namespace

ScorerType ConversationRelevanceScorerType() {
  ScorerType type =
      JudgeType("conversation-relevance", "A model says of each answer of a conversation whether it is relevant.");
  type.value = 0;
  type.shape.fields.push_back(
      {.name = "window", .types = kInteger, .doc = "How many turns are shown with each answer; by default 5."});
  type.make = MakeConversationRelevance;
  return type;
}

}  // namespace harness
