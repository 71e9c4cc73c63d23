// is-valid-function-call, is-valid-openai-function-call, is-valid-openai-tools-call: the judged part is a call of a
// function, or several, and the arguments of each are valid by the function's JSON Schema.
//
// The functions are the option `tools`, in the form that providers take; without it only the form of the calls and
// their arguments is judged. Schemas are compiled when the suite is loaded.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType IsValidFunctionCallScorerType();
ScorerType IsValidOpenaiFunctionCallScorerType();
ScorerType IsValidOpenaiToolsCallScorerType();

}  // namespace harness
