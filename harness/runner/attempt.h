// One attempt from start to end: call the target, judge its output, roll the scores up.
//
// Runs on a worker; the suite is const and shared, everything else is the caller's own.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "harness/base/secrets.h"
#include "harness/core/attempt.h"
#include "harness/core/reply_log.h"
#include "harness/suite/suite.h"

namespace harness {

// What `harness try` shows of a score beside the score itself.
struct ExhibitedMember;
struct Exhibited {
  Json actual;                           // the judged part; null when the scorer did not come to judge
  std::optional<Json> expected;          // what it was compared with
  std::vector<ExhibitedMember> members;  // of a combination that was judged, in the suite's order
};

struct ExhibitedMember {
  const ScorerSpec* spec;  // the suite's
  Score score;
  Exhibited shown;
};

// Calls the target until its deadline (target.timeout from now) and measures the latency; of a conversation in all of
// its turns.
Output CallTarget(const Suite& suite, const TargetSpec& target, const Case& test, const CallContext& context);

// What an earlier run says of an attempt.
struct Earlier {
  Output output;
  int64_t started_at = 0;  // µs since 1970, UTC
  int tries = 1;
  std::vector<Score> scores;  // with the suite's indexes: they stand as they are, and their scorers are not asked
};

// Judges with the suite's common scorers and those that the case's extras name, in the suite's order. A failure of the
// target skips them all. `exhibits` (null: not wanted) gets an entry for each score. `kept`: scores that are there
// already.
std::vector<Score> Judge(const Suite& suite, const TargetSpec& target, const Case& test, const Output& output,
                         const CallContext& context, std::vector<Exhibited>* exhibits = nullptr,
                         std::span<const Score> kept = {});

// An attempt that is judged by all its scorers but those that compare targets.
struct Made {
  std::shared_ptr<AttemptRow> row;  // what is known before its scores
  Output output;
  std::vector<Score> scores = {};  // those of comparers are yet to come
  std::vector<int> kept = {};      // whose scores are an earlier run's
  uint64_t seed = 0;
};

struct Tried {
  std::shared_ptr<const AttemptRow> row;
  std::unique_ptr<Made> made;  // instead of the row, where targets are compared
  bool retryable = false;      // the failure may pass; the row says how the attempt ends if it is not tried again
  std::chrono::microseconds retry_after{0};  // and not before
  bool stopped = false;                      // the run was stopped first; there is no row
};

// What all attempts of a run share beside its suite.
struct RunContext {
  Clock& clock;
  std::stop_token stop;
  ReplyLog* replies = nullptr;       // where those of models are kept; null: they are not
  const Secrets* secrets = nullptr;  // masked in what is stored; null: nothing is
};

Tried MakeAttempt(const Suite& suite, const Case& test, AttemptKey key, int tries, const RunContext& run);

// The same without a call of the target: the earlier output is judged. Never retryable.
Tried JudgeAgain(const Suite& suite, const Case& test, AttemptKey key, Earlier earlier, const RunContext& run);

// The judged part of an output, or how the case ends for the scorer without asking it.
tl::expected<Json, Score> PartOf(const ScorerSpec& spec, const TargetSpec& target, const Case& test,
                                 const Output& output);

// Rolls the scores up and fills in the rest of the row.
std::shared_ptr<const AttemptRow> Conclude(const Suite& suite, Made made, const Secrets* secrets);

}  // namespace harness
