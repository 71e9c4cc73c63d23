// One run of one suite, from the suite's file to its figures: what `run` and `score` have in common.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "harness/cli/live_reports.h"
#include "harness/cli/options.h"
#include "harness/cli/selection.h"
#include "harness/cli/world.h"
#include "harness/core/store.h"
#include "harness/results/summary.h"
#include "harness/runner/dispatcher.h"
#include "harness/runner/plan.h"
#include "harness/runner/stored_run.h"

namespace harness {

// Declares --fail-fast, --allow-empty, --no-gates and --name.
void AddRunOptions(Options& options);

// Whether an attempt of this case and target is wanted.
using Only = std::function<bool(const std::string& case_id, const std::string& target)>;

// A suite, planned and ready to start. The plan points into the suite: neither moves.
struct Prepared {
  std::unique_ptr<Suite> suite;
  std::optional<Plan> plan;
  Selection selection;
  std::string kind = "run";
  std::string parent;                   // the run that is repeated or scored anew; empty: none
  std::optional<RunRecord> resumed;     // the run that goes on; none: a new one
  std::unique_ptr<StoredRun> recorded;  // the run whose outputs are judged; null: the targets are called
  Json notes = Json::object();          // kept with the run's options
};

// All mistakes at once. `only`: none: all.
Result<Prepared> Prepare(const std::string& path, const Selection& selection, Only only, const Options& options,
                         World& world);

// Runs it, stores it, and says what came out. An error: the store failed; the message names the command that goes on.
Result<Summary> PerformRun(Prepared& prepared, const Options& options, Store& store, World& world, LiveReports& live);

}  // namespace harness
