#include "harness/sql/reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace harness {
namespace {

using testing::ElementsAre;

std::string Why(std::string_view sql, SqlDialect dialect = SqlDialect::kPostgresql) {
  const auto query = CheckReading(sql, dialect);
  return query ? "" : std::string(ToString(query.error().problem)) + ": " + query.error().message;
}

std::vector<std::string> Called(std::string_view sql, SqlDialect dialect = SqlDialect::kPostgresql) {
  return CheckReading(sql, dialect).value_or(ReadingQuery{}).called;
}

TEST(CheckReading, TakesWhatReads) {
  for (const char* sql : {"SELECT 1", "select 1;", "((SELECT 1))", "VALUES (1)", "TABLE t", "SELECT 1;;",
                          "WITH a AS (SELECT 1) SELECT * FROM a", "SELECT \"delete\" FROM t",
                          "SELECT update, t.insert FROM t", "SELECT (update) FROM t", "SELECT ';' -- ; DROP TABLE t\n"})
    EXPECT_EQ(Why(sql), "") << sql;
}

TEST(CheckReading, RefusesOtherStatementsAndProse) {
  EXPECT_EQ(Why("DROP TABLE t"), "refused: drop is not allowed");
  EXPECT_EQ(Why("/* x */ set role postgres"), "refused: set is not allowed");
  EXPECT_EQ(Why("Here is your query"), "syntax: a query begins with SELECT, WITH, VALUES or TABLE, not with 'Here'");
  EXPECT_EQ(Why(" -- nothing"), "syntax: no statement");
  EXPECT_EQ(Why("SELECT $1"), "syntax: there is no parameter $1");
  EXPECT_EQ(Why("SELECT 'a"), "syntax: a quote that begins and never ends at line 1, column 8");
}

TEST(CheckReading, RefusesASecondStatement) {
  EXPECT_EQ(Why("SELECT 1; SELECT 2"), "syntax: more than one statement");
  EXPECT_EQ(Why("SELECT 1;; DROP TABLE t"), "syntax: more than one statement");
}

TEST(CheckReading, RefusesPartsThatWrite) {
  EXPECT_EQ(Why("WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d"), "refused: delete is not allowed");
  EXPECT_EQ(Why("WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a"), "refused: insert is not allowed");
  EXPECT_EQ(Why("WITH a AS (SELECT 1) MERGE INTO t USING a ON true"), "refused: merge is not allowed");
  EXPECT_EQ(Why("WITH u AS (UPDATE \"t\" SET a = 1) SELECT 1"), "refused: update is not allowed");
  EXPECT_EQ(Why("WITH a AS (SELECT 1) FROM a INSERT INTO t SELECT *", SqlDialect::kDatabricks),
            "refused: insert is not allowed");
}

TEST(CheckReading, RefusesWhatAServerReadsInAnotherWay) {
  const std::string ambiguous = "refused: text that can be read in two ways is not allowed";
  EXPECT_EQ(Why("SELECT E'a'\n'b\\'' , f(), 'x' --'"), ambiguous);
  EXPECT_EQ(Why("SELECT U&\"\\0066\"()"), ambiguous);
  EXPECT_EQ(Why("SELECT 1$a$ x $a$, f(), $a$ y $a$ -- $a$"), ambiguous);
  EXPECT_EQ(Why("SELECT 1,\xC2\xA0"
                "f()",
                SqlDialect::kDatabricks),
            ambiguous);
  EXPECT_EQ(Why("SELECT /*+ f('*/') */ 1", SqlDialect::kDatabricks), "refused: hints are not allowed");
  EXPECT_EQ(Why(std::string_view("SELECT 1 -- \0", 13)), "syntax: a NUL byte");
}

TEST(CheckReading, RefusesTooMuchText) {
  EXPECT_EQ(Why("SELECT '" + std::string(kMaxSqlBytes, 'x') + "'"), "too_large: more than 1 MiB of SQL");
}

TEST(CheckReading, NamesWhatIsCalled) {
  EXPECT_THAT(Called("SELECT Count(*), \"Odd\" (1), s.f(2), t.c, @pg_sleep(1), a[1:g(2)], count(1) FROM t"),
              ElementsAre("count", "Odd", "f", "c", "pg_sleep", "g"));
  EXPECT_THAT(Called("SELECT `Java_Method`('a', 'f(1)') -- g(2)", SqlDialect::kDatabricks), ElementsAre("java_method"));
}

TEST(CheckReading, SeesCodeBehindACarriageReturnInAComment) {
  EXPECT_THAT(Called("SELECT 1 -- x\r + f(2)"), ElementsAre("f"));
}

TEST(CheckReading, SeesAsDatabricksDoesACommentThatABackslashContinues) {
  EXPECT_THAT(Called("SELECT 1 -- \\\n '\n + f(2) -- '", SqlDialect::kDatabricks), ElementsAre("f"));
}

TEST(CheckReading, SeesTheEndOfARawString) {
  EXPECT_THAT(Called("SELECT r'\\' || f(2) || r'\\'", SqlDialect::kDatabricks), ElementsAre("f"));
}

TEST(CheckReading, RefusesFilesAsTables) {
  const SqlDialect dialect = SqlDialect::kDatabricks;
  EXPECT_EQ(Why("SELECT * FROM csv.`s3://bucket/file`", dialect), "refused: a file as a table is not allowed");
  EXPECT_EQ(Why("SELECT `a/b` FROM sales.`orders`", dialect), "");
}

}  // namespace
}  // namespace harness
