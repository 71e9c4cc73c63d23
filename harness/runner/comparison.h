// The attempts of one case and repeat on all its targets, which comparers judge together once every target has
// answered.
#pragma once

#include <memory>
#include <vector>

#include "harness/runner/attempt.h"
#include "harness/suite/suite.h"

namespace harness {

// On their way to the comparers. The dispatcher's, until a worker compares them.
struct ComparedCase {
  size_t attempts = 0;             // that belong together
  std::vector<AttemptKey> stored;  // of these, those that an interrupted run has stored already; they are made anew
  std::vector<Made> made;          // so far

  bool complete() const { return made.size() == attempts; }
};

// What came of a comparison.
struct Compared {
  std::vector<std::shared_ptr<const AttemptRow>> rows;  // in the order of the targets; none: the run was stopped first
  size_t judged_anew = 0;  // scores of an earlier run that did not stand, since one beside them did not
};

// Asks the comparers of the case, and finishes the attempts.
Compared Compare(const Suite& suite, const Case& test, std::vector<Made> made, const RunContext& run);

// The same for those who store nothing: puts the comparers' scores into those of the other scorers.
void CompareScores(const Suite& suite, const Case& test, std::vector<Made>& made, const RunContext& run);

}  // namespace harness
