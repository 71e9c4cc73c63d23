// harness run SUITE…
#include "harness/cli/command.h"
#include "harness/cli/estimates.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/model_options.h"
#include "harness/cli/one_run.h"
#include "harness/cli/report_files.h"
#include "harness/cli/stores.h"
#include "harness/runner/session.h"

namespace harness {
namespace {

class RunCommand {
 public:
  RunCommand(World& world, const Options& options) : world_(world), options_(options) {}

  int Run() {
    if (auto opened = options_.Has("resume") || options_.Has("rerun-failed") ? OpenTheStore() : Result<>(); !opened)
      return Unusable(opened.error());
    if (auto prepared = PrepareAll(); !prepared) {
      Complain(world_, prepared.error());
      return ExitCodeOf(prepared.error());
    }
    if (auto opened = OpenTheStore(); !opened) return Unusable(opened.error());
    std::vector<Summary> summaries;
    LiveReports live(options_, world_, prepared_.size() > 1);
    for (Prepared& prepared : prepared_) {
      EstimateBefore(prepared.suite->path, prepared, *store_, world_);
      Result<Summary> summary = PerformRun(prepared, options_, *store_, world_, live);
      if (!summary) return Unusable(summary.error());
      if (!options_.Flag("quiet"))
        world_.err << EstimateBesideActual(summary->run, *store_, prepared.resumed.has_value());
      summaries.push_back(std::move(*summary));
      if (world_.control.stop().stop_requested()) break;
    }
    if (summaries.size() < prepared_.size()) live.DropLines();
    return Report(options_, summaries, *store_, world_, live.TakeLines());
  }

 private:
  int Unusable(const Error& error) {
    Complain(world_, error);
    return kExitIncomplete;
  }

  Result<> PrepareAll() {
    const std::vector<std::string> suites = options_.Texts("suite");
    if (options_.Has("resume") && options_.Has("rerun-failed"))
      return Fail("--resume and --rerun-failed exclude each other");
    if (options_.Has("resume")) return PrepareResumed(suites);
    if (options_.Has("rerun-failed")) return PrepareRerun(suites);
    if (suites.empty()) return Fail("which suite? harness run SUITE…");
    Diagnostics mistakes;
    for (const std::string& path : suites) {
      Result<Selection> selection = ReadSelection(options_, world_);
      if (!selection) return Unexpected(selection.error());
      if (auto added = Add(path, *selection, nullptr); !added) mistakes.Add(added.error());
    }
    if (!mistakes.empty()) return Unexpected(std::move(mistakes).ToError());
    return {};
  }

  // A resumed run says again what its command line said, so that the same cases are planned.
  Result<> PrepareResumed(const std::vector<std::string>& suites) {
    Result<RunRecord> run = FindStored(options_.Text("resume"));
    if (!run) return Unexpected(run.error());
    if (run->kind == "score")
      return Fail("run {0} was scored from another: harness score --resume {0} goes on with it", run->id);
    if (run->kind == "calibrate")
      return Fail("run {0} calibrates a judge: harness judge calibrate --resume {0} goes on with it", run->id);
    if (run->kind == "generate")
      return Fail("run {0} generates a data set: harness generate --resume {0} goes on with it", run->id);
    if (run->kind != "run") return Fail("run {} was merged from shards and can't be resumed", run->id);
    if (suites.size() > 1) return Fail("--resume takes one suite at most");
    for (const char* flag : {"filter", "repeat", "seed", "set", "shard"})
      if (options_.Has(flag))
        return Fail("--{} can't be changed by --resume: run {} goes on with what it was begun with", flag, run->id);
    Selection selection = Selection::FromJson(run->options);
    if (auto concurrency = options_.Integer("concurrency", 1, 10000); !concurrency)
      return Unexpected(concurrency.error());
    else if (*concurrency)
      selection.load.concurrency = static_cast<int>(**concurrency);
    const std::string path = suites.empty() ? run->suite_path : suites[0];
    Only only;
    if (!run->parent.empty()) {
      Result<Only> failed = NotPassedIn(run->parent);
      if (!failed) return Unexpected(failed.error());
      only = std::move(*failed);
    }
    if (auto added = Add(path, selection, only); !added) return added;
    const Prepared& prepared = prepared_.back();
    if (auto same = CheckContinues(*run, *prepared.suite, *prepared.plan, *store_); !same) return same;
    prepared_.back().resumed = std::move(*run);
    return {};
  }

  Result<> PrepareRerun(const std::vector<std::string>& suites) {
    Result<RunRecord> run = FindStored(options_.Text("rerun-failed"));
    if (!run) return Unexpected(run.error());
    if (suites.size() > 1) return Fail("--rerun-failed takes one suite at most");
    auto failed = NotPassedIn(run->id);
    if (!failed) return Unexpected(failed.error());
    Result<Selection> selection = ReadSelection(options_, world_);
    if (!selection) return Unexpected(selection.error());
    if (auto added = Add(suites.empty() ? run->suite_path : suites[0], *selection, *failed); !added) return added;
    prepared_.back().parent = run->id;
    return {};
  }

  Result<Only> NotPassedIn(const std::string& id) {
    Result<RunRecord> run = FindStored(id);
    if (!run) return Unexpected(run.error());
    auto read = NotPassed::Read(*run, *store_);
    if (!read) return Unexpected(read.error());
    auto failed = std::make_shared<NotPassed>(std::move(*read));
    return [failed](const std::string& test, const std::string& target) { return failed->Has(test, target); };
  }

  Result<RunRecord> FindStored(const std::string& id) { return FindRun(*store_, id); }

  Result<> OpenTheStore() {
    if (store_) return {};
    auto store =
        OpenStoreAt(options_.store(), world_, /*create=*/!options_.Has("resume") && !options_.Has("rerun-failed"));
    if (!store) return Unexpected(store.error());
    store_ = std::move(*store);
    return {};
  }

  Result<> Add(const std::string& path, const Selection& selection, Only only) {
    Result<Prepared> prepared = Prepare(path, selection, std::move(only), options_, world_);
    if (!prepared) return Unexpected(prepared.error());
    prepared_.push_back(std::move(*prepared));
    return {};
  }

  World& world_;
  const Options& options_;
  std::unique_ptr<Store> store_;
  std::vector<Prepared> prepared_;
};

}  // namespace

int RunRun(World& world, const std::vector<std::string>& arguments) {
  Options options("run SUITE… [options]", "suite");
  AddSelectionOptions(options);
  AddRunOptions(options);
  options.Add()("resume", TextOption()->value_name("RUN"), "go on with a run: what is missing or ended in error")(
      "rerun-failed", TextOption()->value_name("RUN"), "a new run of what did not pass");
  AddModelOptions(options);
  AddReportOptions(options);
  if (const auto code = options.Parse(world, arguments)) return *code;
  if (const auto read = ReadModelOptions(options, world); !read) {
    Complain(world, read.error());
    return kExitMistake;
  }
  return RunCommand(world, options).Run();
}

}  // namespace harness
