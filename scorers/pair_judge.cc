#include "scorers/pair_judge.h"

#include <fmt/format.h>

#include "harness/base/text.h"
#include "scorers/judge_options.h"

namespace harness {
namespace {

constexpr std::string_view kTask =
    "You compare two answers to one question, A and B, by a criterion. Judge by the criterion alone: which of them "
    "stands "
    "first, is longer or bolder counts for nothing. The criterion:\n\n";

constexpr std::string_view kWords = R"(

The verdict is one of:
- "A": answer A meets the criterion better.
- "B": answer B meets the criterion better.
- "tie": both meet it equally well.
- "unknown": it can't be told from the material.

The reason says in at most three sentences what in the answers decided.)";

Json Properties() {
  return {{"reason", {{"type", "string"}}}, {"verdict", {{"type", "string"}, {"enum", {"A", "B", "tie", "unknown"}}}}};
}

// What A's side is said to have done.
Outcome OutcomeOf(const std::string& word) {
  if (word == "A") return Outcome::kWin;
  if (word == "B") return Outcome::kLoss;
  return word == "tie" ? Outcome::kTie : Outcome::kUnknown;
}

Outcome Together(const std::array<Outcome, 2>& said) {
  for (const Outcome undecided : {Outcome::kError, Outcome::kUnknown})
    if (said[0] == undecided || said[1] == undecided) return undecided;
  return said[0] == said[1] ? said[0] : Outcome::kTie;
}

}  // namespace

std::string_view ToString(Outcome outcome) {
  switch (outcome) {
    case Outcome::kLoss:
      return "loss";
    case Outcome::kTie:
      return "tie";
    case Outcome::kWin:
      return "win";
    case Outcome::kUnknown:
      return "unknown";
    case Outcome::kError:
      return "error";
  }
  return "";
}

Outcome Turned(Outcome outcome) {
  if (outcome == Outcome::kWin) return Outcome::kLoss;
  return outcome == Outcome::kLoss ? Outcome::kWin : outcome;
}

PairVerdict PairVerdict::Turned() const {
  PairVerdict turned = *this;
  turned.outcome = harness::Turned(outcome);
  for (size_t order = 0; order < 2; ++order) {
    turned.said[order] = harness::Turned(said[1 - order]);
    turned.reasons[order] = reasons[1 - order];
    turned.judgements[order] = judgements[1 - order];
  }
  return turned;
}

Result<PairJudge> PairJudge::Make(const Node& config, const Services& services) {
  const Result<std::string> criterion = TextOption(config, "criterion");
  if (!criterion) return Unexpected(criterion.error());
  auto model = FindJudgeModel(config, services);
  if (!model) return Unexpected(model.error());
  return PairJudge(ModelJudge(std::move(model->chat), std::move(model->info),
                              fmt::format("{}{}{}", kTask, *criterion, kWords), Properties()));
}

PairVerdict PairJudge::Ask(const Case& test, const Json* reference, const PairSide& first,
                           const PairSide& second) const {
  PairVerdict verdict;
  if (first.text == second.text) return verdict;
  verdict.asked = true;
  for (const size_t order : {0, 1}) AskOnce(test, reference, first, second, order, verdict);
  verdict.outcome = Together(verdict.said);
  return verdict;
}

void PairJudge::AskOnce(const Case& test, const Json* reference, const PairSide& first, const PairSide& second,
                        size_t order, PairVerdict& verdict) const {
  const PairSide& a = order == 0 ? first : second;
  const PairSide& b = order == 0 ? second : first;
  std::vector<JudgePiece> pieces = {{"QUESTION", JsonText(test.input)}};
  if (reference) pieces.emplace_back("REFERENCE", JsonText(*reference));
  pieces.emplace_back("ANSWER A", a.text);
  pieces.emplace_back("ANSWER B", b.text);
  Judgement judgement = judge_.Ask(pieces, a.context);
  if (judgement.answer) {
    const Outcome of_a = OutcomeOf((*judgement.answer)["verdict"].get<std::string>());
    verdict.said[order] = order == 0 ? of_a : Turned(of_a);
    verdict.reasons[order] = Trim((*judgement.answer)["reason"].get_ref<const std::string&>());
  } else {
    const Score score = ScoreWithoutAnswer(judgement);
    verdict.said[order] = score.verdict == Verdict::kUnknown ? Outcome::kUnknown : Outcome::kError;
    verdict.reasons[order] = score.reason;
  }
  verdict.judgements[order] = std::move(judgement);
}

std::string TextOf(const Contender& contender) {
  const Output& output = contender.output;
  const bool whole = output.json ? *contender.actual == *output.json : *contender.actual == Json(output.text);
  if (output.turns.empty() || !whole) return JsonText(*contender.actual);
  std::string text;
  for (const Exchange& exchange : output.turns)
    text += fmt::format("USER: {}\nANSWER: {}\n", JsonText(exchange.user),
                        exchange.answer.json ? JsonText(*exchange.answer.json) : exchange.answer.text);
  return text;
}

std::string Why(const PairVerdict& verdict) {
  if (!verdict.asked) return "the answers are the same";
  if (!verdict.decided()) return verdict.reasons[verdict.said[0] == verdict.outcome ? 0 : 1];
  if (verdict.agreed()) return verdict.reasons[0];
  return fmt::format("the orders disagree: {} when shown first, {} when shown second", ToString(verdict.said[0]),
                     ToString(verdict.said[1]));
}

void PairScore::Add(const std::string& against, const PairVerdict& verdict, bool counts,
                    std::span<const size_t> calls) {
  Json pair = {{"against", against}, {"result", ToString(verdict.outcome)}};
  if (verdict.asked) {
    pair["shown_first"] = {{"result", ToString(verdict.said[0])}, {"reason", verdict.reasons[0]}};
    pair["shown_second"] = {{"result", ToString(verdict.said[1])}, {"reason", verdict.reasons[1]}};
  }
  pairs_.push_back(std::move(pair));
  if (counts && verdict.asked && verdict.decided()) ++asked_, agreed_ += verdict.agreed() ? 1 : 0;
  for (const size_t order : calls) AddCalls(verdict.judgements[order], calls_);
}

Score PairScore::Finish(Score score, const ModelJudge& judge) const {
  score.evidence = {{"pairs", pairs_}};
  if (asked_ > 0) score.evidence["orders"] = {{"pairs", asked_}, {"agreed", agreed_}};
  AddCosts(calls_, judge, score);
  return score;
}

ScorerType PairType(std::string name, std::string doc) {
  ScorerType type = JudgeType(std::move(name), std::move(doc));
  type.value = kText;
  type.shape.fields.push_back(
      {.name = "criterion", .types = kText, .doc = "What makes the better answer; may be the value."});
  return type;
}

}  // namespace harness
