// What the templates of a target see of a case.
#pragma once

#include "harness/base/json.h"
#include "harness/core/call_context.h"
#include "harness/core/case.h"

namespace harness {

// id, input, category, tags, vars and repeat; in a conversation session, turn (from 1) and history (a list of
// {role, content}) too. Never what is expected.
Json TemplateVars(const Case& test, const CallContext& context);

}  // namespace harness
