// How long a run will take: what its attempts take one after the other, by how many are made at once, and not faster
// than rates allow. Pure, any thread.
#pragma once

#include <optional>
#include <string>

#include "harness/core/quote.h"
#include "harness/runner/history.h"
#include "harness/runner/rehearse.h"

namespace harness {

struct Pace {
  std::optional<Range> seconds;  // of the whole run; nullopt: nobody knows how long a target takes
  std::string reason;            // what it follows from, or why it is not known
};

// An attempt takes its target as long as in earlier runs; else a target that asks models, and every judge, takes 0.3 to
// 3 s a call (1 is likely) and a token for each 1/20 to 1/150 s (1/60) of the answer.
Pace PaceOf(const Suite& suite, const Plan& plan, const Rehearsed& rehearsed, const History& history);

// The sum of `count` numbers of which some were seen: two standard errors to each side, and half of it where there was
// only one.
Range SumOf(const Moments& seen, double count);

}  // namespace harness
