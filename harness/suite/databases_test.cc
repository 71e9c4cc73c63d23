#include "harness/suite/databases.h"

#include <gmock/gmock.h>

#include "harness/base/sqlite.h"
#include "tests/fakes/suite_rig.h"

namespace harness {
namespace {

// A suite with this map under `databases`.
std::string SuiteWith(const std::string& databases) {
  return "databases:\n" + databases + "cases: [ inline: [ { input: a } ] ]\ntargets: [ echo: a ]\n";
}

class SuiteDatabasesTest : public testing::Test {
 protected:
  SuiteRig rig_{FakeCatalogue()};
};

TEST_F(SuiteDatabasesTest, AreBuiltFromScripts) {
  rig_.folder.Put("kpi.sql", "CREATE TABLE t (a); INSERT INTO t VALUES (1), (2);");
  Result<Suite> suite = rig_.Load(SuiteWith("  kpi: { sqlite: kpi.sql }\n"));
  ASSERT_TRUE(suite) << suite.error().Render();
  EXPECT_THAT(suite->databases->Names(), testing::ElementsAre("kpi"));
}

TEST_F(SuiteDatabasesTest, SayWhatIsWrongWithAScript) {
  rig_.folder.Put("kpi.sql", "CREATE TABLE t (a); INSERT INTO u VALUES (1);");
  EXPECT_THAT(rig_.Mistakes(SuiteWith("  kpi: { sqlite: kpi.sql }\n")),
              testing::AllOf(testing::HasSubstr("suite.yaml:2:18: "), testing::HasSubstr("no such table: u")));
}

TEST_F(SuiteDatabasesTest, SayThatThereIsNoFile) {
  EXPECT_THAT(rig_.Mistakes(SuiteWith("  kpi: { sqlite: kpi.sqlite }\n")), testing::HasSubstr("there is no file "));
}

TEST_F(SuiteDatabasesTest, RefuseUnknownOptionsAndKinds) {
  EXPECT_THAT(rig_.Mistakes(SuiteWith("  kpi: { mysql: x }\n")), testing::HasSubstr("unknown key 'mysql'"));
  EXPECT_THAT(rig_.Mistakes(SuiteWith("  kpi: kpi.sqlite\n")),
              testing::HasSubstr("a database is a map such as { sqlite: PATH }, found text"));
}

TEST_F(SuiteDatabasesTest, FindPathsToo) {
  auto made = Database::Open(rig_.folder / "a.sqlite", {.mode = SqliteOptions::Mode::kCreate});
  ASSERT_TRUE(made && made->Exec("CREATE TABLE t (a)"));
  Result<Suite> suite = rig_.Load(SuiteWith("  {}\n"));
  ASSERT_TRUE(suite) << suite.error().Render();
  EXPECT_EQ(suite->databases->Find("a.sqlite", rig_.folder.path())->size(), 1u);
  EXPECT_EQ(suite->databases->Find(rig_.folder.path(), "/")->size(), 1u);
  EXPECT_EQ(suite->databases->Find("b.sqlite", "/no").error().Message(),
            "there is no file /no/b.sqlite, and the suite has no 'databases'");
}

}  // namespace
}  // namespace harness
