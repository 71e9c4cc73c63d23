// Walks over the attempts of a run in the store, with their cases: two statements side by side, as both tables are in
// case order. Or finds single attempts.
#pragma once

#include <memory>

#include "harness/base/sqlite.h"
#include "harness/core/store.h"

namespace harness {

// `database` is a connection of the cursor's own, so that it holds a snapshot for as long as it lives and blocks no
// writer. Memory does not grow with the number of rows.
Result<std::unique_ptr<AttemptCursor>> OpenCursor(Database database, int64_t run, AttemptParts parts);

// Both rows of an attempt, each by its key. Holds no snapshot between two calls: a log that is being written can be
// moved into the file however long the lookup lives.
Result<std::unique_ptr<AttemptLookup>> OpenLookup(Database database, int64_t run, AttemptParts parts);

}  // namespace harness
