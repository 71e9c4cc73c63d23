// webhook: asks a service what it thinks of the output: one POST of JSON, one verdict back.
//
// What is sent and how the answer is read stands in verdict_json.h. A lost connection, 429 and 5xx are tried again
// twice, with growing pauses, within the deadline; whatever trouble is left is an error, never a verdict. Reasons name
// the service by its origin alone: the rest of a url may hold secrets.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType WebhookScorerType();

}  // namespace harness
