// Estimates as commands show them: before a run, and beside what it took.
#pragma once

#include <string>

#include "harness/cli/one_run.h"
#include "harness/cli/options.h"
#include "harness/cli/world.h"
#include "harness/runner/estimate.h"

namespace harness {

// What it will take; no model is asked for it. Earlier runs of the same kind are read from `store`; null: there are
// none.
Result<Estimate> EstimateOf(const std::string& path, const Prepared& prepared, Store* store, World& world);

// The same of a run that begins, kept with it under "estimate". Nullopt: no model is asked, or none for money
// (--replay, a run that goes on), or it can't be told, which is no reason not to run.
std::optional<Estimate> EstimateBefore(const std::string& path, Prepared& prepared, Store& store, World& world);

// Lines for a terminal.
std::string EstimateText(const Estimate& estimate, size_t width, bool colour);

// What the run took beside what was expected, a line each for tokens, cost and time (not of one that was `resumed`);
// "": it has no estimate, or asked nobody.
std::string EstimateBesideActual(const RunRecord& run, Store& store, bool resumed);

}  // namespace harness
