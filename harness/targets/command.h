// The `command` target: a program of the user, one process a case or, with `lines: true`, long-lived workers (lines.h).
//
// One process a case: the case goes to standard input as one JSON object, standard output without one trailing newline
// is the answer. An exit code other than 0, death by a signal, too much output and a missed deadline are failures of
// the case. The program runs in the folder of the file that names it and, like all programs, leaves nothing behind
// (process.h).
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

TargetType CommandTargetType();

}  // namespace harness
