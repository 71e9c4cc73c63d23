// Which part of a suite a command line selects, and what of it a run remembers so that it can be resumed.
#pragma once

#include <optional>
#include <string>

#include "harness/base/expression.h"
#include "harness/cli/options.h"
#include "harness/cli/world.h"
#include "harness/core/run.h"
#include "harness/suite/suite.h"

namespace harness {

struct Selection {
  LoadOptions load;
  std::string filter;
  std::optional<Shard> shard;

  Json ToJson() const;
  static Selection FromJson(const Json& json);
};

// Declares --filter, --repeat, --concurrency, --seed, --set and --shard.
void AddSelectionOptions(Options& options);
// Shards come from --shard I/N or GoogleTest's variables (GTEST_TOTAL_SHARDS, GTEST_SHARD_INDEX), of which one without
// the other, or out of range, is a mistake. Creates GTEST_SHARD_STATUS_FILE.
Result<Selection> ReadSelection(const Options& options, World& world);

// Nothing for an empty text. Unknown names are a mistake.
Result<std::optional<Expression>> ParseFilter(const std::string& text);

}  // namespace harness
