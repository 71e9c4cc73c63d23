#include "harness/runner/history.h"

#include <algorithm>
#include <cmath>

namespace harness {
namespace {

void AddUsage(const std::optional<Usage>& usage, PartHistory& to) {
  if (!usage) return;
  to.input.Add(static_cast<double>(usage->input_tokens));
  to.output.Add(static_cast<double>(usage->output_tokens));
}

// The scores' part of the cost goes to their scorers; what is left is the target's.
Result<> AddAttempt(const RunRecord& run, const AttemptRow& attempt, History& history) {
  const auto scores = ParseScores(attempt.scores);
  if (!scores) return Unexpected(scores.error());
  if (attempt.key.target >= run.targets.size()) return {};
  const std::string& target = run.targets[attempt.key.target].name;
  ++history.attempts[target];
  PartHistory& own = history.targets[target];
  double of_scores = 0;
  for (const Score& score : *scores) {
    if (static_cast<size_t>(score.scorer) >= run.scorers.size() || (!score.usage && !score.cost_usd)) continue;
    PartHistory& part = history.scorers[{target, run.scorers[static_cast<size_t>(score.scorer)].name}];
    AddUsage(score.usage, part);
    if (score.cost_usd) part.cost.Add(*score.cost_usd);
    of_scores += score.cost_usd.value_or(0);
  }
  AddUsage(attempt.usage, own);
  if (attempt.usage && attempt.cost_usd) own.cost.Add(std::max(*attempt.cost_usd - of_scores, 0.0));
  if (attempt.failure_kind.empty()) own.seconds.Add(static_cast<double>(attempt.latency_us) / 1e6);
  return {};
}

Result<> AddRun(const RunRecord& run, Store& store, History& history) {
  auto attempts = store.Attempts(run.number, {.scores = true});
  if (!attempts) return Unexpected(attempts.error());
  uint64_t seen = 0;
  for (; seen < kHistoryAttempts; ++seen) {
    const auto more = (*attempts)->Next();
    if (!more) return Unexpected(more.error());
    if (!*more) break;
    if (auto added = AddAttempt(run, (*attempts)->attempt(), history); !added) return added;
  }
  if (seen > 0) history.runs.push_back(run.id);
  return {};
}

}  // namespace

void Moments::Add(double value) {
  const double off = value - mean_;
  mean_ += off / static_cast<double>(++count_);
  squares_ += off * (value - mean_);
}

double Moments::deviation() const {
  return count_ < 2 ? 0 : std::sqrt(squares_ / static_cast<double>(count_ - 1));
}

Result<History> ReadHistory(Store& store, const Suite& suite, const std::string& kind) {
  auto runs = store.Runs();
  if (!runs) return Unexpected(runs.error());
  std::erase_if(*runs, [&](const RunRecord& run) { return run.suite != suite.name || run.kind != kind; });
  const auto same = [&](const RunRecord& run) { return run.suite_sha256 == suite.sha256; };
  History history;
  history.same_suite = std::ranges::any_of(*runs, same);
  for (const RunRecord& run : *runs) {
    if (history.runs.size() == kHistoryRuns) break;
    if (history.same_suite && !same(run)) continue;
    if (auto added = AddRun(run, store, history); !added) return Unexpected(added.error());
  }
  return history;
}

}  // namespace harness
