// The `command` target with `lines: true`: long-lived workers that are given one case a line and answer one line each.
//
// Up to `in_flight` cases are with a worker at once and answers may come in any order, matched by id; two repeats of
// one case are never with the same worker at once. Workers are started when they are needed. Whoever calls waits for
// its answer; its time limit (the deadline less the time of the call) counts from when a worker takes the case, again
// if it is tried again.
//   - A worker dies: what it held is tried once more, each case alone with its worker; what is answered neither time is
//   kCrashed.
//   - A case is late: it alone is kTimeout; its worker is replaced, and what else that held is tried once more, each
//   alone.
//   - A line that is no answer, or is longer than the cap: kInvalidOutput or kTooLarge when one case was in flight, or
//   else all
//     are tried once more, each alone. The worker is replaced.
//   - Answers that nobody waits for (late, duplicate, of an unknown id) are counted and warned about.
//   - Workers that die more than `max_restarts` times without an answer in between: every case from then on is
//   kUnavailable.
// Destroying closes the workers' inputs, gives them a second, and kills them; no call may be going on then.
#pragma once

#include <cstddef>
#include <memory>

#include "harness/base/clock.h"
#include "harness/base/log.h"
#include "harness/base/process.h"
#include "harness/core/target.h"
#include "harness/targets/answer.h"

namespace harness {

struct LinesOptions {
  ProcessRequest request;
  Format format = Format::kText;
  int workers = 1;
  int in_flight = 1;
  size_t max_output = 8 << 20;  // bytes a line
  int max_restarts = 10;
};

// Fails when the system has no threads left. `processes`, `clock` (whose steady time must be the real one) and `log`
// outlive the target.
Result<std::unique_ptr<Target>> MakeLinesTarget(LinesOptions options, Processes& processes, Clock& clock, Log& log);

}  // namespace harness
