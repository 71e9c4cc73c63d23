// The `databases` of a suite: names to engines.
#pragma once

#include <memory>

#include "harness/base/node.h"
#include "harness/base/shape.h"
#include "harness/core/services.h"
#include "harness/sql/databases.h"

namespace harness {

// The map under `databases`: any names, each with one entry's shape.
Shape DatabaseShape();

// `node` is the map under `databases`, or null: then there are no names, and paths still work. Nothing is opened, but
// what is built from a script is built; mistakes go to `diagnostics`. What is lent by `services` outlives the result.
std::shared_ptr<Databases> LoadDatabases(const Node* node, const Services& services, Diagnostics& diagnostics);

}  // namespace harness
