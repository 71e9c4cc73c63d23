// All figures of a run, computed once, in one pass over its attempts: what gates, console and reports show.
//
// Memory grows by a few bytes an attempt (latencies), never by its texts.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/gate.h"
#include "harness/core/run.h"
#include "harness/core/store.h"
#include "harness/core/verdict.h"
#include "harness/results/calibrated_scorer.h"
#include "harness/results/metrics.h"

namespace harness {

struct Latency {  // milliseconds
  double p50 = 0, p95 = 0, p99 = 0, max = 0;
};

// Of a group of attempts. Rates are nullopt where there is nothing to divide by.
struct Figures {
  uint64_t cases = 0;
  uint64_t attempts = 0;  // stored; planned ones that are missing count in `planned` only
  uint64_t planned = 0;
  uint64_t passed = 0, failed = 0, unknown = 0, errored = 0, skipped = 0;
  uint64_t cases_passed = 0, cases_failed = 0;          // by run.require; cases that are undecided are in neither
  std::optional<double> coverage;                       // (passed + failed) / (planned - skipped)
  std::optional<double> pass_rate;                      // passed / (passed + failed)
  std::optional<std::array<double, 2>> pass_rate_ci95;  // Wilson; cases are the units, their repeats one cluster
  std::optional<double> case_pass_rate;
  std::optional<Latency> latency;  // of attempts in which the target was called
  Usage usage;
  std::optional<double> cost_usd;                      // nullopt: no attempt's cost is known
  std::map<std::string, uint64_t> failure_categories;  // attempts by why they failed, where that is known
};

struct NamedFigures {
  std::string name;
  Figures figures;
};

struct ScorerFigures {
  ScorerInfo info;
  uint64_t scored = 0, passed = 0, failed = 0, unknown = 0, errored = 0, skipped = 0;
  std::optional<double> mean;  // of the values
  // Of one that compares: pairs that were decided in both orders, and those of them in which both say the same.
  uint64_t pairs = 0, agreed = 0;

  // The share of the pairs on which both orders agree; nullopt: no pair.
  std::optional<double> Consistency() const {
    if (pairs == 0) return std::nullopt;
    return static_cast<double>(agreed) / static_cast<double>(pairs);
  }
  std::optional<CorrectedFigures> corrected = {};  // nullopt: it was not calibrated
};

enum class GateVerdict : uint8_t { kHolds, kFails, kIncomplete };  // incomplete: over nothing, or an unknown figure

std::string_view ToString(GateVerdict verdict);  // "pass", "fail", "incomplete"

struct GateResult {
  Gate gate;
  std::string target;  // empty: all targets together
  std::optional<double> value;
  GateVerdict verdict = GateVerdict::kIncomplete;
  std::string reason;  // why it fails or is incomplete; "87.5% of 40, 1 case short" for a rate that fails
};

// One of the first attempts that did not pass.
struct FailureNote {
  std::string case_id, target, category, file;
  int line = 0;
  int repeat = 0;
  Verdict verdict = Verdict::kFail;
  std::string reason;  // "equals: expected …", or the target's failure
};

struct Summary {
  RunRecord run;
  Figures all;
  std::vector<NamedFigures> targets;     // in the suite's order
  std::vector<NamedFigures> categories;  // by name; "" is cases without one
  std::vector<NamedFigures> tags;        // by name
  std::vector<ScorerFigures> scorers;    // in the suite's order
  std::vector<MetricSummary> metrics;    // in the suite's order
  std::vector<GateResult> gates;         // in the suite's order, a row for each target
  std::vector<FailureNote> failures;     // the first kFailureNotes, in case order
  uint64_t not_passed = 0;               // how many there are in all
  std::vector<std::string> warnings;     // what makes figures doubtful
  int exit_code = 0;                     // as design.md's table says, from gates, coverage and state
};

inline constexpr size_t kFailureNotes = 10;

// How the run came to its end, as far as the store can't know it.
struct Ending {
  bool interrupted = false;  // by a signal
  bool failed_fast = false;  // --fail-fast ended it
};

// Takes the attempts one by one, in the order (case, target, repeat); `run` and `gates` must outlive it. No gates are
// judged that are not given.
class Summariser {
 public:
  Summariser(const RunRecord& run, const std::vector<Gate>& gates);
  ~Summariser();

  // What it must be given of the attempts.
  AttemptParts Parts() const;
  Result<> Add(const CaseRow& test, const AttemptRow& attempt);
  // The figures of `run` as it is now.
  Summary Finish(const Ending& ending);

 private:
  class Pass;
  std::unique_ptr<Pass> pass_;
};

// The same from the store.
Result<Summary> Summarise(const RunRecord& run, const std::vector<Gate>& gates, Store& store, const Ending& ending);

// The reason of the first decisive score that did not pass, or the failure of the target: what a person should read
// first.
std::string ReasonOf(const AttemptRow& attempt, const std::vector<Score>& scores,
                     const std::vector<ScorerInfo>& scorers);

}  // namespace harness
