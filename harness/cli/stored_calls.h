// The calls of models of a stored attempt, made again without asking anybody: prompts are written anew, replies are
// those that the run kept.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/world.h"
#include "harness/core/run.h"
#include "harness/core/store.h"
#include "harness/models/trace.h"

namespace harness {

struct StoredCalls {
  std::vector<TracedCall> calls;   // in the order in which they were made; the part is a column or a scorer, or empty
  std::vector<std::string> notes;  // why there are none, or not all
};

// Of the attempt with this key and output. The suite must be where it was; if it has changed since, so may the prompts,
// and a reply is only found to the prompt that it answers.
StoredCalls FindStoredCalls(const RunRecord& run, Store& store, const CaseRow& test, const AttemptRow& attempt,
                            World& world);

}  // namespace harness
