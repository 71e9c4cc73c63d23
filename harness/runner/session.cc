#include "harness/runner/session.h"

#include <algorithm>

#include "harness/base/text.h"

namespace harness {

Result<RunRecord> BeginRun(const Suite& suite, const Plan& plan, const NewRun& details, Store& store, Clock& clock) {
  RunRecord run;
  run.id = details.id;
  run.parent = details.parent;
  run.kind = details.kind;
  run.label = details.label;
  run.owner = details.owner;
  run.shard = details.shard;
  run.options = details.options;
  run.suite = suite.name;
  run.suite_path = suite.path;
  run.suite_sha256 = suite.sha256;
  run.state = RunState::kRunning;
  run.started_at = clock.WallMicros();
  run.seed = suite.run.seed;
  run.repeat = suite.run.repeat;
  run.require = suite.run.require;
  run.min_coverage = suite.run.min_coverage;
  run.scorers = suite.scorer_infos;
  for (size_t i = 0; i < suite.targets.size(); ++i) {
    run.targets.push_back(suite.targets[i].info);
    run.targets.back().planned = plan.target_attempts()[i];
  }
  run.metrics = suite.metrics;
  for (const Gate& gate : suite.gates) run.gates.push_back({gate.text, gate.warn});
  run.planned_cases = plan.selected_cases();
  run.planned_attempts = plan.selected_attempts();
  run.plan_cases = plan.cases();
  run.plan_sha256 = plan.sha256();
  if (auto saved = store.Save(run); !saved) return Unexpected(saved.error());
  if (auto saved = store.SavePlan(run.number, plan.digests()); !saved) return Unexpected(saved.error());
  return run;
}

namespace {

// The first case that is not what it was, named by its id and place.
Result<> CheckCases(const RunRecord& run, const Plan& plan, Store& store) {
  if (run.plan_sha256 == plan.sha256()) return {};
  const auto stored = store.LoadPlan(run.number);
  if (!stored) return Unexpected(stored.error());
  const std::vector<uint64_t>& now = plan.digests();
  const size_t common = std::min(stored->size(), now.size());
  const size_t first = static_cast<size_t>(
      std::mismatch(stored->begin(), stored->begin() + static_cast<ptrdiff_t>(common), now.begin()).first -
      stored->begin());
  if (first == now.size())
    return Fail("run {} had {} cases, now there are {}: start a new run", run.id, stored->size(), now.size());
  const Result<Case> test = plan.Find(static_cast<uint32_t>(first));
  if (!test) return Unexpected(test.error());
  const std::string counts = stored->size() == now.size() ? ""
                                                          : fmt::format(" (it had {}, now there are {})",
                                                                        Counted(stored->size(), "case"), now.size());
  return Fail("{}: the case '{}' is {} run {} began{}: put it back, or start a new run", ToString(test->place),
              test->id, first < stored->size() ? "not the one that stood here when" : "new since", run.id, counts);
}

}  // namespace

Result<> CheckContinues(const RunRecord& run, const Suite& suite, const Plan& plan, Store& store) {
  if (run.seed != suite.run.seed)
    return Fail("run {} has seed {}, the suite now has {}: put it back, or start a new run", run.id, run.seed,
                suite.run.seed);
  if (auto same = CheckCases(run, plan, store); !same) return same;
  if (run.suite_sha256 != suite.sha256)
    return Fail("{} changed since run {} began: put it back, or start a new run", suite.path, run.id);
  return {};
}

Result<DoneAttempts> DoneAttempts::Read(const RunRecord& run, Store& store) {
  DoneAttempts done;
  done.targets_ = run.targets.size();
  done.repeats_ = static_cast<size_t>(run.repeat);
  done.done_.resize(run.plan_cases * done.targets_ * done.repeats_);
  auto cursor = store.Attempts(run.number, {});
  if (!cursor) return Unexpected(cursor.error());
  while (true) {
    const Result<bool> next = (*cursor)->Next();
    if (!next) return Unexpected(next.error());
    if (!*next) return done;
    const AttemptRow& attempt = (*cursor)->attempt();
    if (attempt.verdict == Verdict::kError) continue;
    done.done_[done.Index(attempt.key)] = true;
    ++done.count_;
  }
}

bool DoneAttempts::Has(const AttemptKey& key) const {
  const size_t index = Index(key);
  return index < done_.size() && done_[index];
}

Result<NotPassed> NotPassed::Read(const RunRecord& run, Store& store) {
  NotPassed failed;
  auto cursor = store.Attempts(run.number, {});
  if (!cursor) return Unexpected(cursor.error());
  while (true) {
    const Result<bool> next = (*cursor)->Next();
    if (!next) return Unexpected(next.error());
    if (!*next) return failed;
    const AttemptRow& attempt = (*cursor)->attempt();
    if (attempt.verdict == Verdict::kPass || attempt.verdict == Verdict::kSkipped) continue;
    failed.keys_.insert((*cursor)->test().id + '\0' + run.targets[attempt.key.target].name);
  }
}

bool NotPassed::Has(const std::string& case_id, const std::string& target) const {
  return keys_.contains(case_id + '\0' + target);
}

}  // namespace harness
