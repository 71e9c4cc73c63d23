// harness runs list | show RUN | delete RUN…
#include <ostream>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/stores.h"
#include "harness/store/run_lock.h"
#include "reports/display.h"
#include "reports/table.h"

namespace harness {
namespace {

Json ToJson(const RunRecord& run, const std::string& store_path) {
  Json json = {{"id", run.id},
               {"parent", run.parent.empty() ? Json(nullptr) : Json(run.parent)},
               {"suite", run.suite},
               {"suite_path", run.suite_path},
               {"kind", run.kind},
               {"state", ToString(StateNow(run, store_path))},
               {"started_at", FormatTimestamp(run.started_at)},
               {"finished_at", run.finished_at == 0 ? Json(nullptr) : Json(FormatTimestamp(run.finished_at))},
               {"seed", run.seed},
               {"git", run.git.empty() ? Json(nullptr) : Json(run.git)},
               {"owner", run.owner},
               {"name", run.label},
               {"cases", run.planned_cases},
               {"attempts", run.planned_attempts},
               {"exit_code", run.exit_code ? Json(*run.exit_code) : Json(nullptr)}};
  if (run.shard) json["shard"] = {{"index", run.shard->index}, {"count", run.shard->count}};
  return json;
}

class RunsCommand {
 public:
  RunsCommand(World& world, const Options& options) : world_(world), options_(options) {}

  int Run() {
    const std::vector<std::string> words = options_.Texts("what");
    const std::string what = words.empty() ? "list" : words[0];
    const std::vector<std::string> names(words.begin() + (words.empty() ? 0 : 1), words.end());
    if (what != "list" && what != "show" && what != "delete")
      return Mistake("unknown command 'runs " + what + "'; there are list, show and delete");
    if (what != "list" && names.empty()) return Mistake("which run? harness runs " + what + " RUN");
    auto store = OpenStoreAt(options_.store(), world_, false);
    if (!store) {
      Complain(world_, store.error());
      return kExitIncomplete;
    }
    if (what == "list") return List(**store);
    for (const std::string& name : names)
      if (const int code = what == "show" ? Show(**store, name) : Delete(**store, name); code != kExitHolds)
        return code;
    return kExitHolds;
  }

 private:
  int Mistake(const std::string& message) {
    world_.err << "harness: " << message << "\n";
    return kExitMistake;
  }

  int List(Store& store) {
    const auto runs = store.Runs();
    if (!runs) return Mistake(runs.error().Message());
    if (options_.Flag("json")) {
      Json list = Json::array();
      for (const RunRecord& run : *runs) list.push_back(ToJson(run, options_.store()));
      world_.out << list.dump(2) << "\n";
      return kExitHolds;
    }
    Table table({{.right = false},
                 {.right = false, .elastic = true},
                 {.right = false},
                 {},
                 {},
                 {.right = false, .elastic = true}});
    table.AddHeading({"run", "suite", "state", "cases", "exit", "name"});
    for (const RunRecord& run : *runs)
      table.AddRow({{run.id},
                    {Visible(run.suite)},
                    {std::string(ToString(StateNow(run, options_.store())))},
                    {std::to_string(run.planned_cases)},
                    {run.exit_code ? std::to_string(*run.exit_code) : "-"},
                    {Visible(run.label)}});
    world_.out << table.Render(static_cast<size_t>(world_.width),
                               world_.out_is_terminal && !world_.environment.contains("NO_COLOR"));
    return kExitHolds;
  }

  int Show(Store& store, const std::string& name) {
    const auto run = FindRun(store, name);
    if (!run) return Mistake(run.error().Message());
    Json json = ToJson(*run, options_.store());
    for (const TargetInfo& target : run->targets)
      json["targets"].push_back({{"name", target.name}, {"type", target.type}});
    for (const ScorerInfo& scorer : run->scorers)
      json["scorers"].push_back({{"name", scorer.name}, {"type", scorer.type}, {"weight", scorer.weight}});
    for (const MetricInfo& metric : run->metrics)
      json["metrics"].push_back({{"name", metric.name}, {"type", metric.type}});
    for (const GateText& gate : run->gates)
      json["gates"].push_back(gate.warn ? Json{{"warn", gate.expression}} : Json(gate.expression));
    json["suite_sha256"] = run->suite_sha256;
    json["plan_sha256"] = run->plan_sha256;
    json["options"] = run->options;
    world_.out << json.dump(2) << "\n";
    return kExitHolds;
  }

  int Delete(Store& store, const std::string& name) {
    const auto run = FindRun(store, name);
    if (!run) return Mistake(run.error().Message());
    const auto lock = RunLocks(options_.store()).TryLock(run->number);
    if (!lock) return Mistake(lock.error().Message());
    if (!*lock) {
      Complain(world_, Error("run " + run->id + " is being worked on by another process"));
      return kExitIncomplete;
    }
    if (auto deleted = store.Delete(run->id); !deleted) {
      Complain(world_, deleted.error());
      return kExitIncomplete;
    }
    world_.out << "deleted " << run->id << "\n";
    return kExitHolds;
  }

  World& world_;
  const Options& options_;
};

}  // namespace

int RunRuns(World& world, const std::vector<std::string>& arguments) {
  Options options("runs [list | show RUN | delete RUN…] [options]", "what");
  options.Add()("json", FlagOption(), "list as a JSON array, newest first");
  if (const auto code = options.Parse(world, arguments)) return *code;
  return RunsCommand(world, options).Run();
}

}  // namespace harness
