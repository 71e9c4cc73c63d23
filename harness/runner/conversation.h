// Plays a conversation of many turns with a target: one attempt is the whole of it.
//
// Runs on a worker; the suite is const and shared.
#pragma once

#include "harness/core/call_context.h"
#include "harness/core/case.h"
#include "harness/core/output.h"
#include "harness/suite/suite.h"

namespace harness {

// That the model that plays the user is one of the suite's and can be asked. An error stands at the case's place.
Result<> CheckConversation(const Suite& suite, const Case& test);

// The last answer, with all turns, the sum of their latencies, and tokens and cost of both sides. A turn that fails
// ends it: the failure names the turn, and the turns before it are there. Each turn has the target's whole timeout.
// `test` has a conversation.
Output Converse(const Suite& suite, const TargetSpec& target, const Case& test, const CallContext& context);

}  // namespace harness
