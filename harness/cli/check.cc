// harness check SUITE…
#include <ostream>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/selection.h"
#include "harness/runner/plan.h"

namespace harness {
namespace {

Result<std::string> Check(const std::string& path, const Selection& selection, World& world) {
  const Result<Suite> suite = LoadSuite(path, selection.load, MakeCatalogue(), world.services());
  if (!suite) return Unexpected(suite.error());
  auto filter = ParseFilter(selection.filter);
  if (!filter) return Unexpected(filter.error());
  const Result<Plan> plan = Plan::Make(*suite, {std::move(*filter), selection.shard, nullptr});
  if (!plan) return Unexpected(plan.error());
  return fmt::format("{}: ok: {} of {} cases, {} targets, {} scorers, {} gates, {} attempts\n", path, plan->selected_cases(),
                     plan->cases(), suite->targets.size(), suite->scorers.size(), suite->gates.size(), plan->selected_attempts());
}

}  // namespace

int RunCheck(World& world, const std::vector<std::string>& arguments) {
  Options options("check SUITE… [options]", "suite");
  AddSelectionOptions(options);
  switch (options.Parse(world, arguments)) {
    case Options::Parsed::kHelp: return kExitHolds;
    case Options::Parsed::kMistake: return kExitMistake;
    case Options::Parsed::kGo: break;
  }
  const Result<Selection> selection = ReadSelection(options, world);
  if (!selection || options.Texts("suite").empty()) {
    world.err << "harness: " << (selection ? "which suite? harness check SUITE…\n" : selection.error().Render());
    return kExitMistake;
  }
  int code = kExitHolds;
  for (const std::string& path : options.Texts("suite")) {
    const Result<std::string> checked = Check(path, *selection, world);
    if (checked) world.out << *checked;
    else world.err << checked.error().Render();
    if (!checked) code = kExitMistake;
  }
  return code;
}

}  // namespace harness
