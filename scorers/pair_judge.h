// Asks a model which of two answers meets a criterion better, in both orders: judges tend to prefer what stands first
// (MT-Bench found GPT-4 to agree with itself on 65 % of the pairs).
//
// Thread-safe. The orders are mapped back here; the model says A or B of what it sees.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "harness/core/catalogue.h"
#include "harness/core/comparer.h"
#include "scorers/judge.h"

namespace harness {

// How the first of two answers does against the second.
enum class Outcome : uint8_t { kLoss, kTie, kWin, kUnknown, kError };

std::string_view ToString(Outcome outcome);  // "loss", "tie", "win", "unknown", "error"
// The same of the second against the first.
Outcome Turned(Outcome outcome);

struct PairVerdict {
  Outcome outcome = Outcome::kTie;  // a tie if the orders disagree; undecided if one of them is
  bool asked = false;               // false: the texts are the same, which is a tie
  std::array<Outcome, 2> said{};    // with the first answer shown first, and with it shown second
  std::array<std::string, 2> reasons;
  std::array<Judgement, 2> judgements;

  bool decided() const { return outcome <= Outcome::kWin; }
  // Both orders, of a pair that was asked about and decided, say the same.
  bool agreed() const { return said[0] == said[1]; }
  PairVerdict Turned() const;
};

// An answer, and on whose behalf the question is asked in which it stands first.
struct PairSide {
  std::string text;
  const CallContext& context;
};

class PairJudge {
 public:
  static Result<PairJudge> Make(const Node& config, const Services& services);

  // `reference`: what is expected, as a help; null: nothing.
  PairVerdict Ask(const Case& test, const Json* reference, const PairSide& first, const PairSide& second) const;
  const ModelJudge& judge() const { return judge_; }

 private:
  explicit PairJudge(ModelJudge judge) : judge_(std::move(judge)) {}
  void AskOnce(const Case& test, const Json* reference, const PairSide& first, const PairSide& second, size_t order,
               PairVerdict& verdict) const;

  ModelJudge judge_;
};

// What a contender's text is in a comparison: its judged part or, where that is all of a conversation's last answer,
// the whole conversation.
std::string TextOf(const Contender& contender);

// The score of one contender, which it is built up for pair by pair.
class PairScore {
 public:
  // `counts`: this one of the two scores of a pair is the one in which its consistency is counted.
  // `calls`: the orders that were asked on behalf of this contender.
  void Add(const std::string& against, const PairVerdict& verdict, bool counts, std::span<const size_t> calls);
  // With the evidence, usage and costs of all that was added.
  Score Finish(Score score, const ModelJudge& judge) const;

 private:
  Json pairs_ = Json::array();
  size_t asked_ = 0, agreed_ = 0;
  Judgement calls_;
};

// Why the orders, or their agreement, came to this, in the words of the judge: "the orders disagree (win, then loss):
// …".
std::string Why(const PairVerdict& verdict);

// The type of a comparer that asks a PairJudge, with all but `make_comparer` and what is its own.
ScorerType PairType(std::string name, std::string doc);

}  // namespace harness
