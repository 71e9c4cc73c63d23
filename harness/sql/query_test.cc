#include "harness/sql/query.h"

#include <gmock/gmock.h>

namespace harness {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr auto kLite = SqlDialect::kSqlite;

Query Parse(std::string_view sql, SqlDialect dialect = kLite, const QueryHints& hints = {}) {
  auto query = ParseQuery(sql, dialect, hints);
  EXPECT_TRUE(query) << query.error().Message();
  return query ? *std::move(query) : Query();
}

std::vector<std::string> Tables(const Query& query) {
  std::vector<std::string> names;
  for (const SqlTableUse& table : query.tables) names.push_back(table.name + (table.nested ? " (nested)" : ""));
  return names;
}

std::vector<std::string> Filters(const Query& query) {
  std::vector<std::string> texts;
  for (const SqlFilter& filter : query.filters) {
    const std::string place = filter.place == SqlFilter::Place::kHaving ? " (having)"
                              : filter.place == SqlFilter::Place::kCase ? " (case)"
                                                                        : "";
    texts.push_back(filter.condition.text + place + (filter.nested ? " (nested)" : ""));
  }
  return texts;
}

std::vector<std::string> Joins(const Query& query) {
  std::vector<std::string> texts;
  for (const SqlJoin& join : query.joins) texts.push_back(join.condition);
  return texts;
}

std::vector<std::string> Outputs(const Query& query) {
  std::vector<std::string> texts;
  for (const SqlOutput& output : query.outputs) texts.push_back(output.expression.text);
  return texts;
}

std::vector<std::string> Aggregates(const Query& query) {
  std::vector<std::string> texts;
  for (const SqlAggregate& aggregate : query.aggregates)
    texts.push_back(aggregate.function + (aggregate.distinct ? " distinct " : " ") + aggregate.argument.text +
                    (aggregate.conditional ? " if" : "") + (aggregate.nested ? " (nested)" : ""));
  return texts;
}

TEST(ParseQuery, PutsTablesInThePlaceOfAliases) {
  const Query query = Parse("SELECT T1.Name AS n FROM Hero AS T1 JOIN power p ON p.hero_id = T1.id WHERE p.x > 2");
  EXPECT_THAT(Tables(query), ElementsAre("hero", "power"));
  EXPECT_THAT(Outputs(query), ElementsAre("hero.name"));
  EXPECT_EQ(query.outputs[0].name, "n");
  EXPECT_THAT(Joins(query), ElementsAre("hero.id = power.hero_id"));
  EXPECT_THAT(Filters(query), ElementsAre("power.x > 2"));
  EXPECT_THAT(query.columns, ElementsAre("hero.id", "hero.name", "power.hero_id", "power.x"));
}

TEST(ParseQuery, NormalisesConditions) {
  EXPECT_THAT(
      Filters(Parse("SELECT 1 FROM t WHERE 5 < a AND 'x' = b AND a BETWEEN 1 AND 2 AND c IN (3) AND d IN (2, 1)")),
      ElementsAre("t.a > 5", "t.b = 'x'", "t.a >= 1", "t.a <= 2", "t.c = 3", "t.d IN (1, 2)"));
  EXPECT_THAT(Filters(Parse("SELECT 1 FROM t WHERE a = 2 OR a = 1")), ElementsAre("t.a IN (1, 2)"));
  EXPECT_THAT(Filters(Parse("SELECT 1 FROM t WHERE a NOT LIKE 'x%' AND b GLOB 'y' AND c IS NOT NULL AND d = -3")),
              ElementsAre("t.a NOT LIKE 'x%'", "t.b GLOB 'y'", "t.c IS NOT NULL", "t.d = -3"));
}

TEST(ParseQuery, KeepsLiteralsAsTheyAre) {
  EXPECT_THAT(Filters(Parse("SELECT 1 FROM t WHERE a = 'It''s Me' AND b = 1.50")),
              ElementsAre("t.a = 'It''s Me'", "t.b = 1.50"));
}

TEST(ParseQuery, TellsJoinsFromFilters) {
  const Query query = Parse("SELECT 1 FROM a, b JOIN c ON c.x = b.x AND c.y = 'k' WHERE a.z = b.z");
  EXPECT_THAT(Joins(query), UnorderedElementsAre("b.x = c.x", "a.z = b.z"));
  EXPECT_THAT(Filters(query), ElementsAre("c.y = 'k'"));
}

TEST(ParseQuery, KeepsTheConditionOfAnOuterJoinWhole) {
  const Query query = Parse("SELECT 1 FROM a LEFT JOIN b ON a.x = b.x AND b.y = 1");
  ASSERT_EQ(query.joins.size(), 1u);
  EXPECT_EQ(query.joins[0].kind, SqlJoin::Kind::kLeft);
  EXPECT_THAT(query.joins[0].tables, ElementsAre("b"));
  EXPECT_THAT(Filters(query), IsEmpty());
}

TEST(ParseQuery, ReadsUsingAndCrossJoins) {
  EXPECT_THAT(Joins(Parse("SELECT 1 FROM a JOIN b USING (k)")), ElementsAre("a.k = b.k"));
  EXPECT_EQ(Parse("SELECT 1 FROM a JOIN b").joins.at(0).kind, SqlJoin::Kind::kCross);
}

TEST(ParseQuery, DissolvesSemiJoins) {
  for (const char* sql : {"SELECT 1 FROM a WHERE a.k IN (SELECT id FROM b WHERE name = 'x')",
                          "SELECT 1 FROM a WHERE a.k = (SELECT id FROM b WHERE name = 'x')",
                          "SELECT 1 FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.id = a.k AND name = 'x')"}) {
    const Query query = Parse(sql, kLite, {{{"name", "b"}}, {}});
    EXPECT_THAT(Tables(query), ElementsAre("a", "b")) << sql;
    EXPECT_THAT(Joins(query), ElementsAre("a.k = b.id")) << sql;
    EXPECT_THAT(Filters(query), ElementsAre("b.name = 'x'")) << sql;
  }
}

TEST(ParseQuery, KeepsOtherSubqueriesAside) {
  const Query query =
      Parse("SELECT a FROM t WHERE b NOT IN (SELECT c FROM u WHERE d = 1) AND e > (SELECT avg(e) FROM t)");
  EXPECT_THAT(Tables(query), ElementsAre("t", "u (nested)", "t (nested)"));
  EXPECT_THAT(Filters(query), ElementsAre("u.d = 1 (nested)", "NOT t.b IN (SELECT u.c FROM u WHERE u.d = 1)",
                                          "(SELECT avg(t.e) FROM t) < t.e"));
  EXPECT_THAT(Aggregates(query), ElementsAre("avg t.e (nested)"));
}

TEST(ParseQuery, DissolvesCommonAndDerivedTables) {
  for (const char* sql : {"WITH x (p, n) AS (SELECT k, count(*) FROM t GROUP BY k) SELECT max(n) FROM x WHERE p > 1",
                          "SELECT max(x.n) FROM (SELECT k AS p, count(*) AS n FROM t GROUP BY k) AS x WHERE x.p > 1"}) {
    const Query query = Parse(sql);
    EXPECT_THAT(Tables(query), ElementsAre("t")) << sql;
    EXPECT_THAT(Outputs(query), ElementsAre("max(count(*))")) << sql;
    EXPECT_THAT(Filters(query), ElementsAre("t.k > 1")) << sql;
    EXPECT_EQ(query.group_by.at(0).text, "t.k") << sql;
  }
}

TEST(ParseQuery, EndsOnARecursiveCommonTable) {
  EXPECT_THAT(Tables(Parse("WITH RECURSIVE x AS (SELECT a FROM t UNION ALL SELECT a + 1 FROM x) SELECT a FROM x")),
              ElementsAre("t"));
}

TEST(ParseQuery, EndsOnCommonTablesThatDouble) {
  std::string sql = "WITH x0 AS (SELECT a AS b FROM t)";
  for (int i = 1; i < 60; ++i)
    sql += fmt::format(", x{} AS (SELECT p.b + q.b AS b FROM x{} p, x{} q)", i, i - 1, i - 1);
  EXPECT_LE(Outputs(Parse(sql + " SELECT b FROM x59")).at(0).size(), 2'100u);
}

TEST(ParseQuery, NamesATableThatIsReadTwiceByItsRole) {
  const Query query = Parse(
      "SELECT e.colour, h.colour FROM hero JOIN colour e ON hero.eye_id = e.id JOIN colour h ON h.id = hero.hair_id");
  EXPECT_THAT(Outputs(query), ElementsAre("colour(eye_id).colour", "colour(hair_id).colour"));
  const Query single = Parse("SELECT id FROM hero WHERE eye_id = (SELECT id FROM colour WHERE colour = 'Blue')", kLite,
                             {{{"colour", "colour"}}, {"colour"}});
  EXPECT_THAT(Filters(single), ElementsAre("colour(eye_id).colour = 'Blue'"));
}

TEST(ParseQuery, GivesJoinedColumnsOneKey) {
  const Query joined = Parse("SELECT c.id FROM hero h JOIN colour c ON h.eye_id = c.id WHERE c.id = 7");
  const Query alone = Parse("SELECT eye_id FROM hero WHERE eye_id = 7");
  EXPECT_EQ(joined.filters.at(0).condition.text, "colour.id = 7");
  EXPECT_EQ(joined.filters.at(0).condition.key, alone.filters.at(0).condition.key);
  EXPECT_EQ(joined.outputs.at(0).expression.key, alone.outputs.at(0).expression.key);
}

TEST(ParseQuery, ReadsConditionalAggregatesAlike) {
  for (const char* sql :
       {"SELECT sum(CASE WHEN a = 1 THEN 1 ELSE 0 END) FROM t", "SELECT sum(a = 1) FROM t",
        "SELECT count(CASE WHEN a = 1 THEN 1 END) FROM t", "SELECT count(*) FILTER (WHERE a = 1) FROM t"}) {
    const Query query = Parse(sql);
    EXPECT_THAT(Outputs(query), ElementsAre("count(*) FILTER (WHERE t.a = 1)")) << sql;
    EXPECT_THAT(Aggregates(query), ElementsAre("count * if")) << sql;
    EXPECT_THAT(Filters(query), ElementsAre("t.a = 1 (case)")) << sql;
  }
  EXPECT_THAT(Aggregates(Parse("SELECT count(CASE WHEN a = 1 THEN 1 ELSE 0 END) FROM t")),
              ElementsAre("count CASE WHEN t.a = 1 THEN 1 ELSE 0 END"));
}

TEST(ParseQuery, ReadsTheOtherClauses) {
  const Query query =
      Parse("SELECT DISTINCT a, count(DISTINCT b) AS n FROM t GROUP BY 1 HAVING n > 2 ORDER BY n DESC, 1 LIMIT 2, 3");
  EXPECT_TRUE(query.distinct);
  EXPECT_EQ(query.group_by.at(0).text, "t.a");
  EXPECT_THAT(Filters(query), ElementsAre("count(DISTINCT t.b) > 2 (having)"));
  EXPECT_EQ(query.order_by.at(0).expression.text, "count(DISTINCT t.b)");
  EXPECT_TRUE(query.order_by.at(0).descending);
  EXPECT_EQ(query.order_by.at(1).expression.text, "t.a");
  EXPECT_EQ(query.limit, "3");
  EXPECT_EQ(query.offset, "2");
  EXPECT_THAT(Aggregates(query), ElementsAre("count distinct t.b"));
}

TEST(ParseQuery, KeepsOnlyTheOutermostOrder) {
  EXPECT_THAT(Parse("SELECT a FROM (SELECT a FROM t ORDER BY b) x").order_by, IsEmpty());
  EXPECT_EQ(Parse("SELECT a FROM t UNION ALL SELECT a FROM u ORDER BY a LIMIT 1").order_by.size(), 1u);
  EXPECT_THAT(Parse("SELECT a FROM t UNION ALL SELECT a FROM u").set_operations, ElementsAre("UNION ALL"));
}

TEST(ParseQuery, MarksFiguresAndWindows) {
  const Query query = Parse("SELECT a, avg(b) * 2, rank() OVER (PARTITION BY a ORDER BY c DESC) FROM t GROUP BY a");
  EXPECT_FALSE(query.outputs.at(0).aggregates);
  EXPECT_TRUE(query.outputs.at(1).aggregates);
  EXPECT_TRUE(query.outputs.at(2).window);
  EXPECT_EQ(query.outputs.at(2).expression.text, "rank() OVER (t.a ORDER BY t.c DESC)");
}

TEST(ParseQuery, TakesOwnersForBareColumns) {
  const std::string sql = "SELECT name FROM hero JOIN power ON hero.id = power.hero_id";
  EXPECT_THAT(Outputs(Parse(sql)), ElementsAre("name"));
  EXPECT_THAT(Outputs(Parse(sql, kLite, {{{"name", "power"}}, {}})), ElementsAre("power.name"));
}

TEST(ParseQuery, KnowsTheOwnersOfItsColumns) {
  const auto owners = OwnersOf(Parse("SELECT h.id, h.name, p.id FROM hero h, power p WHERE p.x = q"));
  EXPECT_EQ(owners, (ColumnOwners{{"name", "hero"}, {"x", "power"}}));
}

TEST(ParseQuery, RefusesMoreFactsThanCanBeCompared) {
  std::string sql = "SELECT 1 FROM t WHERE a > 0";
  for (int i = 0; i < 300; ++i) sql += " AND a <> 1";
  EXPECT_EQ(ParseQuery(sql, kLite).error().Message(), "more than 300 tables, joins, filters or outputs");
}

TEST(ParseQuery, RefusesWhatDoesNotRead) {
  EXPECT_EQ(ParseQuery("DELETE FROM t", kLite).error().Message(), "no query that reads, but Delete");
}

TEST(ParseQuery, ReadsDatabricks) {
  const Query query = Parse("SELECT `n`, x FROM c.s.`t` LATERAL VIEW explode(list) v AS x WHERE n RLIKE \"a'b\"",
                            SqlDialect::kDatabricks);
  EXPECT_THAT(Filters(query), ElementsAre("n REGEXP 'a''b'"));
}

TEST(NamesIn, ListsWhatAStatementNames) {
  const auto names =
      NamesIn("WITH x AS (SELECT a FROM t) SELECT x.a, u.b, count(*) AS n FROM x, s.u AS u ORDER BY n", kLite);
  EXPECT_EQ(names->kind, "select");
  EXPECT_THAT(names->tables, ElementsAre("s.u", "t"));
  EXPECT_THAT(names->columns, ElementsAre("s.u.b", "t.a"));
}

TEST(NamesIn, KnowsOtherStatements) {
  EXPECT_EQ(NamesIn("INSERT INTO t (a) VALUES (1)", kLite)->kind, "insert");
  EXPECT_THAT(NamesIn("INSERT INTO t (a) VALUES (1)", kLite)->columns, ElementsAre("t.a"));
  EXPECT_EQ(NamesIn("CREATE TABLE t AS SELECT 1", kLite)->kind, "create");
  EXPECT_EQ(NamesIn("ALTER TABLE t ADD a int", kLite)->kind, "alter");
}

TEST(NamesIn, TakesNoOutputForATablesColumn) {
  const auto columns = [](std::string_view sql) { return NamesIn(sql, kLite)->columns; };
  EXPECT_THAT(columns("SELECT name AS secret FROM hero WHERE secret = 1"), ElementsAre("hero.name", "hero.secret"));
  EXPECT_THAT(columns("SELECT 1 AS secret, secret FROM hero"), ElementsAre("hero.secret"));
  EXPECT_THAT(columns("SELECT name AS secret FROM hero GROUP BY secret"), ElementsAre("hero.name", "hero.secret"));
  EXPECT_THAT(columns("SELECT name AS n FROM hero ORDER BY n"), ElementsAre("hero.name"));
  EXPECT_THAT(columns("SELECT name AS n FROM hero ORDER BY n + secret"), Contains("hero.secret"));
  EXPECT_THAT(columns("SELECT n FROM (SELECT name AS n FROM hero) GROUP BY n"), ElementsAre("hero.name"));
  EXPECT_THAT(columns("SELECT secret FROM hero WHERE EXISTS (SELECT 1 FROM (SELECT 1 AS secret) AS y)"),
              ElementsAre("hero.secret"));
}

TEST(NamesIn, ListsTheColumnsThatJoinsShare) {
  EXPECT_THAT(NamesIn("SELECT 1 FROM a JOIN (SELECT 1 AS k) AS b USING (k)", kLite)->columns, ElementsAre("a.k"));
  EXPECT_THAT(NamesIn("SELECT 1 FROM a JOIN b USING (k)", kLite)->columns, ElementsAre("a.k", "b.k"));
  EXPECT_THAT(NamesIn("SELECT 1 FROM a NATURAL JOIN b", kLite)->columns, ElementsAre("a.*", "b.*"));
}

TEST(NamesIn, KnowsWhereACommonTableIsOne) {
  EXPECT_THAT(NamesIn("SELECT 1 FROM hero WHERE 1 IN (WITH hero AS (SELECT 1 AS x) SELECT x FROM hero)", kLite)->tables,
              ElementsAre("hero"));
  EXPECT_THAT(NamesIn("WITH hero AS (SELECT a FROM hero) SELECT a FROM hero", kLite)->tables, ElementsAre("hero"));
}

TEST(NamesIn, ListsNestedStatements) {
  const auto nested = [](std::string_view sql) { return NamesIn(sql, SqlDialect::kPostgresql)->nested_kinds; };
  EXPECT_THAT(nested("WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d"), ElementsAre("delete"));
  EXPECT_THAT(nested("SELECT a INTO x FROM t"), ElementsAre("create"));
  EXPECT_THAT(nested("INSERT INTO t SELECT a FROM u"), IsEmpty());
}

TEST(NamesIn, RefusesASelectOfNothing) {
  EXPECT_EQ(NamesIn("SELECT", kLite).error().Message(), "a SELECT names nothing to select");
  EXPECT_FALSE(NamesIn("SELECT", SqlDialect::kPostgresql));
  EXPECT_TRUE(NamesIn("SELECT a FROM t WHERE EXISTS (SELECT FROM u)", SqlDialect::kPostgresql));
}

TEST(ParseQuery, NamesSubqueriesInFromThatHaveNoName) {
  for (const char* sql : {"SELECT a FROM (SELECT a FROM t) WHERE a > 1", "SELECT a FROM (SELECT a FROM t)",
                          "SELECT x.a FROM t AS x JOIN (SELECT a FROM u) ON x.a > 1",
                          "SELECT 1 FROM t, (SELECT a FROM u), (VALUES (1)) ORDER BY 1",
                          "SELECT a FROM (SELECT a FROM (SELECT a FROM t) LIMIT 2) GROUP BY a",
                          "SELECT a FROM t WHERE a IN (SELECT b FROM u) AND (SELECT 1) = 1"}) {
    const auto query = ParseQuery(sql, SqlDialect::kSqlite);
    EXPECT_TRUE(query) << sql << ": " << query.error().Message();
  }
}

TEST(ParseQuery, MergesNoAlternativesThatAreMoreThanEqualities) {
  const auto query =
      ParseQuery("SELECT a FROM t WHERE (a = 1 AND b = 'x') OR (a = 2 AND b = 'y')", SqlDialect::kSqlite);
  ASSERT_TRUE(query);
  for (const SqlFilter& filter : query->filters)
    EXPECT_EQ(filter.condition.text.find(" IN ("), std::string::npos) << filter.condition.text;
}

}  // namespace
}  // namespace harness
