// harness schema
#include <ostream>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/options.h"
#include "harness/suite/suite.h"

namespace harness {

int RunSchema(World& world, const std::vector<std::string>& arguments) {
  Options options("schema [options]", "");
  if (const auto code = options.Parse(world, arguments)) return *code;
  world.out << SuiteSchema(MakeCatalogue()).dump(2) << "\n";
  return kExitHolds;
}

}  // namespace harness
