// Stores and runs as commands name them.
#pragma once

#include <memory>
#include <string>

#include "harness/cli/options.h"
#include "harness/core/store.h"

namespace harness {

inline constexpr const char* kDefaultStore = ".harness/harness.db";

// `create`: makes the store if there is none; otherwise that is an error which says so.
Result<std::unique_ptr<Store>> OpenStoreAt(const std::string& path, World& world, bool create);

// By id, by a beginning of an id that only one run has, or `last`.
Result<RunRecord> FindRun(Store& store, const std::string& name);

// " --store PATH" if it is not the default: what a command that is shown to the user needs.
std::string StoreFlag(const Options& options);

// The run's state as it is now: a run that is stored as running but that nobody owns was interrupted.
RunState StateNow(const RunRecord& run, const std::string& store_path);

// "user@host".
std::string OwnerName(const World& world);
uint64_t ProcessId();

}  // namespace harness
