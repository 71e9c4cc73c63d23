#include "harness/cli/calibration_outcome.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>
#include <tuple>

#include "harness/base/shape.h"
#include "harness/base/text.h"
#include "harness/stats/interval.h"

namespace harness {
namespace {

void Count(Verdict verdict, JudgedOutputs& outputs) {
  switch (verdict) {
    case Verdict::kPass:
      ++outputs.passed;
      break;
    case Verdict::kFail:
      ++outputs.failed;
      break;
    case Verdict::kUnknown:
      ++outputs.unknown;
      break;
    case Verdict::kError:
      ++outputs.errored;
      break;
    case Verdict::kSkipped:
      ++outputs.skipped;
      break;
  }
}

// How many of some outputs got one and the same verdict each time.
struct Consistency {
  int64_t same = 0, all = 0;

  void Add(std::span<const Verdict> verdicts) {
    if (verdicts.size() < 2 || !std::all_of(verdicts.begin(), verdicts.end(), Decided)) return;
    ++all;
    same += std::count(verdicts.begin(), verdicts.end(), verdicts[0]) == std::ssize(verdicts) ? 1 : 0;
  }
  std::optional<EstimatedShare> Share() const {
    if (all == 0) return std::nullopt;
    const auto part = static_cast<double>(same), whole = static_cast<double>(all);
    return EstimatedShare{part / whole, all, WilsonInterval(part, whole)};
  }
};

void NoteError(const Score& score, CalibrationOutcome& outcome) {
  if (score.verdict == Verdict::kError && outcome.first_error.empty()) outcome.first_error = score.reason;
}

void Finish(const RunRecord& run, size_t scorer, const std::set<JudgePin>& pins, CalibrationOutcome& outcome) {
  outcome.record.run = run.id;
  outcome.record.scorer = run.scorers[scorer].name;
  outcome.record.type = run.scorers[scorer].type;
  outcome.record.config = run.scorers[scorer].config;
  outcome.record.pins.assign(pins.begin(), pins.end());
  outcome.figures = FiguresOf(outcome.record);
  const auto& kappa = outcome.figures.kappa;
  if (kappa && kappa->zero.SignificantlyBelow())
    outcome.warnings.push_back(
        fmt::format("kappa is significantly below 0 ({:.4f}, p = {:.2g}): the judge contradicts people more than by "
                    "chance; are the labels turned round?",
                    kappa->kappa, kappa->zero.p));
}

// The attempts of one output, as they come by.
class OutcomeReader {
 public:
  OutcomeReader(const RunRecord& run, const LabelledItems& items, JudgeRepeats repeats)
      : run_(run), items_(items), repeats_(repeats), verdicts_(static_cast<size_t>(repeats.all()), Verdict::kError) {}

  Result<> Add(const AttemptRow& attempt) {
    if (number_ != attempt.key.case_number) EndItem();
    number_ = attempt.key.case_number;
    const auto scores = ParseScores(attempt.scores);
    if (!scores) return Unexpected(scores.error());
    if (scores->empty() || attempt.key.repeat >= verdicts_.size()) return {};
    const Score& score = scores->front();
    verdicts_[attempt.key.repeat] = score.verdict;
    reversed_ = reversed_ || (repeats_.IsReversed(attempt.key.repeat) && SawReversed(score.evidence));
    NoteError(score, outcome_);
    AddPins(score.evidence, pins_);
    return {};
  }

  CalibrationOutcome Take() {
    EndItem();
    outcome_.counts = items_.counts;
    outcome_.record.labels_sha256 = items_.sha256;
    outcome_.self_consistency = self_.Share();
    outcome_.order_consistency = order_.Share();
    outcome_.missing = std::ssize(items_.items) - items_seen_;
    Finish(run_, 0, pins_, outcome_);
    return std::move(outcome_);
  }

 private:
  void EndItem() {
    if (!number_ || *number_ >= items_.items.size()) return;
    ++items_seen_;
    const auto as_they_are = static_cast<size_t>(repeats_.as_they_are);
    Count(verdicts_[0], items_.items[*number_].good ? outcome_.record.good : outcome_.record.bad);
    self_.Add(std::span(verdicts_).first(as_they_are));
    if (reversed_) order_.Add(std::array{verdicts_[0], verdicts_[as_they_are]});
    std::fill(verdicts_.begin(), verdicts_.end(), Verdict::kError);
    reversed_ = false;
  }

  const RunRecord& run_;
  const LabelledItems& items_;
  const JudgeRepeats repeats_;
  std::optional<uint32_t> number_;
  std::vector<Verdict> verdicts_;  // of the item, by repeat
  bool reversed_ = false;
  int64_t items_seen_ = 0;
  Consistency self_, order_;
  std::set<JudgePin> pins_;
  CalibrationOutcome outcome_;
};

// Labels of a run's attempts, and what its scorers said of these.
class StoredVerdicts {
 public:
  StoredVerdicts(const RunRecord& run, const LabelledAttempts& labelled) : run_(run), labelled_(labelled) {
    scorers_.resize(run.scorers.size());
  }

  // Which attempts are labelled.
  Result<> Index() {
    std::vector<std::string> names;
    for (const TargetInfo& target : run_.targets) names.push_back(target.name);
    for (const LabelledAttempt& one : labelled_.attempts) {
      if (mistakes_.full()) break;
      const auto target =
          one.target.empty() && names.size() == 1 ? names.begin() : std::find(names.begin(), names.end(), one.target);
      if (target == names.end()) {
        Mistake(one,
                one.target.empty()
                    ? fmt::format("run {} has {} targets: a column 'target' must say which", run_.id, names.size())
                    : fmt::format("run {} has no such target: {}", run_.id, UnknownName("target", one.target, names)));
        continue;
      }
      const Key key{one.id, static_cast<uint16_t>(target - names.begin()), one.repeat};
      const auto [first, fresh] = places_.try_emplace(key, &one);
      if (!fresh) Mistake(one, fmt::format("this attempt was labelled before, at {}", ToString(first->second->place)));
    }
    return Mistakes();
  }

  Result<> Add(const CaseRow& test, const AttemptRow& attempt) {
    const auto found = places_.find(Key{test.id, attempt.key.target, attempt.key.repeat});
    if (found == places_.end()) return {};
    const auto scores = ParseScores(attempt.scores);
    if (!scores) return Unexpected(scores.error());
    for (const Score& score : *scores) {
      PerScorer& scorer = scorers_[static_cast<size_t>(score.scorer)];
      Count(score.verdict, found->second->good ? scorer.outcome.record.good : scorer.outcome.record.bad);
      NoteError(score, scorer.outcome);
      AddPins(score.evidence, scorer.pins);
      ++scorer.judged;
    }
    places_.erase(found);
    return {};
  }

  Result<CalibrationOutcome> Take(const std::string& name) {
    for (const auto& [key, one] : places_) {
      if (mistakes_.full()) break;
      Mistake(*one, fmt::format("run {} has no attempt of the case '{}'{}", run_.id, one->id,
                                one->repeat > 0 ? fmt::format(", repeat {}", one->repeat) : ""));
    }
    if (const auto complete = Mistakes(); !complete) return Unexpected(complete.error());
    const auto found = FindScorer(name);
    if (!found) return Unexpected(found.error());
    PerScorer& scorer = scorers_[*found];
    scorer.outcome.counts = labelled_.counts;
    scorer.outcome.record.labels_sha256 = labelled_.sha256;
    scorer.outcome.missing = std::ssize(labelled_.attempts) - scorer.judged;
    Finish(run_, *found, scorer.pins, scorer.outcome);
    return std::move(scorer.outcome);
  }

 private:
  using Key = std::tuple<std::string, uint16_t, int>;
  struct PerScorer {
    CalibrationOutcome outcome;
    std::set<JudgePin> pins;
    int64_t judged = 0;
  };

  void Mistake(const LabelledAttempt& one, std::string message) { mistakes_.Add({one.place, std::move(message), {}}); }
  Result<> Mistakes() {
    if (mistakes_.empty()) return {};
    return Unexpected(std::move(mistakes_).ToError());
  }

  Result<size_t> FindScorer(const std::string& name) const {
    std::vector<std::string> names, judges;
    for (size_t i = 0; i < scorers_.size(); ++i) {
      names.push_back(run_.scorers[i].name);
      if (!scorers_[i].pins.empty()) judges.push_back(run_.scorers[i].name);
    }
    if (name.empty() && judges.size() != 1)
      return Fail("{}", judges.empty()
                            ? fmt::format("no scorer of run {} asked a model; --scorer NAME says which is to "
                                          "be calibrated",
                                          run_.id)
                            : fmt::format("which judge of run {}? --scorer NAME, one of {}", run_.id,
                                          JoinQuoted(std::span<const std::string>(judges))));
    const std::string& wanted = name.empty() ? judges.front() : name;
    const auto found = std::find(names.begin(), names.end(), wanted);
    if (found == names.end()) return Fail("run {}: {}", run_.id, UnknownName("scorer", wanted, names));
    return static_cast<size_t>(found - names.begin());
  }

  const RunRecord& run_;
  const LabelledAttempts& labelled_;
  std::map<Key, const LabelledAttempt*> places_;  // those that did not come by yet
  std::vector<PerScorer> scorers_;
  Diagnostics mistakes_;
};

}  // namespace

Result<CalibrationOutcome> OutcomeOf(const RunRecord& run, Store& store, const LabelledItems& items,
                                     JudgeRepeats repeats) {
  OutcomeReader reader(run, items, repeats);
  auto cursor = store.Attempts(run.number, {.scores = true});
  if (!cursor) return Unexpected(cursor.error());
  while (true) {
    const Result<bool> next = (*cursor)->Next();
    if (!next) return Unexpected(next.error());
    if (!*next) return reader.Take();
    if (auto added = reader.Add((*cursor)->attempt()); !added) return Unexpected(added.error());
  }
}

Result<CalibrationOutcome> OutcomeOf(const RunRecord& run, Store& store, const LabelledAttempts& labelled,
                                     const std::string& scorer) {
  StoredVerdicts verdicts(run, labelled);
  if (auto indexed = verdicts.Index(); !indexed) return Unexpected(indexed.error());
  auto cursor = store.Attempts(run.number, {.scores = true});
  if (!cursor) return Unexpected(cursor.error());
  while (true) {
    const Result<bool> next = (*cursor)->Next();
    if (!next) return Unexpected(next.error());
    if (!*next) return verdicts.Take(scorer);
    if (auto added = verdicts.Add((*cursor)->test(), (*cursor)->attempt()); !added) return Unexpected(added.error());
  }
}

}  // namespace harness
