#include "scorers/select_best.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "harness/base/text.h"
#include "scorers/pair_judge.h"

namespace harness {
namespace {

// Copeland's points: 1 for a win, 0.5 for a tie. What is undecided may still become anything.
struct Points {
  double least = 0, most = 0;
};

// The pairs of all contenders that have an answer.
class Tournament {
 public:
  Tournament(const PairJudge& judge, const Case& test, const Json* reference,
             const std::vector<const Contender*>& players)
      : judge_(judge), players_(players), scores_(players.size()), points_(players.size()) {
    std::vector<PairSide> sides;
    for (const Contender* player : players) sides.push_back({TextOf(*player), player->context});
    for (size_t i = 0; i < players.size(); ++i)
      for (size_t j = i + 1; j < players.size(); ++j) Add(i, j, judge.Ask(test, reference, sides[i], sides[j]));
  }

  Score ScoreOf(size_t player) const { return scores_[player].Finish(Decide(player), judge_.judge()); }

 private:
  // Each call is booked on the contender that stands first in it, so that every one bears as many.
  void Add(size_t i, size_t j, const PairVerdict& verdict) {
    constexpr size_t kOwn[] = {0};
    scores_[i].Add(players_[j]->target, verdict, /*counts=*/true, kOwn);
    scores_[j].Add(players_[i]->target, verdict.Turned(), /*counts=*/false, kOwn);
    Count(verdict.outcome, points_[i]);
    Count(Turned(verdict.outcome), points_[j]);
    whys_[{i, j}] = Why(verdict);
    if (verdict.decided()) return;
    errors_ = errors_ || verdict.outcome == Outcome::kError;
    if (open_.empty()) open_ = fmt::format("'{}' or '{}'? {}", players_[i]->target, players_[j]->target, whys_[{i, j}]);
  }

  static void Count(Outcome outcome, Points& points) {
    points.least += outcome == Outcome::kWin ? 1 : outcome == Outcome::kTie ? 0.5 : 0;
    points.most += outcome == Outcome::kLoss ? 0 : outcome == Outcome::kTie ? 0.5 : 1;
  }

  // For sure, whatever becomes of what is undecided.
  bool Beats(size_t i, size_t j) const { return points_[i].least > points_[j].most; }

  Score Decide(size_t player) const {
    std::vector<size_t> others;
    for (size_t i = 0; i < players_.size(); ++i)
      if (i != player) others.push_back(i);
    const auto better = std::find_if(others.begin(), others.end(), [&](size_t i) { return Beats(i, player); });
    if (better != others.end())
      return Score::Fail(fmt::format("'{}' is better: {}", players_[*better]->target, WhyBetween(player, *better)));
    if (std::all_of(others.begin(), others.end(), [&](size_t i) { return Beats(player, i); }))
      return Score::Pass(fmt::format("the best of {}", players_.size()));
    if (!open_.empty()) return errors_ ? Score::Error(open_) : Score::Unknown(open_);
    Score tie = Score::Unknown("a tie for the best with " + Equals(player, others));
    tie.value = 0.5;
    return tie;
  }

  // Where nothing is undecided: who has as many points, and why if it is only one.
  std::string Equals(size_t player, const std::vector<size_t>& others) const {
    std::vector<std::string> names;
    std::string why;
    for (const size_t i : others) {
      if (points_[i].least != points_[player].least) continue;
      why = names.empty() ? ": " + WhyBetween(player, i) : "";
      names.push_back(players_[i]->target);
    }
    return JoinQuoted(std::span<const std::string>(names)) + why;
  }

  const std::string& WhyBetween(size_t i, size_t j) const { return whys_.at({std::min(i, j), std::max(i, j)}); }

  const PairJudge& judge_;
  const std::vector<const Contender*>& players_;
  std::vector<PairScore> scores_;
  std::vector<Points> points_;
  bool errors_ = false;
  std::map<std::pair<size_t, size_t>, std::string> whys_;  // by pair
  std::string open_;                                       // of the first pair that is undecided
};

class SelectBestComparer final : public Comparer {
 public:
  explicit SelectBestComparer(PairJudge judge) : judge_(std::move(judge)) {}

  std::vector<Score> Compare(const Case& test, const Json* expected, std::span<const Contender> contenders) override {
    std::vector<const Contender*> players;
    for (const Contender& contender : contenders)
      if (contender.actual) players.push_back(&contender);
    if (const std::optional<Score> score = WithoutAsking(players, contenders))
      return std::vector<Score>(contenders.size(), *score);
    const Tournament tournament(judge_, test, expected, players);
    std::vector<Score> scores;
    size_t next = 0;
    for (const Contender& contender : contenders)
      scores.push_back(contender.actual ? tournament.ScoreOf(next++) : Score::Skipped("it has no answer to compare"));
    return scores;
  }

 private:
  static std::optional<Score> WithoutAsking(const std::vector<const Contender*>& players,
                                            std::span<const Contender> contenders) {
    const auto unknown =
        std::find_if(contenders.begin(), contenders.end(), [](const Contender& one) { return one.unknown; });
    if (unknown != contenders.end())
      return Score::Error(
          fmt::format("'{}' could not be asked, so nobody knows which answer is the best", unknown->target));
    if (players.size() > 1) return std::nullopt;
    if (contenders.size() > 1) return Score::Pass("the only answer: the other targets failed");
    return Score::Error("only one target is asked in this case, so there is nothing to compare");
  }

  const PairJudge judge_;
};

}  // namespace

ScorerType SelectBestScorerType() {
  ScorerType type =
      PairType("select-best", "A model compares the answers of all targets, two by two; the best passes.");
  type.make_comparer = [](const Node& config, const Services& services) -> Result<std::unique_ptr<Comparer>> {
    auto judge = PairJudge::Make(config, services);
    if (!judge) return Unexpected(judge.error());
    return std::make_unique<SelectBestComparer>(*std::move(judge));
  };
  return type;
}

}  // namespace harness
