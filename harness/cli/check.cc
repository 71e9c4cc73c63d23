// harness check SUITE…
#include <ostream>

#include "harness/base/text.h"
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
  if (plan->selected_cases() == 0) return Fail("{}: no case is selected of {}", path, plan->cases());
  return fmt::format("{}: ok: {} of {}, {}, {}, {}, {}\n", path, plan->selected_cases(), Counted(plan->cases(), "case"),
                     Counted(suite->targets.size(), "target"), Counted(suite->scorers.size(), "scorer"),
                     Counted(suite->gates.size(), "gate"), Counted(plan->selected_attempts(), "attempt"));
}

}  // namespace

int RunCheck(World& world, const std::vector<std::string>& arguments) {
  Options options("check SUITE… [options]", "suite");
  AddSelectionOptions(options);
  if (const auto code = options.Parse(world, arguments)) return *code;
  const Result<Selection> selection = ReadSelection(options, world);
  if (!selection || options.Texts("suite").empty()) {
    world.err << "harness: " << (selection ? "which suite? harness check SUITE…\n" : selection.error().Render());
    return kExitMistake;
  }
  int code = kExitHolds;
  for (const std::string& path : options.Texts("suite")) {
    const Result<std::string> checked = Check(path, *selection, world);
    if (checked)
      world.out << *checked;
    else
      Complain(world, checked.error());
    if (!checked) code = kExitMistake;
  }
  return code;
}

}  // namespace harness
