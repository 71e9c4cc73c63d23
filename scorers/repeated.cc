#include "scorers/repeated.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "harness/base/text.h"

namespace harness {
namespace {

class RepeatedScorer final : public Scorer {
 public:
  RepeatedScorer(std::unique_ptr<Scorer> scorer, int repeats) : scorer_(std::move(scorer)), repeats_(repeats) {}

  Score Judge(const Question& question, const CallContext& context) override {
    std::vector<Score> scores;
    for (int i = 0; i < repeats_; ++i) {
      CallContext own = context;
      own.sample = context.sample * kMaxJudgeRepeats + static_cast<uint32_t>(i);
      scores.push_back(scorer_->Judge(question, own));
    }
    return Vote(std::move(scores));
  }

  std::string Detail() const override { return fmt::format("{} votes", repeats_); }

 private:
  static Score Vote(std::vector<Score> scores) {
    const auto count = [&](Verdict verdict) {
      return std::count_if(scores.begin(), scores.end(), [&](const Score& one) { return one.verdict == verdict; });
    };
    const auto passed = count(Verdict::kPass), failed = count(Verdict::kFail), errors = count(Verdict::kError);
    Verdict verdict = errors > 0 ? Verdict::kError : Verdict::kUnknown;
    if (passed > failed + errors) verdict = Verdict::kPass;
    if (failed > passed + errors) verdict = Verdict::kFail;
    // The first that says so speaks for them.
    const auto same =
        std::find_if(scores.begin(), scores.end(), [&](const Score& one) { return one.verdict == verdict; });
    Score score;
    if (same != scores.end()) score = *same;
    score.verdict = verdict;
    score.reason = fmt::format("{} of {} votes pass, {} fail{}", passed, scores.size(), failed,
                               score.reason.empty() ? "" : ": " + score.reason);
    score.value = Decided(verdict) ? MeanValue(scores) : std::nullopt;
    Json votes = Json::array();
    for (const Score& one : scores) votes.push_back(std::string(ToString(one.verdict)));
    if (!score.evidence.is_object()) score.evidence = Json::object();
    score.evidence["votes"] = std::move(votes);
    AddCosts(scores, score);
    return score;
  }

  static std::optional<double> MeanValue(const std::vector<Score>& scores) {
    double sum = 0;
    int decided = 0;
    for (const Score& one : scores) {
      if (!Decided(one.verdict)) continue;
      sum += one.value.value_or(one.verdict == Verdict::kPass ? 1 : 0);
      ++decided;
    }
    return sum / decided;
  }

  static void AddCosts(const std::vector<Score>& scores, Score& to) {
    to.usage.reset();
    to.cost_usd.reset();
    bool unknown = false;
    for (const Score& one : scores) {
      if (one.usage) {
        Usage sum = to.usage.value_or(Usage{});
        sum.input_tokens += one.usage->input_tokens;
        sum.output_tokens += one.usage->output_tokens;
        sum.cached_tokens += one.usage->cached_tokens;
        to.usage = sum;
      }
      unknown = unknown || (one.usage && !one.cost_usd);
      if (one.cost_usd) to.cost_usd = to.cost_usd.value_or(0) + *one.cost_usd;
    }
    if (unknown) to.cost_usd.reset();
  }

  const std::unique_ptr<Scorer> scorer_;
  const int repeats_;
};

}  // namespace

ScorerType WithRepeats(ScorerType type) {
  type.shape.fields.push_back({.name = "repeats",
                               .types = kInteger,
                               .doc = "How often the judge is asked; the answers vote. By default once."});
  type.make = [make = std::move(type.make)](const Node& config,
                                            const Services& services) -> Result<std::unique_ptr<Scorer>> {
    auto scorer = make(config, services);
    const Node* repeats = config.Find("repeats");
    if (!scorer || !repeats) return scorer;
    if (repeats->AsInteger() < 1 || repeats->AsInteger() > kMaxJudgeRepeats)
      return repeats->Fail("'repeats' must be from 1 to {}", kMaxJudgeRepeats);
    if (repeats->AsInteger() == 1) return scorer;
    return std::make_unique<RepeatedScorer>(*std::move(scorer), static_cast<int>(repeats->AsInteger()));
  };
  return type;
}

}  // namespace harness
