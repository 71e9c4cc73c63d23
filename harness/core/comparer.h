// Judges the outputs of several targets for one case.
//
// Thread-safe, never throws. The options that every scorer knows (name, weight, threshold, when, optional, at,
// expected, extract) are applied around it, by the runner.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/core/call_context.h"
#include "harness/core/case.h"
#include "harness/core/output.h"
#include "harness/core/score.h"

namespace harness {

// What one target has to show for the case.
struct Contender {
  const std::string& target;
  const Output& output;
  const Json* actual;  // the judged part, `at` and `extract` applied; null: there is none, since the target failed
  bool unknown;        // with no judged part: the plumbing failed, and nobody knows what the target would have said
  const CallContext& context;  // of its attempt, for what is asked on its behalf
};

class Comparer {
 public:
  virtual ~Comparer() = default;
  // A score for each contender, in their order; that of a contender without a judged part does not count. A tie is
  // unknown with the value 0.5. `expected`: the case's, at the option's pointer; null if there is none.
  virtual std::vector<Score> Compare(const Case& test, const Json* expected, std::span<const Contender> contenders) = 0;
};

}  // namespace harness
