#include "harness/runner/stored_run.h"

#include <algorithm>
#include <unordered_map>

#include "harness/base/digest.h"
#include "harness/base/text.h"

namespace harness {
namespace {

// The stored cost is the target's and the scorers' together. What can't be told apart from nothing is not known.
std::optional<double> OwnCost(const AttemptRow& row, const std::vector<Score>& scores) {
  double judging = 0;
  bool paid = false;
  for (const Score& score : scores) {
    paid = paid || score.cost_usd;
    judging += score.cost_usd.value_or(0);
  }
  if (!row.cost_usd || !paid) return row.cost_usd;
  const double rest = *row.cost_usd - judging;
  return rest > 1e-12 * judging ? std::optional(rest) : std::nullopt;
}

Result<Output> OutputOf(const AttemptRow& row) {
  Output output;
  output.text = row.output_text;
  output.latency = std::chrono::microseconds(row.latency_us);
  output.latency_recorded = true;
  output.usage = row.usage;
  output.finish_reason = row.finish_reason;
  if (!row.output_json.empty()) {
    Result<Json> json = ParseJson(row.output_json);
    if (!json) return Fail("the stored output can't be read: {}", json.error().Message());
    output.json = std::move(*json);
  }
  if (!row.output_turns.empty()) {
    const Result<Json> json = ParseJson(row.output_turns);
    auto turns = json ? ExchangesFromJson(*json) : Unexpected(json.error());
    if (!turns) return Fail("the stored turns can't be read: {}", turns.error().Message());
    output.turns = *std::move(turns);
  }
  if (row.failure_kind.empty()) return output;
  const auto kind = ParseFailureKind(row.failure_kind);
  if (!kind) return Fail("the stored output can't be read: no failure is called '{}'", row.failure_kind);
  output.failure = Failure{*kind, row.failure_message, false, {}, row.failure_category};
  return output;
}

bool AsksTheSame(const CaseRow& row, const Case& test) {
  return row.input == CanonicalJson(test.input) && row.vars == CanonicalJson(test.vars);
}

}  // namespace

Result<std::unique_ptr<StoredRun>> StoredRun::Open(RunRecord run, Store& store) {
  std::unique_ptr<StoredRun> stored(new StoredRun(std::move(run), store));
  if (auto read = stored->Read(); !read) return Unexpected(read.error());
  return stored;
}

Result<> StoredRun::Read() {
  auto cursor = store_.Attempts(run_.number, {});
  if (!cursor) return Unexpected(cursor.error());
  present_.resize(run_.plan_cases * run_.targets.size() * static_cast<size_t>(run_.repeat));
  std::optional<uint32_t> last;
  while (true) {
    const Result<bool> next = (*cursor)->Next();
    if (!next) return Unexpected(next.error());
    if (!*next) break;
    const AttemptKey& key = (*cursor)->attempt().key;
    if (last != key.case_number) cases_.Add(Hash64((*cursor)->test().id), key.case_number);
    last = key.case_number;
    const size_t slot = Slot(key.case_number, key.target, key.repeat);
    if (slot >= present_.size()) present_.resize(slot + 1);
    present_[slot] = true;
    ++attempts_;
  }
  cases_.Sort();
  return {};
}

bool StoredRun::Has(std::string_view case_id, std::string_view target) const {
  const auto same = [&](const TargetInfo& info) { return info.name == target; };
  const auto info = std::find_if(run_.targets.begin(), run_.targets.end(), same);
  if (info == run_.targets.end()) return false;
  const auto index = static_cast<size_t>(info - run_.targets.begin());
  const uint64_t hash = Hash64(case_id);
  for (size_t at = cases_.Find(hash); at < cases_.size() && cases_[at].hash == hash; ++at)
    for (size_t repeat = 0; repeat < static_cast<size_t>(run_.repeat); ++repeat)
      if (HasSlot(Slot(cases_[at].offset, index, repeat))) return true;
  return false;
}

Result<StoredRun::Gaps> StoredRun::Compare(const Suite& suite, const Plan& plan) {
  Gaps gaps;
  std::vector<bool> used(present_.size());
  auto reader = plan.Open();
  if (!reader) return Unexpected(reader.error());
  while (true) {
    const auto next = (*reader)->Next();
    if (!next) return Unexpected(next.error());
    if (!*next) break;
    const std::string& id = (*next)->test->id;
    const uint64_t hash = Hash64(id);
    const uint64_t missing_before = gaps.missing;
    for (const uint16_t target : (*next)->targets) {
      for (int repeat = 0; repeat < suite.run.repeat; ++repeat) {
        bool found = false;
        for (size_t at = cases_.Find(hash); at < cases_.size() && cases_[at].hash == hash; ++at) {
          const size_t slot = Slot(cases_[at].offset, targets_[target], static_cast<size_t>(repeat));
          if (repeat < run_.repeat && HasSlot(slot)) found = used[slot] = true;
        }
        ++gaps.planned;
        gaps.missing += found ? 0 : 1;
      }
    }
    if (gaps.missing > missing_before && gaps.missing_cases.size() < kNamedCases) gaps.missing_cases.push_back(id);
  }
  if (auto named = NameUnused(used, gaps); !named) return Unexpected(named.error());
  return gaps;
}

Result<> StoredRun::NameUnused(const std::vector<bool>& used, Gaps& gaps) {
  auto lookup = Borrow();
  if (!lookup) return Unexpected(lookup.error());
  const size_t repeats = static_cast<size_t>(run_.repeat), lanes = run_.targets.size() * repeats;
  for (size_t slot = 0; slot < present_.size(); ++slot) {
    if (!present_[slot] || used[slot]) continue;
    ++gaps.unused;
    if (gaps.unused_cases.size() == kNamedCases) continue;
    const AttemptKey key{static_cast<uint32_t>(slot / lanes), static_cast<uint16_t>(slot % lanes / repeats),
                         static_cast<uint16_t>(slot % repeats)};
    const Result<bool> found = (*lookup)->Find(key);
    if (!found) return Unexpected(found.error());
    const std::string& id = (*lookup)->test().id;
    if (gaps.unused_cases.empty() || gaps.unused_cases.back() != id) gaps.unused_cases.push_back(id);
  }
  return {};
}

void StoredRun::Match(const Suite& suite) {
  for (const TargetSpec& target : suite.targets) {
    const auto same = [&](const TargetInfo& info) { return info.name == target.info.name; };
    const auto found = std::find_if(run_.targets.begin(), run_.targets.end(), same);
    targets_.push_back(static_cast<uint16_t>(found - run_.targets.begin()));
  }
  std::unordered_map<std::string, int> numbers;
  const auto number = [&](const ScorerInfo& info) {
    return info.config.empty() ? -1 : numbers.emplace(info.config, static_cast<int>(numbers.size())).first->second;
  };
  for (const ScorerInfo& info : suite.scorer_infos) configs_.push_back(number(info));
  for (const ScorerInfo& info : run_.scorers) stored_configs_.push_back(number(info));
}

Result<std::unique_ptr<AttemptLookup>> StoredRun::Borrow() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto lookup = std::move(idle_.back());
      idle_.pop_back();
      return lookup;
    }
  }
  return store_.Lookup(run_.number, {.scores = true, .input = true, .output = true});
}

Tried StoredRun::Judge(const Suite& suite, const Case& test, uint64_t digest, AttemptKey key, const RunContext& run) {
  Result<Earlier> earlier = Find(suite, test, digest, key);
  if (!earlier) {
    Earlier missing;
    missing.output = Output::Failed(FailureKind::kUnavailable, earlier.error().Message());
    missing.started_at = run.clock.WallMicros();
    return JudgeAgain(suite, test, key, std::move(missing), run);
  }
  if (!earlier->output.failure) {
    const size_t own = test.extras ? test.extras->scorers.size() : 0;
    kept_ += earlier->scores.size();
    judged_ += static_cast<size_t>(suite.common_scorers) + own - earlier->scores.size();
  }
  return JudgeAgain(suite, test, key, std::move(*earlier), run);
}

// An error: there is nothing to judge.
Result<Earlier> StoredRun::Find(const Suite& suite, const Case& test, uint64_t digest, AttemptKey key) {
  auto lookup = Borrow();
  if (!lookup) return Unexpected(lookup.error());
  Result<Earlier> earlier = Fail("run {} has no output of '{}' for the case '{}', repeat {}", run_.id,
                                 suite.targets[key.target].info.name, test.id, key.repeat + 1);
  const uint64_t hash = Hash64(test.id);
  for (size_t at = cases_.Find(hash); at < cases_.size() && cases_[at].hash == hash; ++at) {
    const AttemptKey stored{static_cast<uint32_t>(cases_[at].offset), targets_[key.target], key.repeat};
    const Result<bool> found = (*lookup)->Find(stored);
    if (!found) return Unexpected(found.error());
    if (!*found || (*lookup)->test().id != test.id) continue;
    earlier = Take(suite, test, digest, **lookup);
    break;
  }
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(*lookup));
  return earlier;
}

Result<Earlier> StoredRun::Take(const Suite& suite, const Case& test, uint64_t digest,
                                const AttemptLookup& found) const {
  const AttemptRow& row = found.attempt();
  const bool same_case = found.test().digest == digest;
  if (!same_case && !AsksTheSame(found.test(), test))
    return Fail("the case '{}' asks something else than it did in run {}", test.id, run_.id);
  Result<Output> output = OutputOf(row);
  if (!output) return Unexpected(output.error());
  const Result<std::vector<Score>> scores = ParseScores(row.scores);
  if (!scores) return Unexpected(scores.error());
  Earlier earlier;
  earlier.output = std::move(*output);
  earlier.output.cost_usd = OwnCost(row, *scores);
  earlier.started_at = row.started_at;
  earlier.tries = row.tries;
  if (same_case && !earlier.output.failure)
    KeepScores(suite, test, *scores, ComparedTheSame(suite, test, row.key), earlier);
  return earlier;
}

// Whether the run has outputs of the very targets that a case now goes to: what was said of one beside the others holds
// for them only.
bool StoredRun::ComparedTheSame(const Suite& suite, const Case& test, const AttemptKey& stored) const {
  if (!IsCompared(suite, test)) return true;
  std::vector<bool> now(run_.targets.size());
  const bool some = test.extras && !test.extras->targets.empty();
  for (size_t i = 0; i < (some ? test.extras->targets.size() : targets_.size()); ++i) {
    const size_t target = targets_[some ? static_cast<size_t>(test.extras->targets[i]) : i];
    if (target < now.size()) now[target] = true;
  }
  for (size_t target = 0; target < now.size(); ++target)
    if (now[target] != HasSlot(Slot(stored.case_number, target, stored.repeat))) return false;
  return true;
}

void StoredRun::KeepScores(const Suite& suite, const Case& test, const std::vector<Score>& stored,
                           bool compared_the_same, Earlier& earlier) const {
  const auto keep = [&](int scorer) {
    const int config = configs_[static_cast<size_t>(scorer)];
    if (config < 0) return;
    if (suite.scorers[static_cast<size_t>(scorer)].comparer && !compared_the_same) return;
    for (const Score& score : stored) {
      const auto index = static_cast<size_t>(score.scorer);
      if (score.verdict == Verdict::kError || index >= stored_configs_.size() || stored_configs_[index] != config)
        continue;
      earlier.scores.push_back(score);
      earlier.scores.back().scorer = scorer;
      return;
    }
  };
  for (int scorer = 0; scorer < suite.common_scorers; ++scorer) keep(scorer);
  if (!test.extras) return;
  for (const int scorer : test.extras->scorers) keep(scorer);
}

}  // namespace harness
