// harness merge STORE…
#include <algorithm>
#include <map>
#include <ostream>

#include "harness/base/rng.h"
#include "harness/base/text.h"
#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/report_files.h"
#include "harness/cli/stores.h"
#include "harness/store/run_id.h"

namespace harness {
namespace {

constexpr size_t kBatch = 512;  // attempts a commit

// A shard's run and the store that holds it.
struct Part {
  std::unique_ptr<Store>* store;
  RunRecord run;
};

class MergeCommand {
 public:
  MergeCommand(World& world, const Options& options) : world_(world), options_(options) {}

  int Run() {
    if (options_.Texts("from").empty()) return Refuse(Error("which stores? harness merge STORE…"), kExitMistake);
    if (auto opened = OpenParts(); !opened) return Refuse(opened.error(), kExitIncomplete);
    if (auto fit = CheckParts(); !fit) return Refuse(fit.error(), kExitIncomplete);
    auto into = OpenStoreAt(options_.store(), world_, true);
    if (!into) return Refuse(into.error(), kExitIncomplete);
    Result<RunRecord> merged = Merge(**into);
    if (!merged) return Refuse(merged.error(), kExitIncomplete);
    const auto gates = GatesOf(*merged);
    if (!gates) return Refuse(gates.error(), kExitIncomplete);
    Result<Summary> summary = Summarise(*merged, *gates, **into, {});
    if (!summary) return Refuse(summary.error(), kExitIncomplete);
    merged->exit_code = summary->exit_code;
    summary->run.exit_code = summary->exit_code;
    if (auto saved = (*into)->Save(*merged); !saved) return Refuse(saved.error(), kExitIncomplete);
    return Report(options_, std::span(&*summary, 1), **into, world_);
  }

 private:
  int Refuse(const Error& error, int code) {
    Complain(world_, error);
    return code;
  }

  // Of every store the newest run of a shard, or the one that --run names.
  Result<> OpenParts() {
    const std::vector<std::string> paths = options_.Texts("from");
    stores_.reserve(paths.size());
    for (const std::string& path : paths) {
      auto store = OpenStoreAt(path, world_, false);
      if (!store) return Unexpected(store.error());
      stores_.push_back(std::move(*store));
      auto runs = stores_.back()->Runs();
      if (!runs) return Unexpected(runs.error());
      if (auto added = AddParts(path, *runs); !added) return added;
    }
    return {};
  }

  // The newest run of each shard of the newest sharded suite in a store: one store may hold several shards.
  Result<> AddParts(const std::string& path, const std::vector<RunRecord>& runs) {
    const RunRecord* newest = nullptr;
    std::vector<int> seen;
    for (const RunRecord& run : runs) {
      if (!run.shard || run.kind != "run") continue;
      if (!newest) newest = &run;
      const bool same = run.suite_sha256 == newest->suite_sha256 && run.plan_sha256 == newest->plan_sha256 &&
                        run.shard->count == newest->shard->count;
      if (!same || std::find(seen.begin(), seen.end(), run.shard->index) != seen.end()) continue;
      seen.push_back(run.shard->index);
      parts_.push_back({&stores_.back(), run});
    }
    if (!newest) return Fail("{}: no run of a shard is in this store", path);
    return {};
  }

  Result<> CheckParts() {
    const RunRecord& first = parts_.front().run;
    std::map<int, std::string> seen;
    for (const Part& part : parts_) {
      const RunRecord& run = part.run;
      const bool same = run.suite_sha256 == first.suite_sha256 && run.plan_sha256 == first.plan_sha256 &&
                        run.seed == first.seed && run.repeat == first.repeat &&
                        run.shard->count == first.shard->count &&
                        run.options.value("filter", "") == first.options.value("filter", "");
      if (!same)
        return Fail(
            "runs {} and {} are not shards of the same run: their suite, cases, seed, filter or number of shards "
            "differ",
            first.id, run.id);
      const auto [other, fresh] = seen.emplace(run.shard->index, run.id);
      if (!fresh)
        return Fail("shard {}/{} is there twice: runs {} and {}", run.shard->index, run.shard->count, other->second,
                    run.id);
    }
    std::vector<std::string> missing;
    for (int index = 1; index <= first.shard->count; ++index)
      if (!seen.contains(index)) missing.push_back(fmt::format("{}/{}", index, first.shard->count));
    if (missing.empty() || options_.Flag("partial")) return {};
    return Fail("shards are missing: {}; --partial merges what is there", fmt::join(missing, ", "));
  }

  RunRecord MergedRecord() {
    RunRecord merged = parts_.front().run;
    merged.number = 0;
    merged.id = MakeRunId(world_.clock, Rng(static_cast<uint64_t>(world_.clock.WallMicros()), ProcessId()).Next64());
    merged.parent.clear();
    merged.kind = "merge";
    merged.shard.reset();
    merged.state = RunState::kCompleted;
    merged.owner = OwnerName(world_);
    merged.planned_cases = merged.planned_attempts = 0;
    for (TargetInfo& target : merged.targets) target.planned = 0;
    Json from = Json::array();
    for (const Part& part : parts_) {
      merged.started_at = std::min(merged.started_at, part.run.started_at);
      merged.finished_at = std::max(merged.finished_at, part.run.finished_at);
      merged.planned_cases += part.run.planned_cases;
      merged.planned_attempts += part.run.planned_attempts;
      for (size_t i = 0; i < merged.targets.size(); ++i) merged.targets[i].planned += part.run.targets[i].planned;
      from.push_back(part.run.id);
    }
    // A missing shard is known to be missing: what it should have done counts against the coverage.
    const int present = static_cast<int>(parts_.size());
    const int count = parts_.front().run.shard->count;
    if (present < count && merged.options.value("filter", "").empty()) AddMissing(merged);
    merged.options = {{"merged", from}, {"filter", parts_.front().run.options.value("filter", "")}};
    return merged;
  }

  static void AddMissing(RunRecord& merged) {
    const uint64_t missing = merged.plan_cases - std::min(merged.plan_cases, merged.planned_cases);
    merged.planned_cases += missing;
    for (TargetInfo& target : merged.targets) target.planned += missing * static_cast<uint64_t>(merged.repeat);
    merged.planned_attempts += missing * static_cast<uint64_t>(merged.repeat) * merged.targets.size();
  }

  Result<RunRecord> Merge(Store& into) {
    RunRecord merged = MergedRecord();
    if (auto saved = into.Save(merged); !saved) return Unexpected(saved.error());
    const auto plan = (*parts_.front().store)->LoadPlan(parts_.front().run.number);
    if (!plan) return Unexpected(plan.error());
    if (auto saved = into.SavePlan(merged.number, *plan); !saved) return Unexpected(saved.error());
    for (const Part& part : parts_)
      if (auto copied = Copy(part, into, merged.number); !copied) return Unexpected(copied.error());
    return merged;
  }

  Result<> Copy(const Part& part, Store& into, int64_t run) {
    auto cursor = (*part.store)->Attempts(part.run.number, {.scores = true, .input = true, .output = true});
    if (!cursor) return Unexpected(cursor.error());
    std::vector<Finished> batch;
    std::shared_ptr<const CaseRow> test;
    while (true) {
      const Result<bool> next = (*cursor)->Next();
      if (!next) return Unexpected(next.error());
      if (!*next) break;
      if (!test || test->number != (*cursor)->test().number) test = std::make_shared<const CaseRow>((*cursor)->test());
      batch.push_back({test, std::make_shared<const AttemptRow>((*cursor)->attempt())});
      if (batch.size() < kBatch) continue;
      if (auto appended = into.Append(run, batch); !appended) return appended;
      batch.clear();
    }
    return into.Append(run, batch);
  }

  World& world_;
  const Options& options_;
  std::vector<std::unique_ptr<Store>> stores_;
  std::vector<Part> parts_;
};

}  // namespace

int RunMerge(World& world, const std::vector<std::string>& arguments) {
  Options options("merge STORE… [options]", "from");
  options.Add()("partial", FlagOption(), "merge although shards are missing; the run is incomplete");
  AddReportOptions(options);
  if (const auto code = options.Parse(world, arguments)) return *code;
  return MergeCommand(world, options).Run();
}

}  // namespace harness
