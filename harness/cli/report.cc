// harness report RUN
#include <ostream>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/report_files.h"
#include "harness/cli/stores.h"

namespace harness {
namespace {

Result<Summary> SummariseStored(RunRecord run, Store& store, const std::string& store_path) {
  const Result<std::vector<Gate>> gates = GatesOf(run);
  if (!gates) return Unexpected(gates.error());
  run.state = StateNow(run, store_path);
  Ending ending;
  ending.interrupted = run.state == RunState::kInterrupted;
  ending.failed_fast = run.options.value("failed_fast", false);
  const bool judged = !run.options.value("no_gates", false);
  return Summarise(run, judged ? *gates : std::vector<Gate>(), store, ending);
}

}  // namespace

int RunReport(World& world, const std::vector<std::string>& arguments) {
  Options options("report RUN… [options]", "run");
  AddReportOptions(options);
  if (const auto code = options.Parse(world, arguments)) return *code;
  if (options.Texts("run").empty()) {
    world.err << "harness: which run? harness report RUN… (or: last)\n";
    return kExitMistake;
  }
  auto store = OpenStoreAt(options.store(), world, false);
  if (!store) {
    Complain(world, store.error());
    return kExitIncomplete;
  }
  std::vector<Summary> summaries;
  for (const std::string& name : options.Texts("run")) {
    Result<RunRecord> run = FindRun(**store, name);
    if (!run) {
      Complain(world, run.error());
      return kExitMistake;
    }
    Result<Summary> summary = SummariseStored(std::move(*run), **store, options.store());
    if (!summary) {
      Complain(world, summary.error());
      return kExitIncomplete;
    }
    summaries.push_back(std::move(*summary));
  }
  return Report(options, summaries, **store, world);
}

}  // namespace harness
