// Reads a run's attempts as cases: the repeats of a case on a target folded into one, with what a person needs to see
// why it did not pass.
//
// Memory: one case. Not thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/store.h"
#include "harness/results/case_verdict.h"

namespace harness {

// Why one repeat did not pass.
struct Shortfall {
  std::string kind;    // its failure category, else the kind of the target's failure, else empty
  std::string reason;  // may be empty
};

struct FoldedCase {
  std::string id;
  std::string category;
  std::string place;  // "file:line"
  uint16_t target = 0;
  Verdict verdict = Verdict::kError;
  Repeats repeats;
  int64_t latency_us = 0;              // of all repeats together
  std::optional<Shortfall> failed;     // the first repeat that failed
  std::optional<Shortfall> undecided;  // the first that is unknown or in error
  std::string details;                 // of the repeats that did not pass, for people; see FoldedCases
};

class FoldedCases {
 public:
  // `details`: load what details and shortfalls need; otherwise both stay empty. The run outlives this.
  static Result<FoldedCases> Open(const RunRecord& run, Store& store, bool details);

  // The next case of any target, or of `target` only; false at the end.
  Result<bool> Next(FoldedCase& folded, std::optional<uint16_t> target = std::nullopt);

 private:
  FoldedCases(const RunRecord& run, std::unique_ptr<AttemptCursor> cursor, bool details)
      : run_(&run), cursor_(std::move(cursor)), details_(details) {}

  Result<bool> Advance();
  Result<> Add(FoldedCase& folded) const;
  Result<std::vector<Score>> ReadScores() const;

  const RunRecord* run_;
  std::unique_ptr<AttemptCursor> cursor_;
  bool details_;
  bool pending_ = false;  // the cursor stands on an attempt that no case has taken yet
};

}  // namespace harness
