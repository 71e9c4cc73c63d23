#include "harness/cli/one_run.h"

#include <ostream>

#include "harness/base/rng.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/git.h"
#include "harness/cli/stores.h"
#include "harness/models/spend.h"
#include "harness/runner/servers.h"
#include "harness/runner/session.h"
#include "harness/store/run_id.h"
#include "harness/store/run_lock.h"
#include "reports/progress.h"

namespace harness {
namespace {

struct Started {
  RunRecord run;
  std::optional<RunLock> lock;
  DispatchOptions dispatch;
};

class OneRun {
 public:
  OneRun(const Options& options, Store& store, World& world) : options_(options), store_(store), world_(world) {}

  Result<Summary> Perform(Prepared& prepared, LiveReports& live) {
    world_.cached_replies->Use(&store_);
    Result<Summary> summary = PerformOn(prepared, live);
    world_.cached_replies->Use(nullptr);
    return summary;
  }

 private:
  Result<Summary> PerformOn(Prepared& prepared, LiveReports& live) {
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
    Result<Stopped> stopped = [&]() -> Result<Stopped> {
      Servers servers(*prepared.suite, world_.control, world_.log);
      const bool idle = prepared.recorded || started->dispatch.done_before >= run.planned_attempts;
      const auto begun = servers.Start([&](size_t i) { return !idle && run.targets[i].planned > 0; });
      if (!begun && world_.control.stop().stop_requested()) return Stopped::kInterrupted;
      if (!begun) return Unexpected(begun.error());
      Dispatcher dispatcher(*prepared.suite, *prepared.plan, run, store_, world_.services(run.seed), world_.control,
                            std::move(started->dispatch), listeners);
      return dispatcher.Run();
    }();
    run.git = git.Take();
    return End(run, gates, stopped, live);
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
      details.kind = prepared.kind;
      details.label = options_.Text("name");
      details.owner = OwnerName(world_);
      details.shard = prepared.selection.shard;
      details.options = prepared.selection.ToJson();
      details.options.update(prepared.notes);
      auto run = BeginRun(*prepared.suite, *prepared.plan, details, store_, world_.clock);
      if (!run) return Unexpected(run.error());
      started.run = std::move(*run);
    }
    auto lock = locks.TryLock(started.run.number);
    if (!lock) return Unexpected(lock.error());
    if (!*lock) return Fail("run {} is being worked on by another process", started.run.id);
    started.lock = std::move(*lock);
    started.dispatch.fail_fast = options_.Flag("fail-fast");
    started.dispatch.recorded = prepared.recorded.get();
    if (const auto budget = world_.models.budget) {
      if (started.run.shard) budget->SetParts(started.run.shard->count);
      const auto spent = store_.CostOfReplies(started.run.number);
      if (!spent) return Unexpected(spent.error());
      budget->Settle(0, ToPicodollars(*spent));
      started.dispatch.is_spent = [budget] { return budget->exhausted(); };
    }
    if (prepared.resumed) {
      if (auto resumed = Resume(started); !resumed) return Unexpected(resumed.error());
    }
    return started;
  }

  Result<> Resume(Started& started) {
    started.run.state = RunState::kRunning;
    if (auto saved = store_.Save(started.run); !saved) return saved;
    auto done = DoneAttempts::Read(started.run, store_);
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

  Result<Summary> End(RunRecord& run, const std::vector<Gate>& gates, const Result<Stopped>& stopped,
                      LiveReports& live) {
    Ending ending;
    ending.interrupted = stopped && *stopped == Stopped::kInterrupted;
    ending.failed_fast = stopped && *stopped == Stopped::kFailFast;
    std::optional<Summary> ready = live.Take(ending);
    Result<Summary> summary = !stopped ? Unexpected(stopped.error())
                              : ready  ? Result<Summary>(std::move(*ready))
                                       : Summarise(run, gates, store_, ending);
    run.state = !stopped || !summary ? RunState::kFailed
                : ending.interrupted ? RunState::kInterrupted
                                     : RunState::kCompleted;
    run.finished_at = world_.clock.WallMicros();
    run.exit_code = summary ? summary->exit_code : kExitIncomplete;
    run.options["failed_fast"] = ending.failed_fast;
    if (stopped && *stopped == Stopped::kSpent)
      world_.log.Warn("--max-cost is reached, so {} was ended; go on with more by: {} --max-cost USD", run.id,
                      ResumeCommand(run));
    const Result<> saved = store_.Save(run);
    if (!summary) return Fail("run {}: {}; go on with: {}", run.id, summary.error().Message(), ResumeCommand(run));
    if (!saved) return Unexpected(saved.error());
    summary->run = run;
    return summary;
  }

  std::string ResumeCommand(const RunRecord& run) const {
    return fmt::format("harness {} --resume {}{}", CommandOfKind(run.kind), run.id, StoreFlag(options_));
  }

  const Options& options_;
  Store& store_;
  World& world_;
};

// Why a scorer will be skipped; as deep as combinations stand in one another.
void TellAbsent(const ScorerSpec& spec, Log& log) {
  if (!spec.absent.empty()) log.Warn("the scorer '{}' is skipped: {}", spec.info.name, spec.absent);
  for (const ScorerSpec& member : spec.members) TellAbsent(member, log);
}

}  // namespace

void AddRunOptions(Options& options) {
  options.Add()("fail-fast", FlagOption(), "stop at the first attempt that fails")("allow-empty", FlagOption(),
                                                                                   "no selected case is no mistake")(
      "no-gates", FlagOption(), "judge no gate (merge will)")("name", TextOption()->value_name("NAME"),
                                                              "a label for the run");
}

Result<Prepared> Prepare(const std::string& path, const Selection& selection, Only only, const Options& options,
                         World& world) {
  Prepared prepared;
  prepared.selection = selection;
  Result<Suite> suite =
      LoadSuite(path, selection.load, MakeCatalogue(), world.services(selection.load.seed.value_or(0)));
  if (!suite) return Unexpected(suite.error());
  prepared.suite = std::make_unique<Suite>(std::move(*suite));
  for (const ScorerSpec& spec : prepared.suite->scorers) TellAbsent(spec, world.log);
  auto filter = ParseFilter(selection.filter);
  if (!filter) return Unexpected(filter.error());
  Result<Plan> plan = Plan::Make(*prepared.suite, {std::move(*filter), selection.shard, std::move(only)});
  if (!plan) return Unexpected(plan.error());
  const bool empty_shard = selection.shard && selection.shard->count > 1 && plan->cases() > 0;
  if (plan->selected_cases() == 0 && !empty_shard && !options.Flag("allow-empty"))
    return Fail("{}: no case is selected of {}; --allow-empty accepts that", path, plan->cases());
  prepared.plan = std::move(*plan);
  return prepared;
}

Result<Summary> PerformRun(Prepared& prepared, const Options& options, Store& store, World& world, LiveReports& live) {
  return OneRun(options, store, world).Perform(prepared, live);
}

}  // namespace harness
