// harness schema
#include <ostream>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/options.h"
#include "harness/suite/suite.h"

namespace harness {

int RunSchema(World& world, const std::vector<std::string>& arguments) {
  Options options("schema [options]", "");
  switch (options.Parse(world, arguments)) {
    case Options::Parsed::kHelp:
      return kExitHolds;
    case Options::Parsed::kMistake:
      return kExitMistake;
    case Options::Parsed::kGo:
      break;
  }
  world.out << SuiteSchema(MakeCatalogue()).dump(2) << "\n";
  return kExitHolds;
}

}  // namespace harness
