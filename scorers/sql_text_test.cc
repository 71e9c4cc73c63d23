#include "scorers/sql_text.h"

#include <gtest/gtest.h>

#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

class SqlText : public testing::Test {
 protected:
  Score Judge(const std::string& line, const std::string& text) { return rig_.JudgeText(line, text); }

  ScorerRig rig_{{ContainsSqlScorerType(), IsSqlScorerType()}};
};

TEST_F(SqlText, IsOneStatementAlone) {
  EXPECT_EQ(Judge("is-sql: {}", "SELECT a FROM t;").verdict, Verdict::kPass);
  EXPECT_EQ(Judge("is-sql: {}", "Here: SELECT a FROM t").reason,
            "no sqlite SQL: syntax error at or near \"Here\": 'Here: SELECT a FROM t'");
  EXPECT_EQ(Judge("is-sql: {}", "SELECT 1; SELECT 2").reason,
            "no sqlite SQL: there are 2 statements: 'SELECT 1; SELECT 2'");
  EXPECT_EQ(Judge("is-sql: {}", " ").reason, "no sqlite SQL: there is no statement: ' '");
}

TEST_F(SqlText, IsReadInItsDialect) {
  const std::string sql = "SELECT `a` FROM `t` LIMIT 1, 2";
  EXPECT_EQ(Judge("is-sql: {}", sql).verdict, Verdict::kPass);
  EXPECT_EQ(Judge("is-sql: { dialect: postgresql }", sql).verdict, Verdict::kFail);
  EXPECT_EQ(Judge("is-sql: { dialect: databricks }", "SELECT a FROM t WHERE a RLIKE \"x\"").verdict, Verdict::kPass);
}

TEST_F(SqlText, IsKeptToNamedTables) {
  const std::string line = "is-sql: { tables: [Hero, kpi.sales] }";
  EXPECT_EQ(Judge(line, "WITH x AS (SELECT * FROM hero) SELECT * FROM x, kpi.SALES").verdict, Verdict::kPass);
  EXPECT_EQ(Judge(line, "SELECT a FROM hero WHERE b IN (SELECT c FROM secret)").reason,
            "the table 'secret' is not allowed");
}

TEST_F(SqlText, IsKeptToNamedColumns) {
  const std::string line = "is-sql: { columns: [hero.id, name] }";
  EXPECT_EQ(Judge(line, "SELECT h.id, h.name AS n, id FROM hero h ORDER BY n").verdict, Verdict::kPass);
  EXPECT_EQ(Judge(line, "SELECT p.id FROM pet p").reason, "the column 'pet.id' is not allowed");
  EXPECT_EQ(Judge(line, "SELECT * FROM hero").reason, "the column 'hero.*' is not allowed");
  EXPECT_EQ(Judge(line, "UPDATE hero SET secret = 1").reason, "the column 'hero.secret' is not allowed");
}

TEST_F(SqlText, IsKeptToNamedStatements) {
  EXPECT_EQ(Judge("is-sql: {}", "DELETE FROM t").verdict, Verdict::kPass);
  EXPECT_EQ(Judge("is-sql: { statements: [select] }", "DELETE FROM t").reason,
            "a statement of the kind 'delete' is not allowed");
  EXPECT_EQ(Judge("is-sql: { statements: [select], dialect: postgresql }",
                  "WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d")
                .reason,
            "a statement of the kind 'delete' is not allowed");
  EXPECT_EQ(Judge("is-sql: { statements: create }", "CREATE INDEX i ON t (a)").verdict, Verdict::kPass);
}

TEST_F(SqlText, IsFoundInProse) {
  EXPECT_EQ(Judge("contains-sql: {}", "Sure!\n```sql\nSELECT a FROM t\n```\nDone.").verdict, Verdict::kPass);
  EXPECT_EQ(Judge("contains-sql: {}", "I can't say.").reason, "there is no SQL in the answer: I can't say.");
  EXPECT_EQ(Judge("contains-sql: {}", "```sql\nSELECT FROM FROM t\n```").reason,
            "no sqlite SQL: syntax error at or near \"FROM\": 'SELECT FROM FROM t'");
  EXPECT_EQ(Judge("contains-sql: { tables: [t] }", "SELECT a FROM u").reason, "the table 'u' is not allowed");
}

TEST_F(SqlText, RefusesOptionsThatAllowNothing) {
  EXPECT_EQ(rig_.LoadError("score:\n  - is-sql: { tables: [] }\n"),
            "suite.yaml:2:23: the list 'tables' is empty, and would allow nothing\n"
            "  - is-sql: { tables: [] }\n"
            "                      ^\n");
}

TEST_F(SqlText, RefusesADialectThatIsNone) {
  EXPECT_NE(rig_.LoadError("score:\n  - is-sql: { dialect: oracle }\n"), "");
}

}  // namespace
}  // namespace harness
