// One call of a target, and what became of the program behind it.
//
// Runs on a worker.
#pragma once

#include "harness/core/call_context.h"
#include "harness/core/case.h"
#include "harness/core/output.h"
#include "harness/suite/suite.h"

namespace harness {

// Until context.deadline, with its latency measured. What fails while the target's server is dead is no word of the
// target's own: it is unavailable.
Output CallOnce(const TargetSpec& target, const Case& test, const CallContext& context);

}  // namespace harness
