// The `models` of a suite: each with its client and all that stands around it.
//
// From the outside in: cassette, reply log, cache, retries, circuit breaker, limits, budget, price, request log, the
// provider's client. Models at one server with one key share their limits.
#pragma once

#include <memory>

#include "harness/base/node.h"
#include "harness/base/shape.h"
#include "harness/core/models.h"
#include "harness/core/services.h"

namespace harness {

// Of one entry.
Shape ModelShape();

// A ModelLoader (core/catalogue.h).
std::shared_ptr<Models> LoadModels(const Node* node, const Services& services, Diagnostics& diagnostics);

}  // namespace harness
