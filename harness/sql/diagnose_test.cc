#include "harness/sql/diagnose.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

// As many rows on both sides, all of them others, in one column.
TableDifference Rows(size_t gold, size_t pred, size_t missing, size_t extra) {
  TableDifference difference;
  difference.gold_rows = gold;
  difference.pred_rows = pred;
  difference.gold_columns = difference.pred_columns = 1;
  difference.missing_rows = missing;
  difference.extra_rows = extra;
  return difference;
}

TableDifference Cell(SqlValue gold, SqlValue pred) {
  TableDifference difference = Rows(1, 1, 1, 1);
  difference.changed_cell = TableDifference::Cell{"n", std::move(gold), std::move(pred)};
  return difference;
}

TableDifference Columns(size_t gold, size_t pred, size_t gold_rows, size_t pred_rows) {
  TableDifference difference = Rows(gold_rows, pred_rows, gold_rows, pred_rows);
  difference.gold_columns = gold;
  difference.pred_columns = pred;
  return difference;
}

TableDifference Often(size_t gold, size_t pred) {
  TableDifference difference = Rows(gold, pred, 0, pred - gold);
  difference.same_set = true;
  return difference;
}

std::string Why(std::string_view gold, std::string_view pred, const TableDifference& difference,
                SqlDialect dialect = SqlDialect::kSqlite) {
  const Diagnosis diagnosis = Diagnose(gold, pred, dialect, difference);
  return diagnosis.category + ": " + diagnosis.reason;
}

TEST(DiagnoseError, GoesByTheEnginesProblem) {
  EXPECT_EQ(DiagnoseError({SqlProblem::kMissingName, "no such column: a"}).category, "missing_table_or_column");
  EXPECT_EQ(DiagnoseError({SqlProblem::kSyntax, ""}).category, "sql_syntax_error");
  EXPECT_EQ(DiagnoseError({SqlProblem::kFailed, ""}).category, "sql_syntax_error");
  EXPECT_EQ(DiagnoseError({SqlProblem::kTimeout, ""}).category, "timeout");
  EXPECT_EQ(DiagnoseError({SqlProblem::kTooLarge, ""}).category, "timeout");
  EXPECT_EQ(DiagnoseError({SqlProblem::kUnavailable, ""}).category, "api_error");
}

TEST(DiagnoseError, KeepsTheEnginesWords) {
  EXPECT_EQ(DiagnoseError({SqlProblem::kMissingName, "no such column: a"}).reason, "no such column: a");
  const Diagnosis refused = DiagnoseError({SqlProblem::kRefused, "not authorized"});
  EXPECT_EQ(refused.category, "sql_syntax_error");
  EXPECT_EQ(refused.reason, "refused: not authorized");
}

TEST(DiagnoseNoSql, IsACategoryOfItsOwn) {
  EXPECT_EQ(DiagnoseNoSql("there is no SQL in the answer: no").category, "no_sql_generated");
}

TEST(Diagnose, NamesAMissingFilter) {
  EXPECT_EQ(Why("SELECT name FROM hero WHERE height_cm > 200", "SELECT name FROM hero", Rows(3, 17, 0, 14)),
            "wrong_filter: filter `hero.height_cm > 200` is missing; 14 extra rows");
}

TEST(Diagnose, NamesAFilterWithAnotherLiteral) {
  EXPECT_EQ(Why("SELECT h.name FROM hero h JOIN race r ON h.race_id = r.id WHERE r.race = 'Human'",
                "SELECT name FROM hero WHERE race_id IN (SELECT id FROM race WHERE race = 'human')", Rows(5, 0, 5, 0)),
            "wrong_filter: filter `race.race = 'human'` instead of `race.race = 'Human'`; no row instead of 5");
}

TEST(Diagnose, BlamesTheFilterForATableThatIsThereForIt) {
  EXPECT_EQ(Why("SELECT h.name FROM hero h JOIN colour c ON h.eye_id = c.id WHERE c.colour = 'No Colour'",
                "SELECT name FROM hero WHERE eye_id IS NULL", Rows(15, 0, 15, 0)),
            "wrong_filter: filter `colour.colour = 'No Colour'` is missing, filter `hero.eye_id IS NULL` is added; "
            "no row instead of 15");
}

TEST(Diagnose, NamesAMissingLimit) {
  EXPECT_EQ(Why("SELECT name FROM hero LIMIT 5", "SELECT name FROM hero", Rows(5, 750, 0, 745)),
            "wrong_filter: LIMIT 5 is missing; 745 extra rows");
}

TEST(Diagnose, NamesAJoinThatMultipliesRows) {
  EXPECT_EQ(
      Why("SELECT name FROM hero", "SELECT name FROM hero JOIN hero_power p ON hero.id = p.hero_id", Often(5, 15)),
      "wrong_join: joins hero_power, which gold does not; the same rows, 3 times as many");
}

TEST(Diagnose, NamesATableThatIsNotJoined) {
  EXPECT_EQ(
      Why("SELECT h.name FROM hero h JOIN hero_power p ON h.id = p.hero_id", "SELECT name FROM hero", Rows(3, 5, 0, 2)),
      "wrong_join: does not read hero_power, which gold does; 2 extra rows");
}

TEST(Diagnose, NamesAnotherJoinCondition) {
  EXPECT_EQ(Why("SELECT h.name FROM hero h JOIN power p ON h.id = p.hero_id",
                "SELECT h.name FROM hero h JOIN power p ON h.id = p.id", Rows(3, 5, 0, 2)),
            "wrong_join: joins on `hero.id = power.id` instead of `hero.id = power.hero_id`; 2 extra rows");
}

TEST(Diagnose, NamesTablesThatTakeThePlaceOfOthers) {
  EXPECT_EQ(Why("SELECT count(*) FROM attribute", "SELECT count(*) FROM power", Cell(int64_t{3}, int64_t{4})),
            "wrong_join: reads power instead of attribute; got 4, expected 3");
}

TEST(Diagnose, NamesAnOuterJoinWhereNothingElseDiffers) {
  EXPECT_EQ(
      Why("SELECT a.x FROM a JOIN b ON a.id = b.id", "SELECT a.x FROM a LEFT JOIN b ON a.id = b.id", Rows(3, 5, 0, 2)),
      "wrong_join: an outer join of b instead of an inner one; 2 extra rows");
}

TEST(Diagnose, NamesAnotherAggregate) {
  EXPECT_EQ(Why("SELECT sum(h) FROM hero", "SELECT avg(h) FROM hero", Cell(int64_t{9}, 3.0)),
            "wrong_aggregation: computes `avg(hero.h)` instead of `sum(hero.h)`; got 3, expected 9");
  EXPECT_EQ(Why("SELECT count(id) FROM hero", "SELECT count(DISTINCT id) FROM hero", Cell(int64_t{9}, int64_t{8})),
            "wrong_aggregation: computes `count(DISTINCT hero.id)` instead of `count(hero.id)`; got 8, expected 9");
}

TEST(Diagnose, NamesGroupsThatGoldHasNot) {
  EXPECT_EQ(Why("SELECT avg(h) FROM hero", "SELECT name, avg(h) FROM hero GROUP BY name", Columns(1, 2, 1, 743)),
            "wrong_aggregation: groups by `hero.name` as well, returns `hero.name` as well; "
            "2 columns instead of 1, 743 rows instead of 1");
}

TEST(Diagnose, SeesFiguresThatLostTheirFraction) {
  EXPECT_EQ(Why("SELECT CAST(sum(a) AS REAL) / sum(b) FROM t", "SELECT sum(a) / sum(b) FROM t WHERE c = 1",
                Cell(2.5, int64_t{2})),
            "wrong_aggregation: computes `sum(t.a) / sum(t.b)` instead of `CAST(sum(t.a) AS real) / sum(t.b)`, "
            "filter `t.c = 1` is added; got 2, expected 2.5: it is gold's figure without its fraction");
}

TEST(Diagnose, SeesATurnedSign) {
  EXPECT_EQ(Why("SELECT sum(a) - sum(b) FROM t", "SELECT sum(b) - sum(a) FROM t", Cell(int64_t{-7}, int64_t{7})),
            "wrong_aggregation: computes `sum(t.b) - sum(t.a)` instead of `sum(t.a) - sum(t.b)`; "
            "got 7, expected -7: the sign is turned");
}

TEST(Diagnose, BlamesTheFilterForAFigureOfNothing) {
  EXPECT_EQ(Why("SELECT count(a) FROM t WHERE b = 'X'", "SELECT count(DISTINCT a) FROM t WHERE b = 'x'",
                Cell(int64_t{9}, int64_t{0})),
            "wrong_filter: filter `t.b = 'x'` instead of `t.b = 'X'`, computes `count(DISTINCT t.a)` instead of "
            "`count(t.a)`; got 0, expected 9");
}

TEST(Diagnose, NamesAColumnTooMany) {
  EXPECT_EQ(Why("SELECT h FROM hero WHERE e = 1", "SELECT name, h FROM hero WHERE e = 1", Columns(1, 2, 3, 3)),
            "wrong_column: returns `hero.name` as well; 2 columns instead of 1");
}

TEST(Diagnose, NamesAColumnInThePlaceOfAnother) {
  EXPECT_EQ(Why("SELECT g.gender FROM hero h JOIN gender g ON h.gender_id = g.id", "SELECT gender_id FROM hero",
                Rows(3, 3, 3, 3)),
            "wrong_column: returns `hero.gender_id` instead of `gender.gender`; 3 missing rows, 3 extra rows");
}

TEST(Diagnose, TellsRolesOfATableApart) {
  EXPECT_EQ(Why("SELECT e.c FROM hero JOIN colour e ON hero.eye_id = e.id JOIN colour h ON hero.hair_id = h.id",
                "SELECT h.c FROM hero JOIN colour e ON hero.eye_id = e.id JOIN colour h ON hero.hair_id = h.id",
                Rows(3, 3, 3, 3)),
            "wrong_column: returns `colour(hair_id).c` instead of `colour(eye_id).c`; 3 missing rows, 3 extra rows");
}

TEST(Diagnose, LeavesAMissingDistinctASemanticDifference) {
  EXPECT_EQ(Why("SELECT DISTINCT name FROM hero", "SELECT name FROM hero", Often(4, 9)),
            "semantic_difference: DISTINCT is missing; the same distinct rows, 9 rows instead of 4");
}

TEST(Diagnose, SeesTiesThatLimitCuts) {
  EXPECT_EQ(Why("SELECT name FROM hero ORDER BY v DESC LIMIT 1",
                "SELECT name FROM hero WHERE v = (SELECT max(v) FROM hero)", Rows(1, 40, 0, 39)),
            "semantic_difference: takes every row with the greatest or least value, where gold takes the first alone "
            "(LIMIT 1); 39 extra rows");
}

TEST(Diagnose, NamesBothFactsWhereNoneDecides) {
  EXPECT_EQ(Why("SELECT p FROM hero LIMIT 5", "SELECT n, p FROM hero", Columns(1, 2, 5, 750)),
            "semantic_difference: returns `hero.n` as well, LIMIT 5 is missing; 2 columns instead of 1, 750 rows "
            "instead of 5");
}

TEST(Diagnose, TakesNoLimitForACauseThatCutsNothing) {
  EXPECT_EQ(Diagnose("SELECT count(*) / sum(b) FROM t",
                     "SELECT (SELECT count(*) FROM t) / (SELECT sum(b) FROM t WHERE b > 0) LIMIT 1",
                     SqlDialect::kSqlite, Cell(int64_t{2}, int64_t{3}))
                .reason.find("LIMIT"),
            std::string::npos);
}

TEST(Diagnose, CallsNoSemiJoinAnotherQuery) {
  EXPECT_EQ(Why("SELECT a.x FROM a JOIN b ON a.k = b.id WHERE b.n = 1",
                "SELECT x FROM a WHERE k IN (SELECT id FROM b WHERE n = 1)", Rows(2, 1, 1, 0)),
            "semantic_difference: the queries ask for the same as far as they can be compared; 1 missing row");
}

TEST(Diagnose, SaysThatLimitWithoutOrderIsOpen) {
  EXPECT_EQ(
      Why("SELECT a FROM t LIMIT 5", "SELECT a FROM t LIMIT 5", Rows(5, 5, 2, 2)),
      "semantic_difference: gold's LIMIT 5 without ORDER BY leaves open which rows come; 2 missing rows, 2 extra rows");
}

TEST(Diagnose, DecidesFromResultsWhereAQueryCantBeParsed) {
  EXPECT_EQ(Why("SELECT a FROM t", "SELECT a, b FROM t WHERE a = b = c", Columns(1, 2, 3, 3)),
            "wrong_column: 2 columns instead of 1; the query can't be parsed: syntax error at or near \"=\"");
  EXPECT_EQ(Why("SELECT a FROM t WHERE a = b = c", "SELECT a FROM t", Rows(1, 2, 0, 1)),
            "semantic_difference: 1 extra row; gold can't be parsed: syntax error at or near \"=\"");
}

TEST(Diagnose, KeepsItsEvidence) {
  const Diagnosis diagnosis =
      Diagnose("SELECT a FROM t WHERE b = 1", "SELECT a FROM t", SqlDialect::kPostgresql, Rows(1, 3, 0, 2));
  EXPECT_EQ(diagnosis.evidence["parsed"], true);
  EXPECT_EQ(diagnosis.evidence["queries"],
            Json::parse(R"([{"aspect": "filter", "fact": "filter `t.b = 1` is missing"}])"));
  EXPECT_EQ(diagnosis.evidence["results"]["extra_rows"], 2);
}

TEST(Diagnose, SeesThatAnotherColumnIsCounted) {
  TableDifference difference;
  difference.gold_rows = difference.pred_rows = 3;
  difference.gold_columns = difference.pred_columns = 2;
  difference.missing_rows = difference.extra_rows = 3;
  const Diagnosis diagnosis = Diagnose("SELECT a, count(b) FROM t GROUP BY a", "SELECT a, count(c) FROM t GROUP BY a",
                                       SqlDialect::kSqlite, difference);
  EXPECT_EQ(diagnosis.category, "wrong_column");
}

}  // namespace
}  // namespace harness
