#include "harness/runner/comparison.h"

#include <algorithm>
#include <span>

namespace harness {
namespace {

// The comparers that judge a case, in the suite's order.
std::vector<int> ComparersOf(const Suite& suite, const Case& test) {
  std::vector<int> comparers;
  const auto add = [&](int scorer) {
    if (suite.scorers[static_cast<size_t>(scorer)].comparer) comparers.push_back(scorer);
  };
  for (int i = 0; i < suite.common_scorers; ++i) add(i);
  if (test.extras) std::for_each(test.extras->scorers.begin(), test.extras->scorers.end(), add);
  return comparers;
}

bool IsKept(const Made& made, int scorer) {
  return std::find(made.kept.begin(), made.kept.end(), scorer) != made.kept.end();
}

Score& ScoreOf(Made& made, int scorer) {
  return *std::find_if(made.scores.begin(), made.scores.end(), [&](const Score& s) { return s.scorer == scorer; });
}

// Unlike those of other scorers its ties have a value, which a threshold decides.
void ApplyThreshold(const ScorerSpec& spec, Score& score) {
  if (spec.threshold && score.value) score.verdict = *score.value >= *spec.threshold ? Verdict::kPass : Verdict::kFail;
}

class Comparison {
 public:
  Comparison(const Suite& suite, const Case& test, std::vector<Made>& made, const RunContext& run)
      : suite_(suite), test_(test), made_(made) {
    for (const Made& one : made) {
      const AttemptKey& key = one.row->key;
      calls_.push_back(run.replies ? std::make_unique<AttemptCalls>(*run.replies, key) : nullptr);
      contexts_.push_back(CallContext{run.clock, run.clock.SteadyNow(), run.stop, key, one.seed, calls_.back().get()});
    }
  }

  // Whether a score is an error.
  bool Judge(int scorer) {
    const ScorerSpec& spec = suite_.scorers[static_cast<size_t>(scorer)];
    for (CallContext& context : contexts_) context.deadline = context.clock.SteadyNow() + spec.time;
    std::vector<tl::expected<Json, Score>> parts;
    for (const Made& made : made_) parts.push_back(PartFrom(spec, made));
    std::vector<Contender> contenders;
    std::vector<size_t> places;  // of the contenders in made_
    for (size_t i = 0; i < made_.size(); ++i) {
      if (!parts[i] && parts[i].error().verdict == Verdict::kSkipped) continue;
      const bool unknown = !parts[i] && parts[i].error().verdict == Verdict::kError;
      contenders.push_back({suite_.targets[made_[i].row->key.target].info.name, made_[i].output,
                            parts[i] ? &*parts[i] : nullptr, unknown, contexts_[i]});
      places.push_back(i);
    }
    std::vector<Score> scores = spec.comparer->Compare(test_, ExpectedOf(spec, test_), contenders);
    for (size_t i = 0; i < places.size(); ++i)
      if (contenders[i].actual) parts[places[i]] = tl::unexpected(std::move(scores[i]));
    return Put(spec, scorer, parts);
  }

 private:
  // What a target has to show; a skipped score leaves it out of the comparison.
  tl::expected<Json, Score> PartFrom(const ScorerSpec& spec, const Made& made) const {
    const TargetSpec& target = suite_.targets[made.row->key.target];
    if (!made.output.failure) return PartOf(spec, target, test_, made.output);
    return tl::unexpected(IsPlumbing(made.output.failure->kind) ? Score::Error("") : Score::Fail(""));
  }

  bool Put(const ScorerSpec& spec, int scorer, std::vector<tl::expected<Json, Score>>& scores) {
    bool errors = false;
    for (size_t i = 0; i < made_.size(); ++i) {
      if (made_[i].output.failure) continue;  // its scorers are skipped
      ApplyThreshold(spec, scores[i].error());
      errors = errors || scores[i].error().verdict == Verdict::kError;
      Score& score = ScoreOf(made_[i], scorer);
      score = std::move(scores[i].error());
      score.scorer = scorer;
    }
    return errors;
  }

  const Suite& suite_;
  const Case& test_;
  std::vector<Made>& made_;
  std::vector<std::unique_ptr<AttemptCalls>> calls_;
  std::vector<CallContext> contexts_;
};

struct Judged {
  bool errors = false;
  size_t anew = 0;
};

Judged JudgeAll(const Suite& suite, const Case& test, std::vector<Made>& made, const RunContext& run) {
  std::sort(made.begin(), made.end(), [](const Made& a, const Made& b) { return a.row->key < b.row->key; });
  Judged judged;
  Comparison comparison(suite, test, made, run);
  for (const int scorer : ComparersOf(suite, test)) {
    const auto kept = static_cast<size_t>(
        std::count_if(made.begin(), made.end(), [&](const Made& one) { return IsKept(one, scorer); }));
    const auto answered = static_cast<size_t>(
        std::count_if(made.begin(), made.end(), [](const Made& one) { return !one.output.failure; }));
    if (answered > 0 && kept == answered) continue;
    judged.anew += kept;
    judged.errors = comparison.Judge(scorer) || judged.errors;
  }
  return judged;
}

}  // namespace

Compared Compare(const Suite& suite, const Case& test, std::vector<Made> made, const RunContext& run) {
  Compared compared;
  const Judged judged = JudgeAll(suite, test, made, run);
  compared.judged_anew = judged.anew;
  if (judged.errors && run.stop.stop_requested()) return compared;  // what was cut short says nothing of the case
  for (Made& one : made) compared.rows.push_back(Conclude(suite, std::move(one), run.secrets));
  return compared;
}

void CompareScores(const Suite& suite, const Case& test, std::vector<Made>& made, const RunContext& run) {
  JudgeAll(suite, test, made, run);
}

}  // namespace harness
