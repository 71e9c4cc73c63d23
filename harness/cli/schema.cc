// harness schema [suite|dataset]
#include <ostream>

#include "generators/data_spec.h"
#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/options.h"
#include "harness/suite/suite.h"

namespace harness {

int RunSchema(World& world, const std::vector<std::string>& arguments) {
  Options options("schema [suite|dataset] [options]", "what");
  if (const auto code = options.Parse(world, arguments)) return *code;
  const std::vector<std::string> what = options.Texts("what");
  if (what.size() > 1 || (what.size() == 1 && what[0] != "suite" && what[0] != "dataset")) {
    Complain(world, Error("the schema of what? harness schema suite, or harness schema dataset"));
    return kExitMistake;
  }
  const bool of_suites = what.empty() || what[0] == "suite";
  world.out << (of_suites ? SuiteSchema(MakeCatalogue()) : DataSpecSchema()).dump(2) << "\n";
  return kExitHolds;
}

}  // namespace harness
