// The `command` scorer: a program of the user's judges, in any language; JSON in, JSON out (verdict_json.h).
//
//   - command: [python3, judge.py]
//     lines: true
//
// Without `lines` the question goes to standard input of a process of its own, and standard output is the answer. With
// it long-lived workers (line_workers.h) get one question a line, which has an "id" beside the rest, and answer one
// line with the same "id" each. Whatever goes wrong with the program (it dies, is late, writes nonsense or too much) is
// an error of the score, which says what and how standard error ended: never a failure of the system under test.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType CommandScorerType();

}  // namespace harness
