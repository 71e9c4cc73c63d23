// harness score RUN SUITE
#include <ostream>

#include "harness/base/text.h"
#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/model_options.h"
#include "harness/cli/one_run.h"
#include "harness/cli/report_files.h"
#include "harness/cli/stores.h"
#include "harness/runner/session.h"

namespace harness {
namespace {

// "c1, c2, c3, …"
std::string FirstOf(const std::vector<std::string>& ids) {
  std::string text;
  for (const std::string& id : ids) text += (text.empty() ? "" : ", ") + id;
  return text + (ids.size() == StoredRun::kNamedCases ? ", …" : "");
}

class ScoreCommand {
 public:
  ScoreCommand(World& world, const Options& options) : world_(world), options_(options) {}

  int Run() {
    auto store = OpenStoreAt(options_.store(), world_, /*create=*/false);
    if (!store) return Refuse(store.error(), kExitIncomplete);
    store_ = std::move(*store);
    Result<Prepared> prepared = options_.Has("resume") ? PrepareResumed() : PrepareNew();
    if (!prepared) return Refuse(prepared.error(), ExitCodeOf(prepared.error()));
    if (const auto said = TellGaps(*prepared); !said) return Refuse(said.error(), kExitMistake);
    LiveReports live(options_, world_, /*several=*/false);
    Result<Summary> summary = PerformRun(*prepared, options_, *store_, world_, live);
    if (!summary) return Refuse(summary.error(), kExitIncomplete);
    if (!options_.Flag("quiet"))
      world_.err << fmt::format("scored run {} anew: {} kept, {} judged\n", prepared->recorded->record().id,
                                Counted(prepared->recorded->kept(), "score"), prepared->recorded->judged());
    return Report(options_, std::span(&*summary, 1), *store_, world_, live.TakeLines());
  }

 private:
  int Refuse(const Error& error, int code) {
    Complain(world_, error);
    return code;
  }

  Result<Prepared> PrepareNew() {
    const std::vector<std::string> what = options_.Texts("what");
    if (what.size() != 2) return Fail("which run, and by which suite? harness score RUN SUITE");
    Result<RunRecord> run = FindRun(*store_, what[0]);
    if (!run) return Unexpected(run.error());
    for (const char* flag : {"repeat", "seed", "shard"})
      if (options_.Has(flag)) return Fail("--{} can't be changed: it is that of run {}", flag, run->id);
    Result<Selection> selection = ReadSelection(options_, world_);
    if (!selection) return Unexpected(selection.error());
    for (const std::string& setting : selection->load.sets)
      for (const std::string_view fixed : {"run.repeat", "run.seed"})
        if (setting.starts_with(fixed)) return Fail("--set {} can't be changed: it is that of run {}", fixed, run->id);
    if (!options_.Has("filter")) selection->filter = run->options.value("filter", "");
    selection->shard = run->shard;
    // A run of what did not pass in another has only some of the cases that its options select.
    const bool part = run->kind == "score" ? run->options.value("part", false) : !run->parent.empty();
    Result<Prepared> prepared = PrepareOver(std::move(*run), what[1], std::move(*selection), part);
    if (prepared && part) prepared->notes["part"] = true;
    return prepared;
  }

  Result<Prepared> PrepareResumed() {
    const std::vector<std::string> what = options_.Texts("what");
    if (what.size() > 1) return Fail("--resume takes one suite at most");
    Result<RunRecord> resumed = FindRun(*store_, options_.Text("resume"));
    if (!resumed) return Unexpected(resumed.error());
    if (resumed->kind != "score")
      return Fail("run {0} was not made by harness score: harness {1} --resume {0} goes on with it", resumed->id,
                  CommandOfKind(resumed->kind));
    for (const char* flag : {"filter", "repeat", "seed", "set", "shard"})
      if (options_.Has(flag))
        return Fail("--{} can't be changed by --resume: run {} goes on with what it was begun with", flag, resumed->id);
    Selection selection = Selection::FromJson(resumed->options);
    if (auto concurrency = options_.Integer("concurrency", 1, 10000); !concurrency)
      return Unexpected(concurrency.error());
    else if (*concurrency)
      selection.load.concurrency = static_cast<int>(**concurrency);
    Result<RunRecord> run = FindRun(*store_, resumed->parent);
    if (!run) return Unexpected(run.error());
    Result<Prepared> prepared = PrepareOver(std::move(*run), what.empty() ? resumed->suite_path : what[0],
                                            std::move(selection), resumed->options.value("part", false));
    if (!prepared) return prepared;
    if (auto same = CheckContinues(*resumed, *prepared->suite, *prepared->plan, *store_); !same)
      return Unexpected(same.error());
    prepared->resumed = std::move(*resumed);
    return prepared;
  }

  // `part`: only what the run has is planned. The suite is told to have the repeats and the seed of the run only where
  // it has others: an unchanged suite is the same suite.
  Result<Prepared> PrepareOver(RunRecord run, const std::string& path, Selection selection, bool part) {
    const LoadOptions said = Selection::FromJson(run.options).load;
    selection.load.repeat = said.repeat;
    selection.load.seed = said.seed;
    selection.load.recorded = run.targets;
    auto recorded = StoredRun::Open(std::move(run), *store_);
    if (!recorded) return Unexpected(recorded.error());
    Only only;
    if (part)
      only = [&stored = **recorded](const std::string& test, const std::string& target) {
        return stored.Has(test, target);
      };
    Result<Prepared> prepared = Prepare(path, selection, only, options_, world_);
    const RunRecord& stored = (*recorded)->record();
    if (prepared && (prepared->suite->run.repeat != stored.repeat || prepared->suite->run.seed != stored.seed)) {
      selection.load.repeat = stored.repeat;
      selection.load.seed = stored.seed;
      prepared = Prepare(path, selection, only, options_, world_);
    }
    if (!prepared) return prepared;
    prepared->kind = "score";
    prepared->parent = stored.id;
    prepared->recorded = std::move(*recorded);
    prepared->recorded->Match(*prepared->suite);
    return prepared;
  }

  // What has no output to be judged, and what is not judged; nothing in common is a mistake.
  Result<> TellGaps(Prepared& prepared) {
    const RunRecord& run = prepared.recorded->record();
    auto gaps = prepared.recorded->Compare(*prepared.suite, *prepared.plan);
    if (!gaps) return Unexpected(gaps.error());
    if (gaps->planned > 0 && gaps->missing == gaps->planned)
      return Fail("{}: run {} has no output for any of its cases, the first is {}", prepared.suite->path, run.id,
                  gaps->missing_cases.front());
    if (const RunState state = StateNow(run, options_.store()); state != RunState::kCompleted)
      world_.log.Warn("run {} is {}: {} of its {} are stored", run.id, ToString(state), prepared.recorded->attempts(),
                      Counted(run.planned_attempts, "attempt"));
    if (gaps->missing > 0)
      world_.log.Warn("run {} has no output for {} of {}, which can't be decided: cases {}", run.id, gaps->missing,
                      Counted(gaps->planned, "attempt"), FirstOf(gaps->missing_cases));
    if (gaps->unused > 0 && !options_.Has("filter"))
      world_.log.Warn("{} of run {} are not scored, as {} has no such case and target: cases {}",
                      Counted(gaps->unused, "attempt"), run.id, prepared.suite->path, FirstOf(gaps->unused_cases));
    return {};
  }

  World& world_;
  const Options& options_;
  std::unique_ptr<Store> store_;
};

}  // namespace

int RunScore(World& world, const std::vector<std::string>& arguments) {
  Options options("score RUN SUITE [options]", "what");
  AddSelectionOptions(options);
  AddRunOptions(options);
  options.Add()("resume", TextOption()->value_name("RUN"), "go on with a run that score began");
  AddModelOptions(options);
  AddReportOptions(options);
  if (const auto code = options.Parse(world, arguments)) return *code;
  if (const auto read = ReadModelOptions(options, world); !read) {
    Complain(world, read.error());
    return kExitMistake;
  }
  return ScoreCommand(world, options).Run();
}

}  // namespace harness
