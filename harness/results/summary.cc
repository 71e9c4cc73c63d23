#include "harness/results/summary.h"

#include <map>

#include "harness/results/gates.h"
#include "harness/results/tally.h"

namespace harness {
namespace {

// What the evidence of a comparison says of its orders.
void AddOrders(const Json& evidence, ScorerFigures& figures) {
  if (!evidence.is_object() || !evidence.contains("orders")) return;
  const Json& orders = evidence["orders"];
  const auto count = [&](const char* name) -> uint64_t {
    const bool there = orders.is_object() && orders.contains(name) && orders[name].is_number_unsigned();
    return there ? orders[name].get<uint64_t>() : 0;
  };
  const uint64_t pairs = count("pairs"), agreed = count("agreed");
  if (agreed > pairs) return;
  figures.pairs += pairs;
  figures.agreed += agreed;
}

// When several codes apply: 130, 1, 3, 0 (2 is decided before a run).
int ExitCode(const Summary& summary, bool covered, const Ending& ending) {
  if (ending.interrupted) return 130;
  bool fails = ending.failed_fast, incomplete = !covered;
  for (const GateResult& result : summary.gates) {
    if (result.gate.warn) continue;
    fails |= result.verdict == GateVerdict::kFails;
    incomplete |= result.verdict == GateVerdict::kIncomplete;
  }
  return fails ? 1 : incomplete ? 3 : 0;
}

}  // namespace

std::string_view ToString(GateVerdict verdict) {
  switch (verdict) {
    case GateVerdict::kHolds:
      return "pass";
    case GateVerdict::kFails:
      return "fail";
    case GateVerdict::kIncomplete:
      return "incomplete";
  }
  return "";
}

std::string ReasonOf(const AttemptRow& attempt, const std::vector<Score>& scores,
                     const std::vector<ScorerInfo>& scorers) {
  if (!attempt.failure_kind.empty()) return fmt::format("{}: {}", attempt.failure_kind, attempt.failure_message);
  for (const Score& score : scores) {
    const ScorerInfo& scorer = scorers[score.scorer];
    if (scorer.weight > 0 && score.verdict == attempt.verdict) return fmt::format("{}: {}", scorer.name, score.reason);
  }
  return "the weighted mean of the scores is below run.threshold";
}

class Summariser::Pass {
 public:
  Pass(const RunRecord& run, const std::vector<Gate>& gates)
      : run_(run), metrics_(run), judge_(gates, run, metrics_), all_(run.repeat, run.require) {
    for (const TargetInfo& target : run.targets) {
      targets_.emplace_back(run.repeat, run.require);
      summary_.targets.push_back({target.name, {}});
    }
    for (const ScorerInfo& scorer : run.scorers) summary_.scorers.emplace_back().info = scorer;
    sums_.resize(run.scorers.size());
    calibrated_.resize(run.scorers.size());
    for (size_t i = 0; i < run.scorers.size(); ++i)
      if (run.scorers[i].calibration) calibrated_[i].emplace(run, i);
  }

  AttemptParts Parts() const {
    const bool metrics = !metrics_.empty();
    return {.scores = true, .input = metrics || judge_.NeedsInput(), .output = metrics};
  }

  Result<> Add(const CaseRow& test, const AttemptRow& attempt) {
    if (Result<> parsed = Parse(attempt.scores); !parsed) return parsed;
    if (Result<> added = metrics_.Add(test, attempt); !added) return added;
    all_.Add(test, attempt);
    targets_[attempt.key.target].Add(test, attempt);
    GroupOf(categories_, test.category).Add(test, attempt);
    if (test.tags.size() > 2) AddTags(test, attempt);
    for (const Score& score : scores_) {
      AddScore(score);
      if (auto& calibrated = calibrated_[score.scorer]) calibrated->Add(test, attempt, score);
    }
    if (attempt.verdict != Verdict::kPass && attempt.verdict != Verdict::kSkipped) Note(test, attempt);
    return judge_.Add(test, attempt, scores_);
  }

  Summary Finish(const Ending& ending) {
    summary_.run = run_;
    summary_.all = all_.Finish(run_.planned_attempts);
    for (size_t i = 0; i < targets_.size(); ++i)
      summary_.targets[i].figures = targets_[i].Finish(run_.targets[i].planned);
    for (auto& [name, tally] : categories_) summary_.categories.push_back({name, tally.Finish(0)});
    for (auto& [name, tally] : tags_) summary_.tags.push_back({name, tally.Finish(0)});
    for (size_t i = 0; i < sums_.size(); ++i)
      if (sums_[i].values > 0) summary_.scorers[i].mean = sums_[i].sum / static_cast<double>(sums_[i].values);
    for (size_t i = 0; i < calibrated_.size(); ++i)
      if (calibrated_[i]) summary_.scorers[i].corrected = calibrated_[i]->Finish(summary_.warnings);
    summary_.metrics = metrics_.Finish();
    const bool nothing = run_.planned_attempts == 0;
    const bool covered = nothing || summary_.all.coverage.value_or(1) >= run_.min_coverage - 1e-12;
    if (!nothing) summary_.gates = judge_.Finish(covered);
    summary_.exit_code = ExitCode(summary_, covered, ending);
    return std::move(summary_);
  }

 private:
  // Often they are those of the attempt before, all passed.
  Result<> Parse(const std::string& serialised) {
    if (serialised == serialised_ && !serialised.empty()) return {};
    Result<std::vector<Score>> scores = ParseScores(serialised);
    if (!scores) return Unexpected(scores.error());
    scores_ = std::move(*scores);
    serialised_ = serialised;
    return {};
  }

  using Groups = std::map<std::string, Tally>;

  Tally& GroupOf(Groups& groups, const std::string& name) {
    return groups.try_emplace(name, run_.repeat, run_.require).first->second;
  }

  void AddTags(const CaseRow& test, const AttemptRow& attempt) {
    const Result<Json> tags = ParseJson(test.tags);
    if (!tags) return;
    for (const Json& tag : *tags) GroupOf(tags_, tag.get<std::string>()).Add(test, attempt);
  }

  void AddScore(const Score& score) {
    ScorerFigures& figures = summary_.scorers[score.scorer];
    ++figures.scored;
    switch (score.verdict) {
      case Verdict::kPass:
        ++figures.passed;
        break;
      case Verdict::kFail:
        ++figures.failed;
        break;
      case Verdict::kUnknown:
        ++figures.unknown;
        break;
      case Verdict::kError:
        ++figures.errored;
        break;
      case Verdict::kSkipped:
        ++figures.skipped, --figures.scored;
        break;
    }
    if (figures.info.compares) AddOrders(score.evidence, figures);
    if (!score.value) return;
    sums_[score.scorer].sum += *score.value;
    ++sums_[score.scorer].values;
  }

  void Note(const CaseRow& test, const AttemptRow& attempt) {
    if (++summary_.not_passed > kFailureNotes) return;
    summary_.failures.push_back({test.id, run_.targets[attempt.key.target].name, test.category, test.file, test.line,
                                 attempt.key.repeat, attempt.verdict, ReasonOf(attempt, scores_, run_.scorers)});
  }

  struct Sum {
    double sum = 0;
    uint64_t values = 0;
  };

  const RunRecord& run_;
  RunMetrics metrics_;
  GateJudge judge_;
  Summary summary_;
  Tally all_;
  std::vector<Tally> targets_;
  Groups categories_, tags_;
  std::string serialised_;  // of the attempt added last
  std::vector<Score> scores_;
  std::vector<Sum> sums_;
  std::vector<std::optional<CalibratedScorer>> calibrated_;  // by scorer
};

Summariser::Summariser(const RunRecord& run, const std::vector<Gate>& gates)
    : pass_(std::make_unique<Pass>(run, gates)) {}

Summariser::~Summariser() = default;

AttemptParts Summariser::Parts() const {
  return pass_->Parts();
}

Result<> Summariser::Add(const CaseRow& test, const AttemptRow& attempt) {
  return pass_->Add(test, attempt);
}

Summary Summariser::Finish(const Ending& ending) {
  return pass_->Finish(ending);
}

Result<Summary> Summarise(const RunRecord& run, const std::vector<Gate>& gates, Store& store, const Ending& ending) {
  Summariser summariser(run, gates);
  auto cursor = store.Attempts(run.number, summariser.Parts());
  if (!cursor) return Unexpected(cursor.error());
  while (true) {
    const Result<bool> next = (*cursor)->Next();
    if (!next) return Unexpected(next.error());
    if (!*next) return summariser.Finish(ending);
    if (auto added = summariser.Add((*cursor)->test(), (*cursor)->attempt()); !added) return Unexpected(added.error());
  }
}

}  // namespace harness
