#include "scorers/pairwise.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "scorers/pair_judge.h"

namespace harness {
namespace {

constexpr std::string_view kExpected = "expected";

// A win passes, a loss fails; a tie is for the threshold to decide.
Score ScoreOf(const PairVerdict& verdict, const std::string& against) {
  const std::string why = Why(verdict);
  switch (verdict.outcome) {
    case Outcome::kWin:
      return Score::Pass(fmt::format("better than '{}': {}", against, why));
    case Outcome::kLoss:
      return Score::Fail(fmt::format("worse than '{}': {}", against, why));
    case Outcome::kTie: {
      Score tie = Score::Unknown(fmt::format("a tie with '{}': {}", against, why));
      tie.value = 0.5;
      return tie;
    }
    case Outcome::kUnknown:
      return Score::Unknown(fmt::format("against '{}': {}", against, why));
    case Outcome::kError:
      break;
  }
  return Score::Error(fmt::format("against '{}': {}", against, why));
}

class PairwiseComparer final : public Comparer {
 public:
  PairwiseComparer(PairJudge judge, std::string against) : judge_(std::move(judge)), against_(std::move(against)) {}

  std::vector<Score> Compare(const Case& test, const Json* expected, std::span<const Contender> contenders) override {
    std::vector<Score> scores;
    const auto named = std::find_if(contenders.begin(), contenders.end(),
                                    [&](const Contender& one) { return one.target == against_; });
    const Contender* rival = named == contenders.end() ? nullptr : &*named;
    for (const Contender& contender : contenders)
      scores.push_back(!contender.actual       ? Score::Skipped("it has no answer to compare")
                       : against_ == kExpected ? AgainstExpected(test, expected, contender)
                       : &contender == rival   ? Score::Skipped("the others are compared with it")
                                               : AgainstTarget(test, expected, contender, rival));
    return scores;
  }

 private:
  Score AgainstExpected(const Case& test, const Json* expected, const Contender& contender) const {
    if (!expected) return Score::Error("the case expects nothing to compare with");
    return Ask(test, nullptr, contender, JsonText(*expected));
  }

  Score AgainstTarget(const Case& test, const Json* expected, const Contender& contender,
                      const Contender* rival) const {
    if (!rival)
      return Score::Error(fmt::format("'{}', with which it is compared, is not asked in this case", against_));
    if (rival->unknown)
      return Score::Error(fmt::format("'{}' could not be asked, so there is no comparison", against_));
    if (!rival->actual) return Score::Pass(fmt::format("'{}' failed, so nothing is left to be better than", against_));
    return Ask(test, expected, contender, TextOf(*rival));
  }

  Score Ask(const Case& test, const Json* reference, const Contender& contender, std::string other) const {
    const PairVerdict verdict =
        judge_.Ask(test, reference, {TextOf(contender), contender.context}, {std::move(other), contender.context});
    PairScore score;
    constexpr size_t kBoth[] = {0, 1};
    score.Add(against_, verdict, /*counts=*/true, kBoth);
    return score.Finish(ScoreOf(verdict, against_), judge_.judge());
  }

  const PairJudge judge_;
  const std::string against_;
};

Result<std::unique_ptr<Comparer>> MakePairwise(const Node& config, const Services& services) {
  auto judge = PairJudge::Make(config, services);
  if (!judge) return Unexpected(judge.error());
  return std::make_unique<PairwiseComparer>(*std::move(judge), config.Find("against")->AsString());
}

}  // namespace

ScorerType PairwiseScorerType() {
  ScorerType type = PairType("pairwise", "A model says whether a target's answer is better than that of one target.");
  type.shape.fields.push_back(
      {.name = "against",
       .types = kText,
       .doc = "The target that the others are compared with, or `expected`: what the case expects.",
       .required = true});
  type.make_comparer = MakePairwise;
  return type;
}

}  // namespace harness
