// harness judge COMMAND: what a judge's word is worth.
#include "harness/cli/judge.h"

#include <ostream>

#include "harness/base/text.h"
#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"

namespace harness {
namespace {

// In the order of --help.
constexpr Command kCommands[] = {
    {"agreement", "FILE…", "kappa, Fleiss' kappa and Krippendorff's alpha of a table of labels", RunJudgeAgreement},
    {"attack", "SUITE", "send 53 injections to each judge of a suite, and list those that flip a verdict",
     RunJudgeAttack},
    {"calibrate", "SUITE", "compare a judge with people's labels, and write the record that corrects its pass rates",
     RunJudgeCalibrate},
};

void PrintUsage(std::ostream& out) {
  out << "Usage: harness judge COMMAND [arguments] [options]\n\n";
  for (const Command& command : kCommands)
    out << fmt::format("  {:<10} {:<10} {}\n", command.name, command.arguments, command.summary);
  out << "\n'harness judge COMMAND --help' lists the options of a command.\n";
}

}  // namespace

int RunJudge(World& world, const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    PrintUsage(world.err);
    return kExitMistake;
  }
  const std::string& name = arguments[0];
  if (name == "--help" || name == "-h") {
    PrintUsage(world.out);
    return kExitHolds;
  }
  std::vector<std::string_view> names;
  for (const Command& command : kCommands) {
    if (name == command.name) return command.run(world, {arguments.begin() + 1, arguments.end()});
    names.push_back(command.name);
  }
  world.err << "harness: unknown command 'judge " << name << "'; there is " << JoinQuoted(names) << "\n";
  return kExitMistake;
}

}  // namespace harness
