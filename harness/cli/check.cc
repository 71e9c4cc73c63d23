// harness check SUITE…
#include <array>
#include <ostream>

#include "harness/base/text.h"
#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/selection.h"
#include "harness/runner/gold_check.h"
#include "harness/runner/plan.h"

namespace harness {
namespace {

// What is wrong with the benchmark, a line each; false if anything is.
Result<bool> CheckItsGold(const Suite& suite, const Plan& plan, World& world) {
  const Result<GoldCheck> gold = CheckGold(suite, plan, world.clock, world.control.stop());
  if (!gold) return Unexpected(gold.error());
  for (const GoldProblem& problem : gold->problems)
    world.err << fmt::format("{}: {}: {}: {}\n", ToString(problem.place), problem.case_id, problem.scorer,
                             problem.message);
  world.out << fmt::format("{}: gold: {} checked, {} found\n", suite.path, Counted(gold->checked, "expected value"),
                           Counted(gold->problems.size(), "problem"));
  return gold->problems.empty();
}

// False: it loads, but its gold is not what it should be.
Result<bool> Check(const std::string& path, const Selection& selection, bool gold, World& world) {
  const Result<Suite> suite = LoadSuite(path, selection.load, MakeCatalogue(), world.services());
  if (!suite) return Unexpected(suite.error());
  auto filter = ParseFilter(selection.filter);
  if (!filter) return Unexpected(filter.error());
  const Result<Plan> plan = Plan::Make(*suite, {std::move(*filter), selection.shard, nullptr});
  if (!plan) return Unexpected(plan.error());
  if (plan->selected_cases() == 0) return Fail("{}: no case is selected of {}", path, plan->cases());
  world.out << fmt::format("{}: ok: {} of {}, {}, {}, {}, {}\n", path, plan->selected_cases(),
                           Counted(plan->cases(), "case"), Counted(suite->targets.size(), "target"),
                           Counted(suite->scorers.size(), "scorer"), Counted(suite->gates.size(), "gate"),
                           Counted(plan->selected_attempts(), "attempt"));
  if (!gold) return true;
  return CheckItsGold(*suite, *plan, world);
}

}  // namespace

int RunCheck(World& world, const std::vector<std::string>& arguments) {
  Options options("check SUITE… [options]", "suite");
  AddSelectionOptions(options);
  options.Add()("gold", FlagOption(), "run every gold query twice, and list those that fail, are empty, cut or change");
  if (const auto code = options.Parse(world, arguments)) return *code;
  const Result<Selection> selection = ReadSelection(options, world);
  if (!selection || options.Texts("suite").empty()) {
    world.err << "harness: " << (selection ? "which suite? harness check SUITE…\n" : selection.error().Render());
    return kExitMistake;
  }
  int code = kExitHolds;
  for (const std::string& path : options.Texts("suite")) {
    const Result<bool> good = Check(path, *selection, options.Flag("gold"), world);
    if (!good) Complain(world, good.error());
    const int own = !good ? ExitCodeOf(good.error()) : *good ? kExitHolds : kExitMistake;
    code = WorstExitCode(std::array{code, own});
    if (!world.control.stop().stop_requested()) continue;
    world.err << "harness: interrupted; what is not listed was not checked\n";
    return kExitInterrupted;
  }
  return code;
}

}  // namespace harness
