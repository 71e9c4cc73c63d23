#include "harness/sql/find_sql.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

std::string Find(std::string_view text) {
  const auto found = FindSql(text);
  return found ? *found : "error: " + found.error().Message();
}

TEST(FindSql, TakesAnAnswerThatIsNothingElse) {
  EXPECT_EQ(Find(" SELECT a FROM t ; \n"), "SELECT a FROM t");
  EXPECT_EQ(Find("\tselect a\n\tfrom t"), "select a\n\tfrom t");
  EXPECT_EQ(Find("WITH x AS (SELECT 1) SELECT * FROM x"), "WITH x AS (SELECT 1) SELECT * FROM x");
  EXPECT_EQ(Find("VALUES (1), (2)"), "VALUES (1), (2)");
}

TEST(FindSql, TakesAMarkedFence) {
  EXPECT_EQ(Find("So:\n```sql\nSELECT a FROM t;\n```\nDone."), "SELECT a FROM t");
  EXPECT_EQ(Find("```SQLite\nSELECT a\n```"), "SELECT a");
  EXPECT_EQ(Find("```\nls\n```\n```PostgreSQL\nSELECT 1\n```"), "SELECT 1");
  EXPECT_EQ(Find("```sql SELECT 1```"), "SELECT 1");
}

TEST(FindSql, TakesAFenceThatIsNeverClosed) {
  EXPECT_EQ(Find("```SQLite\nSELECT a FROM t"), "SELECT a FROM t");
}

TEST(FindSql, TakesAnUnmarkedFenceThatHoldsAQuery) {
  EXPECT_EQ(Find("```\nSELECT 2\n```"), "SELECT 2");
  EXPECT_EQ(Find("```SELECT 2```"), "SELECT 2");
  EXPECT_EQ(Find("Run\n```bash\nls\n```\nthen\n```text\nSELECT 3\n```"), "SELECT 3");
}

TEST(FindSql, TakesTheLastOfSeveralFences) {
  EXPECT_EQ(Find("First\n```sql\nSELECT 1\n```\nall in all\n```sql\nSELECT 2\n```"), "SELECT 2");
  EXPECT_EQ(Find("```sql\nSELECT 1\n```\n```sql\nCREATE TABLE t (a)\n```"), "SELECT 1");
}

TEST(FindSql, KeepsCommentsInAFence) {
  EXPECT_EQ(Find("```sql\n-- all of them\nSELECT 1\n```"), "-- all of them\nSELECT 1");
}

TEST(FindSql, EndsWhereTheStatementDoes) {
  EXPECT_EQ(Find(" SELECT a FROM t;\n```\n\n**Note**: it returns a.\n```"), "SELECT a FROM t");
  EXPECT_EQ(Find("SELECT a FROM t\n\nThis query returns a."), "SELECT a FROM t");
  EXPECT_EQ(Find("SELECT ';' FROM t; It's done."), "SELECT ';' FROM t");
  EXPECT_EQ(Find("SELECT 'it''s' -- don't;\nFROM t; Done"), "SELECT 'it''s' -- don't;\nFROM t");
}

TEST(FindSql, GoesOnBehindAnEmptyLineInAStatement) {
  EXPECT_EQ(Find("SELECT a\n\nFROM t\n\nWHERE b"), "SELECT a\n\nFROM t\n\nWHERE b");
  EXPECT_EQ(Find("WITH x AS (\nSELECT 1\n\n), y AS (SELECT 2)\n\nSELECT * FROM x, y\n\nIt joins."),
            "WITH x AS (\nSELECT 1\n\n), y AS (SELECT 2)\n\nSELECT * FROM x, y");
}

TEST(FindSql, ReadsBehindAPrefix) {
  EXPECT_EQ(Find("SQL: SELECT a FROM t"), "SELECT a FROM t");
  EXPECT_EQ(Find("Think.\n**Final Answer:** SELECT a FROM t\n"), "SELECT a FROM t");
  EXPECT_EQ(Find("> SQLQuery: SELECT a FROM t"), "SELECT a FROM t");
  EXPECT_EQ(Find("Answer: `SELECT a FROM t`"), "SELECT a FROM t");
}

TEST(FindSql, TellsSqlFromProse) {
  EXPECT_EQ(Find("With this in mind:\nSELECT a FROM t"), "SELECT a FROM t");
  EXPECT_EQ(Find("Select the names.\nThen:\nselect name from t"), "select name from t");
  EXPECT_EQ(Find("You can use `SELECT a FROM t` for it."), "SELECT a FROM t");
}

TEST(FindSql, ReadsWithinASentence) {
  EXPECT_EQ(Find("The query is SELECT a FROM b. It gives all of them."), "SELECT a FROM b");
  EXPECT_EQ(Find("Use SELECT t.a FROM t WHERE x > 1.5 AND y = 'a. b'."),
            "SELECT t.a FROM t WHERE x > 1.5 AND y = 'a. b'");
  EXPECT_EQ(Find("You can select the option from the menu."),
            "error: there is no SQL in the answer: You can select the option from the menu.");
  EXPECT_EQ(Find("PRESELECT a FROM b. A SELECT that goes nowhere."),
            "error: there is no SQL in the answer: PRESELECT a FROM b. A SELECT that goes nowhere.");
}

TEST(FindSql, TakesBrokenSqlToo) {
  EXPECT_EQ(Find("SELECT a, FROM t WHERE"), "SELECT a, FROM t WHERE");
  EXPECT_EQ(Find("SELECT 'O'Brien' FROM t; Done"), "SELECT 'O'Brien' FROM t");
}

TEST(FindSql, TakesTheEscapesOfMarkdownOut) {
  EXPECT_EQ(Find("SELECT power\\_name FROM t WHERE a = 'x\\_y' AND b \\* 2 > 1"),
            "SELECT power_name FROM t WHERE a = 'x\\_y' AND b * 2 > 1");
}

TEST(FindSql, ReadsTags) {
  EXPECT_EQ(Find("<think>SELECT 1</think><sql>\nSELECT 2;\n</sql>"), "SELECT 2");
}

TEST(FindSql, ReadsJson) {
  EXPECT_EQ(Find("{\"reasoning\": \"so\", \"sql\": \"SELECT a\\nFROM t;\"}"), "SELECT a\nFROM t");
  EXPECT_EQ(Find("```json\n{\"query\": \"SELECT 1\"}\n```"), "SELECT 1");
}

TEST(FindSql, KeepsSeveralStatementsTogether) {
  EXPECT_EQ(Find("SELECT 1; DROP TABLE t;"), "SELECT 1; DROP TABLE t");
  EXPECT_EQ(Find("```sql\nSELECT 1;\nSELECT 2;\n```"), "SELECT 1;\nSELECT 2");
}

TEST(FindSql, TakesAnotherStatementForTheEngineToRefuse) {
  EXPECT_EQ(Find("```sql\nDELETE FROM t\n```"), "DELETE FROM t");
  EXPECT_EQ(Find("DROP TABLE t;"), "DROP TABLE t");
  EXPECT_EQ(Find("PRAGMA table_info(t)"), "PRAGMA table_info(t)");
}

TEST(FindSql, SaysThatThereIsNone) {
  EXPECT_EQ(Find(""), "error: there is no SQL in the answer: ");
  EXPECT_EQ(Find("I can't"), "error: there is no SQL in the answer: I can't");
  EXPECT_EQ(Find("Select another question, please."),
            "error: there is no SQL in the answer: Select another question, please.");
  EXPECT_EQ(Find("Create a view of it first."), "error: there is no SQL in the answer: Create a view of it first.");
}

TEST(FindSql, EndsOnLongAnswers) {
  std::string marks, lines, quotes;
  for (int i = 0; i < 100'000; ++i) {
    marks += "``` ";
    lines += "\n";
    quotes += "; -- '";
  }
  EXPECT_FALSE(FindSql(marks));
  EXPECT_TRUE(FindSql("SELECT a" + lines + "FROM t"));
  EXPECT_TRUE(FindSql("SELECT a FROM t" + quotes + "\nselect"));
}

}  // namespace
}  // namespace harness
