// The `command` target with `lines: true`: long-lived workers (line_workers.h) that are given one case a line and
// answer one line each.
//
// A call's time limit is its deadline less the time of the call. What a worker's death, lateness or nonsense means for
// a case is a failure of that kind. No call may be going on when the target is destroyed.
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

// Whether its program is there: what targets of this kind tell `harness doctor`.
Finding ProbeProgram(const ProcessRequest& request);

// Fails when the system has no threads left. `processes`, `clock` (whose steady time must be the real one) and `log`
// outlive the target.
Result<std::unique_ptr<Target>> MakeLinesTarget(LinesOptions options, Processes& processes, Clock& clock, Log& log);

}  // namespace harness
