// The options of commands that ask models.
#pragma once

#include "harness/cli/options.h"
#include "harness/cli/world.h"

namespace harness {

// Declares --max-cost, --prices, --record, --replay and --log-requests.
void AddModelOptions(Options& options);

// Into world.models, for whatever is loaded afterwards.
Result<> ReadModelOptions(const Options& options, World& world);

}  // namespace harness
