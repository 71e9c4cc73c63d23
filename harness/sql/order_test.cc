#include "harness/sql/order.h"

#include <gmock/gmock.h>

namespace harness {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> Keys(std::string_view sql, SqlDialect dialect = SqlDialect::kSqlite) {
  std::vector<std::string> texts;
  for (const SortKey& key : OutermostSortKeys(sql, dialect).keys) texts.push_back(key.text);
  return texts;
}

std::string With(std::string_view sql, SqlDialect dialect = SqlDialect::kSqlite) {
  return WithSortRank(sql, dialect).value_or("no");
}

TEST(OutermostOrderBy, IsReadWithoutDirections) {
  EXPECT_THAT(Keys("SELECT a FROM t ORDER BY lower(a, 1) DESC, b ASC NULLS LAST, c COLLATE NOCASE, 2 LIMIT 3;"),
              ElementsAre("lower(a, 1)", "b", "c COLLATE NOCASE", "2"));
}

TEST(OutermostOrderBy, SaysWhatAKeyIs) {
  const auto keys = OutermostSortKeys("SELECT a FROM t ORDER BY 2 DESC, \"b c\", t.d", SqlDialect::kSqlite).keys;
  ASSERT_EQ(keys.size(), 3u);
  EXPECT_EQ(keys[0].position, 2u);
  EXPECT_TRUE(keys[0].descending);
  EXPECT_EQ(keys[1].name, "b c");
  EXPECT_EQ(keys[1].position, std::nullopt);
  EXPECT_EQ(keys[2].name, "");
}

TEST(OutermostOrderBy, IsNotThatOfASubquery) {
  EXPECT_THAT(Keys("SELECT a FROM (SELECT a FROM t ORDER BY b)"), IsEmpty());
  EXPECT_THAT(Keys("SELECT a FROM t WHERE b = (SELECT b FROM u ORDER BY c LIMIT 1)"), IsEmpty());
  EXPECT_THAT(Keys("SELECT a FROM (SELECT a FROM t ORDER BY b) ORDER BY c"), ElementsAre("c"));
}

TEST(OutermostOrderBy, IsNotThatOfACommonTable) {
  EXPECT_THAT(Keys("WITH x AS (SELECT a FROM t ORDER BY a LIMIT 3) SELECT a FROM x"), IsEmpty());
  EXPECT_THAT(Keys("WITH x AS (SELECT a FROM t ORDER BY a) SELECT a FROM x ORDER BY 1"), ElementsAre("1"));
}

TEST(OutermostOrderBy, IsNotThatOfAWindowOrAnAggregate) {
  EXPECT_THAT(Keys("SELECT rank() OVER (PARTITION BY a ORDER BY b) FROM t"), IsEmpty());
  EXPECT_THAT(Keys("SELECT sum(a) OVER w FROM t WINDOW w AS (ORDER BY b)"), IsEmpty());
  EXPECT_THAT(Keys("SELECT GROUP_CONCAT(x ORDER BY y) FROM t"), IsEmpty());
  EXPECT_THAT(Keys("SELECT mode() WITHIN GROUP (ORDER BY y) FROM t", SqlDialect::kPostgresql), IsEmpty());
}

TEST(OutermostOrderBy, SortsASetOperation) {
  EXPECT_THAT(Keys("SELECT a FROM t UNION SELECT a FROM u ORDER BY a"), ElementsAre("a"));
}

TEST(OutermostOrderBy, IsNotThatOfOneSideOfASetOperation) {
  EXPECT_THAT(Keys("(SELECT a FROM t ORDER BY a) UNION (SELECT a FROM u)", SqlDialect::kPostgresql), IsEmpty());
}

TEST(OutermostOrderBy, MayStandInParenthesesAroundTheWholeQuery) {
  EXPECT_THAT(Keys("((SELECT a FROM t ORDER BY a));", SqlDialect::kPostgresql), ElementsAre("a"));
  EXPECT_THAT(Keys("(SELECT a FROM t ORDER BY a) LIMIT 3", SqlDialect::kPostgresql), ElementsAre("a"));
}

TEST(OutermostOrderBy, IsNotFoundInTextsNamesAndComments) {
  EXPECT_FALSE(HasOutermostOrderBy("SELECT 'order by x' FROM t", SqlDialect::kSqlite));
  EXPECT_FALSE(HasOutermostOrderBy("SELECT a AS \"order by x\" FROM t", SqlDialect::kSqlite));
  EXPECT_FALSE(HasOutermostOrderBy("SELECT a FROM t -- order by x", SqlDialect::kSqlite));
  EXPECT_TRUE(HasOutermostOrderBy("SELECT a FROM t order /* not */ by x", SqlDialect::kSqlite));
}

TEST(OutermostOrderBy, IsAbsentWhereNothingCanBeRead) {
  EXPECT_FALSE(HasOutermostOrderBy("SELECT 'a FROM t ORDER BY 1", SqlDialect::kSqlite));
  EXPECT_FALSE(HasOutermostOrderBy("", SqlDialect::kSqlite));
  EXPECT_FALSE(HasOutermostOrderBy("ORDER BY", SqlDialect::kSqlite));
}

TEST(WithSortRank, AddsTheRankBeforeFrom) {
  EXPECT_EQ(With("SELECT a\nFROM t ORDER BY b DESC, lower(c) LIMIT 2"),
            "SELECT a\n, dense_rank() OVER (ORDER BY b, lower(c)) FROM t ORDER BY b DESC, lower(c) LIMIT 2");
}

TEST(WithSortRank, TakesTheOutputThatAPositionNames) {
  const std::string ranked = "SELECT a, b + 1 , dense_rank() OVER (ORDER BY b + 1) FROM t ORDER BY ";
  EXPECT_EQ(With("SELECT a, b + 1 FROM t ORDER BY 2"), ranked + "2");
  EXPECT_EQ(With("SELECT a, b + 1 FROM t ORDER BY ((2)) DESC"), ranked + "((2)) DESC");
  EXPECT_EQ(With("SELECT a, b FROM t ORDER BY 2 COLLATE NOCASE"),
            "SELECT a, b , dense_rank() OVER (ORDER BY b COLLATE NOCASE) FROM t ORDER BY 2 COLLATE NOCASE");
  EXPECT_EQ(With("SELECT * FROM t ORDER BY 2"), "no");
}

TEST(WithSortRank, TakesTheExpressionThatAnAliasStandsFor) {
  EXPECT_EQ(With("SELECT a, count(*) AS n FROM t GROUP BY a ORDER BY N"),
            "SELECT a, count(*) AS n , dense_rank() OVER (ORDER BY count(*)) FROM t GROUP BY a ORDER BY N");
  EXPECT_EQ(With("SELECT a, 5 n FROM t ORDER BY (n) COLLATE NOCASE"),
            "SELECT a, 5 n , dense_rank() OVER (ORDER BY 5 COLLATE NOCASE) FROM t ORDER BY (n) COLLATE NOCASE");
  EXPECT_EQ(With("SELECT t.a FROM t JOIN u ON t.b = u.b ORDER BY a"),
            "SELECT t.a , dense_rank() OVER (ORDER BY t.a) FROM t JOIN u ON t.b = u.b ORDER BY a");
  EXPECT_EQ(With("SELECT CASE WHEN a THEN b END FROM t ORDER BY b"),
            "SELECT CASE WHEN a THEN b END , dense_rank() OVER (ORDER BY b) FROM t ORDER BY b");
}

TEST(WithSortRank, FindsTheOutermostSelect) {
  EXPECT_EQ(With("WITH x AS (SELECT a FROM t) SELECT (SELECT 1 FROM u) FROM x ORDER BY a"),
            "WITH x AS (SELECT a FROM t) SELECT (SELECT 1 FROM u) , dense_rank() OVER (ORDER BY a) FROM x ORDER BY a");
  EXPECT_EQ(With("SELECT a IS DISTINCT FROM b FROM t ORDER BY c", SqlDialect::kPostgresql),
            "SELECT a IS DISTINCT FROM b , dense_rank() OVER (ORDER BY c) FROM t ORDER BY c");
}

TEST(WithSortRank, RefusesWhereFurtherColumnsChangeTheRows) {
  EXPECT_EQ(With("SELECT DISTINCT a FROM t ORDER BY b"), "no");
  EXPECT_EQ(With("SELECT a FROM t UNION SELECT a FROM u ORDER BY a"), "no");
  EXPECT_EQ(With("SELECT 1 ORDER BY 1"), "no");
  EXPECT_EQ(With("SELECT a FROM t"), "no");
}

}  // namespace
}  // namespace harness
