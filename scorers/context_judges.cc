#include "scorers/context_judges.h"

#include <utility>

#include "harness/base/text.h"
#include "scorers/judge.h"
#include "scorers/judge_options.h"
#include "scorers/judged.h"

namespace harness {
namespace {

constexpr double kPassAt = 0.7;
constexpr int kMaxStatements = 200;
constexpr size_t kShownStatements = 3;

enum class About : uint8_t { kFaithfulness, kRecall, kRelevance };

struct Kind {
  About about;
  const char* name;
  const char* doc;
  std::string_view task;
  std::string_view lacking;  // what is said of a statement that does not hold
};

constexpr Kind kKinds[] = {
    {About::kFaithfulness, "context-faithfulness",
     "A model checks that what the answer claims follows from the context.",
     "You check an answer against the context that it was made from. List every claim of the answer (a fact that could "
     "be "
     "right or wrong by itself), in its order, in your own short words. Of each say whether it follows from the "
     "context "
     "alone: \"yes\", \"no\", or \"unknown\" if that can't be told. What you know beside the context does not count.",
     "not in the context"},
    {About::kRecall, "context-recall", "A model checks that the context holds what the expected answer says.",
     "You check whether a context holds what is needed for the reference answer. List every claim of the reference (a "
     "fact that could be right or wrong by itself), in its order, in your own short words. Of each say whether it "
     "follows "
     "from the context: \"yes\", \"no\", or \"unknown\" if that can't be told.",
     "not in the context"},
    {About::kRelevance, "context-relevance", "A model checks how much of the context is needed for the question.",
     "You check how much of a context is of use for a question. List every statement of the context, in its order, in "
     "your own short words. Of each say whether it helps to answer the question: \"yes\", \"no\", or \"unknown\" if "
     "that "
     "can't be told.",
     "not needed for the question"},
};

Json Properties() {
  const Json statement = {
      {"type", "object"},
      {"properties",
       {{"statement", {{"type", "string"}}}, {"verdict", {{"type", "string"}, {"enum", {"yes", "no", "unknown"}}}}}},
      {"required", {"statement", "verdict"}},
      {"additionalProperties", false}};
  return {{"reason", {{"type", "string"}}},
          {"statements", {{"type", "array"}, {"maxItems", kMaxStatements}, {"items", statement}}}};
}

class ContextScorer final : public Scorer {
 public:
  ContextScorer(const Kind& kind, ModelJudge judge, std::string var, std::optional<JsonPointer> pointer)
      : kind_(kind), judge_(std::move(judge)), var_(std::move(var)), pointer_(std::move(pointer)) {}

  Score Judge(const Question& question, const CallContext& context) override {
    const Json* given = ContextOf(question);
    if (!given) return Score::Error(fmt::format("there is no context at {}", Where()));
    std::vector<JudgePiece> pieces = {{"CONTEXT", JsonText(*given)}};
    const TextView answer(question.actual);
    if (kind_.about == About::kFaithfulness) pieces.emplace_back("ANSWER", answer.text());
    if (kind_.about == About::kRecall) pieces.emplace_back("REFERENCE", JsonText(*question.expected));
    if (kind_.about == About::kRelevance) pieces.push_back(AskedPiece(question));
    const Judgement judgement = judge_.Ask(pieces, context);
    Score score = judgement.answer ? Decide(*judgement.answer) : ScoreWithoutAnswer(judgement);
    AddCosts(judgement, judge_, score);
    return score;
  }

 private:
  const Json* ContextOf(const Question& question) const {
    if (pointer_) return question.output.json ? pointer_->Find(*question.output.json) : nullptr;
    const auto found = question.test.vars.find(var_);
    return found == question.test.vars.end() ? nullptr : &*found;
  }

  std::string Where() const { return pointer_ ? pointer_->text() + " of the output" : "vars." + var_; }

  Score Decide(const Json& answer) const {
    size_t yes = 0, no = 0;
    std::vector<std::string> lacking;
    for (const Json& statement : answer["statements"]) {
      const std::string verdict = statement["verdict"].get<std::string>();
      yes += verdict == "yes" ? 1 : 0;
      if (verdict != "no") continue;
      if (++no <= kShownStatements) lacking.push_back(statement["statement"].get<std::string>());
    }
    Score score;
    if (yes + no == 0) {
      score = Score::Unknown("there is no statement of which it could be told");
    } else {
      const double value = static_cast<double>(yes) / static_cast<double>(yes + no);
      std::string reason = fmt::format("{} of {}", yes, Counted(yes + no, "statement"));
      if (no > 0)
        reason += fmt::format("; {}: {}{}", kind_.lacking, JoinQuoted(std::span<const std::string>(lacking)),
                              no > kShownStatements ? ", …" : "");
      score = Score::Graded(value, value >= kPassAt, std::move(reason));
    }
    score.evidence = {{"statements", answer["statements"]}};
    return score;
  }

  const Kind& kind_;
  const ModelJudge judge_;
  const std::string var_;                     // of the case
  const std::optional<JsonPointer> pointer_;  // or into the output
};

ScorerType TypeOf(const Kind& kind) {
  ScorerType type = JudgeType(kind.name, kind.doc);
  if (kind.about == About::kRecall) type.needs = Needs::kExpected;
  if (kind.about != About::kRecall) type.value = 0;
  type.shape.fields.push_back({.name = "context",
                               .types = kText,
                               .doc = "Where the context stands: the name of a var, by default context, or a JSON "
                                      "pointer into the output."});
  type.make = [&kind](const Node& config, const Services& services) -> Result<std::unique_ptr<Scorer>> {
    std::string var = "context";
    std::optional<JsonPointer> pointer;
    if (const Node* node = config.Find("context")) {
      var = node->AsString();
      if (var.starts_with('/')) {
        auto parsed = JsonPointer::Parse(var);
        if (!parsed) return node->Fail("{}", parsed.error().Message());
        pointer = *std::move(parsed);
      }
    }
    auto model = FindJudgeModel(config, services);
    if (!model) return Unexpected(model.error());
    ModelJudge judge(std::move(model->chat), std::move(model->info), std::string(kind.task), Properties());
    return std::make_unique<ContextScorer>(kind, std::move(judge), std::move(var), std::move(pointer));
  };
  return type;
}

}  // namespace

ScorerType ContextFaithfulnessScorerType() {
  return TypeOf(kKinds[0]);
}
ScorerType ContextRecallScorerType() {
  return TypeOf(kKinds[1]);
}
ScorerType ContextRelevanceScorerType() {
  return TypeOf(kKinds[2]);
}

}  // namespace harness
