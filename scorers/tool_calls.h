// The calls of tools in an answer, in the forms in which providers write them.
//
// Known are: {name, arguments} (OpenAI's function_call); {type: function, function: {name, arguments}}, also in
// `tool_calls` of a message; {type: function_call, name, arguments} (OpenAI's Responses); {type: tool_use, name,
// input}, also in `content` of a message (Anthropic); {functionCall: {name, args}} (Google); and lists of these. Pure
// functions, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/json.h"

namespace harness {

enum class CallForm : uint8_t {
  kFunction,  // {name, arguments}
  kTool,      // {function: {name, arguments}}
  kOther,
};

struct FoundCall {
  std::string name;
  const Json* arguments = nullptr;  // as written: often a text that holds JSON; null if there are none
  CallForm form = CallForm::kOther;
  bool listed = false;  // in a list of calls, that of a message too
};

struct ToolCalls {
  std::vector<FoundCall> calls;
  std::vector<const Json*> strange;  // items of a list of calls that are none, and say nothing of what else they are
};

// All calls in `value`, in order; they point into it.
ToolCalls ToolCallsIn(const Json& value);

// The arguments of a call as a map: those in a text are parsed.
Result<Json> ArgumentsOf(const FoundCall& call);

}  // namespace harness
