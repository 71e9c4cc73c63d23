// SQL through the whole program: benchmarks, gold checks, databases.
#include <gmock/gmock.h>

#include <map>

#include "tests/program/program.h"

namespace harness {
namespace {

using testing::HasSubstr;

std::string Fixture(const std::string& path) {
  return std::string(HARNESS_SOURCE_DIR) + "/fixtures/" + path;
}

TEST(Sql, JudgesTheRecordedAnswersToTheBenchmarks) {
  Program program;
  const ProgramResult result =
      program.Run({"run", Fixture("suites/benchmarks.yaml"), "--store", "s.db", "--jsonl", "out.jsonl"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  std::map<std::string, std::string> categories;
  int passed = 0;
  for (const Json& attempt : program.ReadJsonLines("out.jsonl")) {
    if (attempt["verdict"] == "pass") ++passed;
    if (attempt["verdict"] != "fail") continue;
    const Json& category = attempt["failure_category"];
    categories[attempt["case"]] = category.is_string() ? category.get<std::string>() : "";
  }
  EXPECT_EQ(passed, 12);
  const std::map<std::string, std::string> wanted = {
      {"kpi-average-order-value-by-channel", "wrong_aggregation"},
      {"kpi-churn-by-segment", "wrong_column"},
      {"kpi-refund-rate-by-month", "wrong_filter"},
      {"kpi-missed-revenue-targets", "missing_table_or_column"},
      {"social-evening-posts", "sql_syntax_error"},
      {"social-engagement-rate", "wrong_aggregation"},
      {"social-most-followed", "semantic_difference"},
      {"social-mutual-follows", "no_sql_generated"},
  };
  EXPECT_EQ(categories, wanted);
}

TEST(Sql, ChecksTheGoldOfTheBenchmarks) {
  Program program;
  const ProgramResult result = program.Run({"check", "--gold", Fixture("suites/benchmarks.yaml")});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("gold: 20 expected values checked, 0 problems found"));
}

TEST(Sql, ListsGoldThatIsWrong) {
  Program program;
  program.folder().Put("db.sql", "CREATE TABLE t (a); INSERT INTO t VALUES (1);");
  program.folder().Put("suite.yaml",
                       "databases: { db: { sqlite: db.sql } }\n"
                       "cases:\n"
                       "  - inline:\n"
                       "      - { id: good, input: q, expected: SELECT a FROM t }\n"
                       "      - { id: fails, input: q, expected: SELECT b FROM t }\n"
                       "      - { id: empty, input: q, expected: SELECT a FROM t WHERE a > 1 }\n"
                       "      - { id: changes, input: q, expected: SELECT random() FROM t }\n"
                       "      - { id: large, input: q, expected: \"WITH RECURSIVE n(x) AS (VALUES(1) UNION ALL SELECT "
                       "x+1 FROM n) SELECT x FROM n\" }\n"
                       "targets: [ command: [cat] ]\n"
                       "score: [ all-of: [ sql-result ] ]\n");
  const ProgramResult result = program.Run({"check", "--gold", "suite.yaml"});
  EXPECT_EQ(result.code, 2);
  EXPECT_EQ(result.err,
            "suite.yaml:5: fails: sql-result: the gold query fails: no such column: b\n"
            "suite.yaml:6: empty: sql-result: the gold query returns nothing\n"
            "suite.yaml:7: changes: sql-result: the gold query returns something else each time\n"
            "suite.yaml:8: large: sql-result: the gold query's result is cut after 100000 rows\n");
}

TEST(Sql, SaysInTheRunThatTheGoldIsWrong) {
  Program program;
  program.folder().Put("db.sql", "CREATE TABLE t (a);");
  program.folder().Put("suite.yaml",
                       "databases: { db: { sqlite: db.sql } }\n"
                       "cases: [ inline: [ { id: fails, input: q, expected: SELECT b FROM t } ] ]\n"
                       "targets: [ command: [echo, SELECT 1] ]\nscore: [ sql-result ]\n");
  const ProgramResult result = program.Run({"run", "suite.yaml"});
  EXPECT_EQ(result.code, 3);
  EXPECT_THAT(result.out, HasSubstr("the benchmark's gold query fails: no such column: b"));
}

}  // namespace
}  // namespace harness
