// Judges one output.
//
// Thread-safe, never throws, never runs past context.deadline but for the time that it waits for a worker of its own.
// The options that every scorer knows (name, weight, threshold, when, optional, at, expected, value, extract, not-) are
// applied around it, by the executor.
#pragma once

#include <string>
#include <vector>

#include "harness/core/call_context.h"
#include "harness/core/case.h"
#include "harness/core/output.h"
#include "harness/core/score.h"

namespace harness {

struct Question {
  const Case& test;
  const Output& output;
  const Json& actual;    // the judged part: `at` and `extract` applied; a string where the output is text
  const Json* expected;  // `value`, or the case's expected with the `expected` pointer applied; null if there is none
  bool explain =
      true;  // false: nobody will read why it fails (not- makes it a pass), so a costly reason may be left out
};

class Scorer {
 public:
  virtual ~Scorer() = default;
  virtual Score Judge(const Question& question, const CallContext& context) = 0;
  // How it judges, in a few words for those who read its figures: "rule bird-ex". Empty: its type says it all.
  virtual std::string Detail() const { return ""; }
  // What is wrong with what a case expects, where that can be found out by running it: "the gold query returns
  // nothing". `expected` as in Question, not null.
  virtual std::vector<std::string> CheckGold(const Case& test, const Json& expected, const CallContext& context) {
    (void)test, (void)expected, (void)context;
    return {};
  }
};

}  // namespace harness
