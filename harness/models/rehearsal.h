// Models that are asked without asking anybody: every request gets an answer of about the likely size, and of the shape
// that its schema wants, so that what is asked afterwards can be written too.
//
// Thread-safe.
#pragma once

#include <memory>

#include "harness/core/quote.h"
#include "harness/models/stand_in.h"

namespace harness {

// The tokens of an answer, as long as no run has shown them: a quarter of max_tokens, between a thirty-second and the
// whole; where no bound is set 500, between 50 and 4,000; of an answer by a schema 150, between 40 and 1,000.
Range LikelyOutput(const AskedModel& model, const ChatRequest& request);

// A value that the schema allows, as far as types, properties, items, enumerations and bounds say.
Json ExampleOf(const Json& schema);

std::shared_ptr<StandIn> MakeRehearsal();

}  // namespace harness
