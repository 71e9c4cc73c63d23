#include "harness/sql/parse_tree.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

std::string Problem(const std::string& sql, SqlDialect dialect = SqlDialect::kSqlite) {
  const auto tree = ParseTree(sql, dialect);
  return tree ? "" : tree.error().Message();
}

std::string Repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(ParseTree, IsOneStatement) {
  EXPECT_EQ(ParseTree("SELECT 1;", SqlDialect::kSqlite)->begin().key(), "SelectStmt");
  EXPECT_EQ(Problem(""), "there is no statement");
  EXPECT_EQ(Problem(";"), "there is no statement");
  EXPECT_EQ(Problem("SELECT 1; SELECT 2"), "there are 2 statements");
  EXPECT_EQ(Problem("SELECT FORM t WHERE"), "syntax error at end of input");
}

TEST(ParseTree, RefusesWhatIsNoText) {
  EXPECT_EQ(Problem("SELECT '\xff'"), "no valid UTF-8");
  EXPECT_EQ(Problem("SELECT '"), "a quote that begins and never ends at line 1, column 8");
}

TEST(ParseTree, RefusesWhatIsTooLong) {
  EXPECT_EQ(Problem("SELECT '" + std::string(kMaxSqlBytes, 'a') + "'"), "longer than 256 KiB");
  EXPECT_EQ(Problem("SELECT 1" + Repeated("+1", 10'000)), "more than 20000 words and symbols");
}

TEST(ParseTree, RefusesWhatIsTooDeep) {
  EXPECT_EQ(Problem("SELECT " + Repeated("(", 102) + "1" + Repeated(")", 102)),
            "more than 100 parentheses in each other");
  EXPECT_EQ(Problem("SELECT 1" + Repeated("+1", 9'000)), "nested too deep");
  EXPECT_EQ(Problem("SELECT " + Repeated("NOT ", 15'000) + "a"), "nested too deep");
  EXPECT_EQ(Problem("SELECT 1" + Repeated(" UNION SELECT 1", 6'000)), "nested too deep");
  EXPECT_EQ(Problem("SELECT " + Repeated("CASE WHEN ", 6'000) + "a" + Repeated(" THEN 1 END", 2'000)),
            "nested too deep");
  EXPECT_EQ(Problem("SELECT 1" + Repeated("||1", 240)), "nested too deep");
}

TEST(ParseTree, ReadsLongListsAndConditions) {
  EXPECT_EQ(Problem("SELECT a FROM t WHERE a IN (1" + Repeated(", 1", 5'000) + ")"), "");
  EXPECT_EQ(Problem("SELECT a FROM t WHERE a = 1" + Repeated(" OR a = 1", 3'000)), "");
}

TEST(ParseTree, KeepsNegativeNumbers) {
  EXPECT_NE(ParseTree("SELECT - 5, 0", SqlDialect::kPostgresql)->dump().find("{\"ival\":{\"ival\":-5}"),
            std::string::npos);
}

struct Mapped {
  std::string_view sql;
  SqlDialect dialect;
};

class Dialects : public testing::TestWithParam<Mapped> {};

TEST_P(Dialects, AreRead) {
  EXPECT_EQ(Problem(std::string(GetParam().sql), GetParam().dialect), "") << GetParam().sql;
}

constexpr auto kLite = SqlDialect::kSqlite;
constexpr auto kBricks = SqlDialect::kDatabricks;

INSTANTIATE_TEST_SUITE_P(
    Sqlite, Dialects,
    testing::Values(
        Mapped{"SELECT `a b`, [c d], \"e\" FROM `t` AS 'x'", kLite},
        Mapped{"SELECT a AS 'the a', count(*) \"n\" FROM t WHERE b = \"Blue\" OR c IN (\"x\", \"y\")", kLite},
        Mapped{"SELECT a FROM t WHERE a == 1 AND b <> 2 AND c != -1 LIMIT 5, 10", kLite},
        Mapped{"SELECT a FROM t WHERE a REGEXP 'x' AND b NOT GLOB 'y*' OR c MATCH 'z'", kLite},
        Mapped{"SELECT iif(a, b, c), ifnull(a, 1), isnull(a), a ISNULL, b NOTNULL, c NOT NULL FROM t", kLite},
        Mapped{"SELECT CAST(a AS REAL), CAST(b AS TEXT), strftime('%Y', d), char(65), a || b FROM t", kLite},
        Mapped{"SELECT a FROM t INDEXED BY i WHERE a IS 5 AND b IS NOT c AND d IS NOT NULL", kLite},
        Mapped{"SELECT a FROM t NOT INDEXED JOIN u JOIN v ON v.a = u.a INNER JOIN w WHERE b", kLite},
        Mapped{"SELECT user FROM t WHERE a LIKE 'x!%' ESCAPE '!' AND b=-1 AND c%2=0 AND j->>'k' = ?1", kLite},
        Mapped{"SELECT a, sum(b) OVER (PARTITION BY c ORDER BY d) FROM t GROUP BY a HAVING n > :x", kLite}));

INSTANTIATE_TEST_SUITE_P(
    Databricks, Dialects,
    testing::Values(Mapped{"SELECT `a`.`b` FROM c.s.t WHERE a = \"it's\" AND b = 'x\\'y'", kBricks},
                    Mapped{"SELECT a DIV 2, b::string, c <=> d FROM t WHERE e RLIKE 'x'", kBricks},
                    Mapped{"SELECT a, x FROM t LATERAL VIEW explode(list) v AS x WHERE x > 1", kBricks},
                    Mapped{"SELECT a, x FROM t LATERAL VIEW OUTER explode(list) AS x", kBricks},
                    Mapped{"SELECT a FROM t QUALIFY row_number() OVER (PARTITION BY b ORDER BY c) = 1", kBricks},
                    Mapped{"SELECT d + INTERVAL 1 DAY, array(1, 2), if(a, 1, 2), date(x) FROM t", kBricks}));

TEST(ParseTree, SaysWhatOfADialectIsNotUnderstood) {
  EXPECT_EQ(Problem("SELECT a FROM t GROUP BY a HAVING b QUALIFY c", SqlDialect::kDatabricks),
            "QUALIFY beside HAVING is not understood");
  EXPECT_EQ(Problem("SELECT a FROM t WHERE a = b = c"), "syntax error at or near \"=\"");
}

}  // namespace
}  // namespace harness
