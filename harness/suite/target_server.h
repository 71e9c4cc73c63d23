// The options `rate`, `start`, `ready` and `ready_timeout`, which every target knows. Part of LoadTargets.
#pragma once

#include <memory>
#include <optional>

#include "harness/base/error.h"
#include "harness/base/node.h"
#include "harness/base/rate.h"
#include "harness/base/server.h"
#include "harness/base/shape.h"
#include "harness/core/services.h"

namespace harness {

// `start`, `ready` and `ready_timeout`.
Shape ServerOptionsShape();

// `common` holds a target's options, already checked against their shape. Null if there are neither `start` nor
// `ready`, or a mistake is in them. It is not started here.
std::shared_ptr<Server> MakeServer(const Node& common, const Services& services, Diagnostics& diagnostics);

std::optional<Rate> ReadRate(const Node& node, Diagnostics& diagnostics);

}  // namespace harness
