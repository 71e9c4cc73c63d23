// harness run SUITE…
#include <ostream>
#include <thread>

#include "harness/base/rng.h"
#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/git.h"
#include "harness/cli/live_reports.h"
#include "harness/cli/options.h"
#include "harness/cli/report_files.h"
#include "harness/cli/selection.h"
#include "harness/cli/stores.h"
#include "harness/runner/dispatcher.h"
#include "harness/runner/plan.h"
#include "harness/runner/session.h"
#include "harness/store/run_id.h"
#include "harness/store/run_lock.h"
#include "reports/progress.h"

namespace harness {
namespace {

// A suite, planned and ready to start. The plan points into the suite: neither moves.
struct Prepared {
  std::unique_ptr<Suite> suite;
  std::optional<Plan> plan;
  Selection selection;
  std::optional<RunRecord> resumed;  // --resume: the run that goes on
  std::string parent;                // --rerun-failed: the run that is repeated
};

struct Started {
  RunRecord run;
  std::optional<RunLock> lock;
  DispatchOptions dispatch;
};

class RunCommand {
 public:
  RunCommand(World& world, const Options& options) : world_(world), options_(options) {}

  int Run() {
    if (auto opened = options_.Has("resume") || options_.Has("rerun-failed") ? OpenTheStore() : Result<>(); !opened)
      return Unusable(opened.error());
    if (auto prepared = PrepareAll(); !prepared) {
      Complain(world_, prepared.error());
      return kExitMistake;
    }
    if (auto opened = OpenTheStore(); !opened) return Unusable(opened.error());
    std::vector<Summary> summaries;
    LiveReports live(options_, world_, prepared_.size() > 1);
    for (Prepared& prepared : prepared_) {
      Result<Summary> summary = RunOne(prepared, live);
      if (!summary) return Unusable(summary.error());
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
      if (auto prepared = Prepare(path, *selection, nullptr); !prepared) mistakes.Add(prepared.error());
    }
    if (!mistakes.empty()) return Unexpected(std::move(mistakes).ToError());
    return {};
  }

  // A resumed run says again what its command line said, so that the same cases are planned.
  Result<> PrepareResumed(const std::vector<std::string>& suites) {
    Result<RunRecord> run = StoredRun(options_.Text("resume"));
    if (!run) return Unexpected(run.error());
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
    std::function<bool(const std::string&, const std::string&)> only;
    if (!run->parent.empty()) {
      Result<std::function<bool(const std::string&, const std::string&)>> failed = NotPassedIn(run->parent);
      if (!failed) return Unexpected(failed.error());
      only = std::move(*failed);
    }
    if (auto prepared = Prepare(path, selection, only); !prepared) return prepared;
    const Prepared& prepared = prepared_.back();
    if (auto same = CheckContinues(*run, *prepared.suite, *prepared.plan, *store_); !same) return same;
    prepared_.back().resumed = std::move(*run);
    return {};
  }

  Result<> PrepareRerun(const std::vector<std::string>& suites) {
    Result<RunRecord> run = StoredRun(options_.Text("rerun-failed"));
    if (!run) return Unexpected(run.error());
    if (suites.size() > 1) return Fail("--rerun-failed takes one suite at most");
    auto failed = NotPassedIn(run->id);
    if (!failed) return Unexpected(failed.error());
    Result<Selection> selection = ReadSelection(options_, world_);
    if (!selection) return Unexpected(selection.error());
    if (auto prepared = Prepare(suites.empty() ? run->suite_path : suites[0], *selection, *failed); !prepared)
      return prepared;
    prepared_.back().parent = run->id;
    return {};
  }

  Result<std::function<bool(const std::string&, const std::string&)>> NotPassedIn(const std::string& id) {
    Result<RunRecord> run = StoredRun(id);
    if (!run) return Unexpected(run.error());
    auto read = NotPassed::Read(*run, *store_);
    if (!read) return Unexpected(read.error());
    auto failed = std::make_shared<NotPassed>(std::move(*read));
    return [failed](const std::string& test, const std::string& target) { return failed->Has(test, target); };
  }

  Result<RunRecord> StoredRun(const std::string& id) { return FindRun(*store_, id); }

  Result<> OpenTheStore() {
    if (store_) return {};
    auto store =
        OpenStoreAt(options_.store(), world_, /*create=*/!options_.Has("resume") && !options_.Has("rerun-failed"));
    if (!store) return Unexpected(store.error());
    store_ = std::move(*store);
    return {};
  }

  Result<> Prepare(const std::string& path, const Selection& selection,
                   std::function<bool(const std::string&, const std::string&)> only) {
    Prepared prepared;
    prepared.selection = selection;
    Result<Suite> suite = LoadSuite(path, selection.load, catalogue_, world_.services(selection.load.seed.value_or(0)));
    if (!suite) return Unexpected(suite.error());
    prepared.suite = std::make_unique<Suite>(std::move(*suite));
    auto filter = ParseFilter(selection.filter);
    if (!filter) return Unexpected(filter.error());
    Result<Plan> plan = Plan::Make(*prepared.suite, {std::move(*filter), selection.shard, std::move(only)});
    if (!plan) return Unexpected(plan.error());
    const bool empty_shard = selection.shard && selection.shard->count > 1 && plan->cases() > 0;
    if (plan->selected_cases() == 0 && !empty_shard && !options_.Flag("allow-empty"))
      return Fail("{}: no case is selected of {}; --allow-empty accepts that", path, plan->cases());
    prepared.plan = std::move(*plan);
    prepared_.push_back(std::move(prepared));
    return {};
  }

  Result<Started> Start(Prepared& prepared) {
    Started started;
    const RunLocks locks(options_.store());
    if (prepared.resumed) {
      started.run = *prepared.resumed;
    } else {
      NewRun details;
      details.id = MakeRunId(world_.clock, Rng(static_cast<uint64_t>(world_.clock.WallMicros()), ProcessId()).Next64());
      details.parent = prepared.parent;
      details.label = options_.Text("name");
      details.owner = OwnerName(world_);
      details.shard = prepared.selection.shard;
      details.options = prepared.selection.ToJson();
      auto run = BeginRun(*prepared.suite, *prepared.plan, details, *store_, world_.clock);
      if (!run) return Unexpected(run.error());
      started.run = std::move(*run);
    }
    auto lock = locks.TryLock(started.run.number);
    if (!lock) return Unexpected(lock.error());
    if (!*lock) return Fail("run {} is being worked on by another process", started.run.id);
    started.lock = std::move(*lock);
    started.dispatch.fail_fast = options_.Flag("fail-fast");
    if (prepared.resumed) {
      if (auto resumed = Resume(started); !resumed) return Unexpected(resumed.error());
    }
    return started;
  }

  Result<> Resume(Started& started) {
    started.run.state = RunState::kRunning;
    if (auto saved = store_->Save(started.run); !saved) return saved;
    auto done = DoneAttempts::Read(started.run, *store_);
    if (!done) return Unexpected(done.error());
    started.dispatch.done_before = done->count();
    started.dispatch.is_done = [done = std::make_shared<DoneAttempts>(std::move(*done))](const AttemptKey& key) {
      return done->Has(key);
    };
    return {};
  }

  ProgressOptions ProgressLook() const {
    const bool colour = world_.err_is_terminal && !world_.environment.contains("NO_COLOR");
    return {.live = world_.err_is_terminal, .colour = colour, .width = static_cast<size_t>(world_.width)};
  }

  Result<Summary> RunOne(Prepared& prepared, LiveReports& live) {
    Result<Started> started = Start(prepared);
    if (!started) return Unexpected(started.error());
    RunRecord& run = started->run;
    world_.log.Debug("run {}: {} of {} cases of {}, {} attempts, store {}", run.id, run.planned_cases, run.plan_cases,
                     run.suite_path, run.planned_attempts, options_.store());
    GitReader git(world_, run.suite_path);  // reads while the run goes on
    Progress progress(world_.clock, ProgressLook(),
                      [this](std::string_view text) { world_.err << text << std::flush; });
    std::vector<Listener*> listeners;
    if (!options_.Flag("quiet")) listeners.push_back(&progress);
    const bool judged = !options_.Flag("no-gates") && prepared.plan->selected_cases() > 0;
    const std::vector<Gate> gates = judged ? prepared.suite->gates : std::vector<Gate>();
    run.options["no_gates"] = !judged;
    if (!prepared.resumed) listeners.push_back(live.Follow(run, gates));
    Result<Stopped> stopped = [&] {
      Dispatcher dispatcher(*prepared.suite, *prepared.plan, run, *store_, world_.services(run.seed), world_.control,
                            std::move(started->dispatch), listeners);
      return dispatcher.Run();
    }();
    run.git = git.Take();
    return End(run, gates, stopped, live);
  }

  Result<Summary> End(RunRecord& run, const std::vector<Gate>& gates, const Result<Stopped>& stopped,
                      LiveReports& live) {
    Ending ending;
    ending.interrupted = stopped && *stopped == Stopped::kInterrupted;
    ending.failed_fast = stopped && *stopped == Stopped::kFailFast;
    std::optional<Summary> ready = live.Take(ending);
    Result<Summary> summary = !stopped ? Unexpected(stopped.error())
                              : ready  ? Result<Summary>(std::move(*ready))
                                       : Summarise(run, gates, *store_, ending);
    run.state = !stopped || !summary ? RunState::kFailed
                : ending.interrupted ? RunState::kInterrupted
                                     : RunState::kCompleted;
    run.finished_at = world_.clock.WallMicros();
    run.exit_code = summary ? summary->exit_code : kExitIncomplete;
    run.options["failed_fast"] = ending.failed_fast;
    const Result<> saved = store_->Save(run);
    if (!summary) return Fail("run {}: {}; go on with: {}", run.id, summary.error().Message(), ResumeCommand(run));
    if (!saved) return Unexpected(saved.error());
    summary->run = run;
    return summary;
  }

  std::string ResumeCommand(const RunRecord& run) const {
    return fmt::format("harness run --resume {}{}", run.id, StoreFlag(options_));
  }

  World& world_;
  const Options& options_;
  const Catalogue catalogue_ = MakeCatalogue();
  std::unique_ptr<Store> store_;
  std::vector<Prepared> prepared_;
};

}  // namespace

int RunRun(World& world, const std::vector<std::string>& arguments) {
  Options options("run SUITE… [options]", "suite");
  AddSelectionOptions(options);
  options.Add()("fail-fast", FlagOption(), "stop at the first attempt that fails")("allow-empty", FlagOption(),
                                                                                   "no selected case is no mistake")(
      "no-gates", FlagOption(), "judge no gate (merge will)")("resume", TextOption()->value_name("RUN"),
                                                              "go on with a run: what is missing or ended in error")(
      "rerun-failed", TextOption()->value_name("RUN"), "a new run of what did not pass")(
      "name", TextOption()->value_name("NAME"), "a label for the run");
  AddReportOptions(options);
  if (const auto code = options.Parse(world, arguments)) return *code;
  return RunCommand(world, options).Run();
}

}  // namespace harness
