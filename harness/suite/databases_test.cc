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

TEST_F(SuiteDatabasesTest, TellOneKindFromAnother) {
  EXPECT_THAT(rig_.Mistakes(SuiteWith("  kpi: { schema: a }\n")),
              testing::HasSubstr("a database has one of 'sqlite', 'postgresql' and 'databricks'; found none"));
  EXPECT_THAT(rig_.Mistakes(SuiteWith("  kpi: { sqlite: a, postgresql: b }\n")),
              testing::HasSubstr("found sqlite and postgresql"));
  EXPECT_THAT(rig_.Mistakes(SuiteWith("  kpi: { postgresql: 'dbname=a', double_quoted_strings: true }\n")),
              testing::HasSubstr("'double_quoted_strings' is an option of sqlite"));
}

TEST_F(SuiteDatabasesTest, HandTheOptionsOfAWarehouseOn) {
  rig_.environment["DBX_TOKEN"] = "t0p";
  Result<Suite> suite = rig_.Load(
      SuiteWith("  dbx: { databricks: { host: dbx.example, warehouse: w1, schema: kpi, token_env: DBX_TOKEN } }\n"));
  ASSERT_TRUE(suite) << suite.error().Render();
  rig_.http.Put(200, R"({"statement_id": "1", "status": {"state": "SUCCEEDED"},
    "manifest": {"schema": {"columns": [{"name": "a", "type_name": "INT"}]}, "truncated": false},
    "result": {"chunk_index": 0, "row_count": 1, "data_array": [["7"]]}})");
  SqlLimits limits;
  limits.deadline = rig_.clock.SteadyNow() + std::chrono::seconds(20);
  const auto answer = suite->databases->Find("dbx", "").value().front()->Query("SELECT a FROM t", limits);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->table.at(0, 0), SqlValue(int64_t{7}));
  const HttpRequest sent = rig_.http.requests().at(0);
  EXPECT_EQ(sent.url, "https://dbx.example/api/2.0/sql/statements");
  EXPECT_THAT(sent.headers, testing::Contains(HttpHeader{"Authorization", "Bearer t0p"}));
  EXPECT_THAT(sent.body, testing::AllOf(testing::HasSubstr("\"w1\""), testing::HasSubstr("\"kpi\"")));
}

TEST_F(SuiteDatabasesTest, SayThatAVariableForASecretIsNotSet) {
  EXPECT_THAT(rig_.Mistakes(SuiteWith("  dbx: { databricks: { host: a, warehouse: b, token_env: NOT_THERE } }\n")),
              testing::HasSubstr("the variable NOT_THERE is not set"));
}

TEST_F(SuiteDatabasesTest, AreBuiltFromDumpsAndFromScriptsThatEndInAComment) {
  rig_.folder.Put("dump.sql", "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE t (a);\nCOMMIT;\n");
  rig_.folder.Put("comment.sql", "CREATE TABLE t (a);\n-- the end");
  rig_.folder.Put("open.sql", "BEGIN;\nCREATE TABLE t (a);\n");
  EXPECT_EQ(rig_.Mistakes(SuiteWith("  a: { sqlite: dump.sql }\n  b: { sqlite: comment.sql }\n")), "");
  EXPECT_THAT(rig_.Mistakes(SuiteWith("  a: { sqlite: open.sql }\n")),
              testing::HasSubstr("its transaction is never committed"));
}

}  // namespace
}  // namespace harness
