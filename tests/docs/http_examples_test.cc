// Every example of docs/http.md runs and passes.
#include <gtest/gtest.h>

#include "tests/docs/manual.h"
#include "tests/fakes/free_port.h"
#include "tests/program/program.h"

namespace harness {
namespace {

TEST(HttpPage, HasExamplesThatRunAndPass) {
  const Manual manual = ReadManual(TemporaryFolder::Contents(std::string(HARNESS_SOURCE_DIR) + "/docs/http.md"));
  EXPECT_TRUE(manual.closed);
  ASSERT_EQ(manual.examples.size(), 2u);
  for (const Example& example : manual.examples) {
    Program program;
    for (const auto& [name, contents] : example.files) program.folder().Put(name, contents);
    program.folder().Put("suite.yaml", example.suite);
    program.SetEnvironment("PORT", std::to_string(FreePort()));
    const ProgramResult result = program.Run({"run", "suite.yaml"});
    EXPECT_EQ(result.code, 0) << example.section << ", docs/http.md line " << example.line << "\n"
                              << result.out << result.err;
  }
}

}  // namespace
}  // namespace harness
