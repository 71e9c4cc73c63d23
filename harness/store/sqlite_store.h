// The store as it is: one SQLite file in WAL mode, every commit durable (synchronous = FULL).
//
// Several processes may use one file at once; a writer waits up to 10 s for another. Not on network file systems, and
// no store is carried across a fork. A file that is no store, or one of a newer harness, is refused and never touched.
#pragma once

#include <memory>
#include <string>

#include "harness/base/files.h"
#include "harness/core/store.h"

namespace harness {

struct StoreOptions {
  bool create = true;    // make the store, and the folders above it, where there is none
  std::string vfs = {};  // of SQLite; empty: the default
};

Result<std::unique_ptr<Store>> OpenStore(const std::string& path, Files& files, const StoreOptions& options = {});

}  // namespace harness
