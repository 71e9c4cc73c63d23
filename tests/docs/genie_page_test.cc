// The suite of docs/genie.md runs against a stand-in for the workspace.
#include <gtest/gtest.h>

#include "tests/docs/manual.h"
#include "tests/fakes/genie_server.h"
#include "tests/program/program.h"

namespace harness {
namespace {

TEST(GeniePage, HasASuiteThatRunsAndPasses) {
  const Manual manual = ReadManual(TemporaryFolder::Contents(std::string(HARNESS_SOURCE_DIR) + "/docs/genie.md"));
  EXPECT_TRUE(manual.closed);
  ASSERT_EQ(manual.examples.size(), 1u);
  GenieServer server;
  server.SetToken("token-0123456789");
  server.Script(GenieServer::Answering("SELECT COUNT(id) FROM orders"));
  Program program;
  program.SetEnvironment("DATABRICKS_HOST", server.url());
  program.SetEnvironment("DATABRICKS_TOKEN", "token-0123456789");
  program.SetEnvironment("GENIE_SPACE_ID", GenieServer::kSpace);
  for (const auto& [name, contents] : manual.examples[0].files) program.folder().Put(name, contents);
  program.folder().Put("suite.yaml", manual.examples[0].suite);
  const ProgramResult result = program.Run({"run", "suite.yaml"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
}

}  // namespace
}  // namespace harness
