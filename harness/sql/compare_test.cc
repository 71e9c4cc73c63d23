#include "harness/sql/compare.h"

#include <gmock/gmock.h>

namespace harness {
namespace {

using testing::ElementsAre;

using Row = std::vector<SqlValue>;

SqlValue I(int64_t n) {
  return n;
}
SqlValue D(double d) {
  return d;
}
SqlValue T(std::string text) {
  return SqlValue(std::move(text));
}
const SqlValue kNull;

SqlTable Table(const std::vector<Row>& rows, std::vector<std::string> columns = {}) {
  SqlTable table;
  for (const Row& row : rows) table.cells.insert(table.cells.end(), row.begin(), row.end());
  for (size_t i = 0; columns.empty() && !rows.empty() && i < rows[0].size(); ++i) table.columns.push_back("");
  for (size_t i = 0; i < table.columns.size(); ++i) table.columns[i] = "c" + std::to_string(i);
  if (!columns.empty()) table.columns = std::move(columns);
  return table;
}

Likeness Of(const SqlTable& gold, const SqlTable& pred, const SortGroups* groups = nullptr) {
  CompareOptions options;
  options.groups = groups;
  const auto compared = Compare(gold, pred, options);
  EXPECT_TRUE(compared);
  return compared ? compared->likeness : Likeness::kDifferent;
}

TableDifference DifferenceOf(const SqlTable& gold, const SqlTable& pred) {
  return Compare(gold, pred)->difference;
}

TEST(Compare, FindsTheSameRowsInOrder) {
  EXPECT_EQ(Of(Table({{I(1), T("a")}, {I(2), T("b")}}), Table({{I(1), T("a")}, {I(2), T("b")}})),
            Likeness::kExactOrdered);
}

TEST(Compare, FindsTheSameRowsInAnotherOrder) {
  EXPECT_EQ(Of(Table({{I(1)}, {I(2)}}), Table({{I(2)}, {I(1)}})), Likeness::kMultiset);
}

TEST(Compare, LetsTiesChangePlaces) {
  const SqlTable gold = Table({{T("a")}, {T("b")}, {T("c")}});
  const SortGroups groups = {0, 0, 1};
  EXPECT_EQ(Of(gold, Table({{T("b")}, {T("a")}, {T("c")}}), &groups), Likeness::kOrderedWithTies);
  EXPECT_EQ(Of(gold, Table({{T("a")}, {T("c")}, {T("b")}}), &groups), Likeness::kMultiset);
}

TEST(Compare, CountsRows) {
  EXPECT_EQ(Of(Table({{I(1)}, {I(1)}, {I(2)}}), Table({{I(1)}, {I(2)}, {I(2)}})), Likeness::kSetOnly);
  EXPECT_EQ(Of(Table({{I(1)}, {I(2)}}), Table({{I(1)}, {I(2)}, {I(2)}})), Likeness::kSetOnly);
}

TEST(Compare, KeepsNullZeroAndNothingApart) {
  EXPECT_EQ(Of(Table({{kNull}}), Table({{I(0)}})), Likeness::kDifferent);
  EXPECT_EQ(Of(Table({{kNull}}), Table({{T("")}})), Likeness::kDifferent);
  EXPECT_EQ(Of(Table({{I(0)}}), Table({{T("")}})), Likeness::kDifferent);
  EXPECT_EQ(Of(Table({{I(0)}}), Table({{T("0")}})), Likeness::kDifferent);
  EXPECT_EQ(Of(Table({{T("a")}}), Table({{SqlBlob{"a"}}})), Likeness::kDifferent);
  EXPECT_EQ(Of(Table({{I(1)}}), Table({{SqlValue(true)}})), Likeness::kDifferent);
}

TEST(Compare, TakesNumbersByTheirValue) {
  EXPECT_EQ(Of(Table({{I(1)}}), Table({{D(1.0)}})), Likeness::kExactOrdered);
  EXPECT_EQ(Of(Table({{I(100)}}), Table({{SqlDecimal{"1.00e2"}}})), Likeness::kExactOrdered);
  EXPECT_EQ(Of(Table({{D(0.1)}}), Table({{SqlDecimal{"0.100"}}})), Likeness::kExactOrdered);
  EXPECT_EQ(Of(Table({{D(-0.0)}}), Table({{I(0)}})), Likeness::kExactOrdered);
  EXPECT_EQ(Of(Table({{I(9007199254740993)}}), Table({{D(9007199254740992)}})), Likeness::kApproximate);
  EXPECT_EQ(Of(Table({{SqlDecimal{"0.10"}}}), Table({{SqlDecimal{"0.11"}}})), Likeness::kDifferent);
}

TEST(Compare, AssignsColumnsByWhatTheyHold) {
  EXPECT_EQ(Of(Table({{I(1), T("a")}, {I(2), T("b")}}), Table({{T("b"), I(2)}, {T("a"), I(1)}})),
            Likeness::kColumnPermuted);
}

TEST(Compare, KeepsRowsTogetherWhenColumnsChangePlaces) {
  // Each column holds the same values, but no row is the same.
  EXPECT_EQ(Of(Table({{I(1), T("a")}, {I(2), T("b")}}), Table({{T("b"), I(1)}, {T("a"), I(2)}})), Likeness::kDifferent);
}

TEST(Compare, LeavesFurtherColumnsOut) {
  EXPECT_EQ(Of(Table({{T("a")}, {T("b")}}), Table({{I(1), T("b")}, {I(2), T("a")}})), Likeness::kGoldColumnsSubset);
}

TEST(Compare, NeedsAColumnOfItsOwnForEachOfGold) {
  EXPECT_EQ(Of(Table({{I(1), I(1)}, {I(2), I(2)}}), Table({{I(1), T("x")}, {I(2), T("y")}})), Likeness::kDifferent);
}

TEST(Compare, TriesOtherColumnsWhereFingerprintsAreAlike) {
  // All four columns hold two ones and two zeros; one order of columns fits.
  const SqlTable gold =
      Table({{I(1), I(1), I(0), I(0)}, {I(1), I(0), I(1), I(0)}, {I(0), I(1), I(0), I(1)}, {I(0), I(0), I(1), I(1)}});
  const SqlTable pred =
      Table({{I(0), I(0), I(1), I(1)}, {I(0), I(1), I(0), I(1)}, {I(1), I(0), I(1), I(0)}, {I(1), I(1), I(0), I(0)}});
  EXPECT_EQ(Of(gold, pred), Likeness::kMultiset);
  SqlTable turned = pred;
  for (size_t row = 0; row < 4; ++row)
    std::rotate(&turned.cells[row * 4], &turned.cells[row * 4 + 1], &turned.cells[row * 4] + 4);
  EXPECT_EQ(Of(gold, turned), Likeness::kColumnPermuted);
}

TEST(Compare, AssignsThirtyColumnsThatLookAlike) {
  // Column j of 200 rows holds a one where a hash of both says so; the prediction has them in reverse.
  std::vector<Row> gold(200), pred(200);
  for (size_t row = 0; row < 200; ++row)
    for (size_t column = 0; column < 30; ++column)
      gold[row].push_back(I(static_cast<int64_t>(((row + 7) * (column + 3) * 2654435761U >> 13) & 1)));
  for (size_t row = 0; row < 200; ++row) pred[row].assign(gold[row].rbegin(), gold[row].rend());
  EXPECT_EQ(Of(Table(gold), Table(pred)), Likeness::kColumnPermuted);
}

TEST(Compare, AssignsEqualColumnsOnce) {
  // Thirty columns that all hold the same: no factorial of orders.
  const std::vector<Row> rows = {Row(30, I(1)), Row(30, I(2))};
  std::vector<Row> wider = {Row(31, I(1)), Row(31, I(2))};
  EXPECT_EQ(Of(Table(rows), Table(wider)), Likeness::kGoldColumnsSubset);
}

TEST(Compare, ForgivesRounding) {
  EXPECT_EQ(Of(Table({{D(0.1 + 0.2), T("a")}}), Table({{D(0.3), T("a")}})), Likeness::kApproximate);
  EXPECT_EQ(Of(Table({{T("a"), D(0.1 + 0.2)}, {T("b"), D(1)}}), Table({{D(1), T("b")}, {D(0.3), T("a")}})),
            Likeness::kApproximate);
  EXPECT_EQ(Of(Table({{D(0.3)}}), Table({{D(0.31)}})), Likeness::kDifferent);
}

TEST(Compare, ForgivesNoIntegerThatIsOneOff) {
  EXPECT_EQ(Of(Table({{I(100000000)}}), Table({{I(100000001)}})), Likeness::kDifferent);
}

TEST(Compare, MatchesRowsWhoseRoundingChangesTheirOrder) {
  const SqlTable gold = Table({{D(1.0000000001), D(5)}, {D(1.0), D(9)}});
  const SqlTable pred = Table({{D(1.0), D(5)}, {D(1.0000000001), D(9)}});
  EXPECT_EQ(Of(gold, pred), Likeness::kApproximate);
}

TEST(Compare, CountsMissingAndExtraRows) {
  const TableDifference difference =
      DifferenceOf(Table({{I(1)}, {I(2)}, {I(3)}}), Table({{I(2)}, {I(3)}, {I(4)}, {I(5)}}));
  EXPECT_EQ(difference.missing_rows, 1u);
  EXPECT_EQ(difference.extra_rows, 2u);
  EXPECT_EQ(difference.gold_rows, 3u);
  EXPECT_EQ(difference.pred_rows, 4u);
  EXPECT_FALSE(difference.same_set);
}

TEST(Compare, SeesRowsThatComeSeveralTimes) {
  const TableDifference difference = DifferenceOf(Table({{I(1)}, {I(2)}}), Table({{I(1)}, {I(1)}, {I(2)}, {I(2)}}));
  EXPECT_TRUE(difference.same_set);
  EXPECT_EQ(difference.extra_rows, 2u);
}

TEST(Compare, NamesMissingColumns) {
  const TableDifference difference =
      DifferenceOf(Table({{T("a"), I(1)}, {T("b"), I(2)}}, {"name", "height"}), Table({{T("a")}, {T("b")}}, {"n"}));
  EXPECT_THAT(difference.missing_columns, ElementsAre("height"));
  EXPECT_THAT(difference.extra_columns, ElementsAre());
  EXPECT_EQ(difference.missing_rows, 0u);
}

TEST(Compare, NamesAColumnThatHoldsSomethingElse) {
  const TableDifference difference =
      DifferenceOf(Table({{T("a")}, {T("b")}}, {"name"}), Table({{I(1)}, {I(2)}}, {"id"}));
  EXPECT_THAT(difference.missing_columns, ElementsAre("name"));
  EXPECT_THAT(difference.extra_columns, ElementsAre("id"));
}

TEST(Compare, NamesTheOneCellThatChanged) {
  const TableDifference difference = DifferenceOf(Table({{T("a"), I(1)}, {T("b"), I(2)}}, {"name", "height"}),
                                                  Table({{T("a"), I(1)}, {T("b"), I(3)}}, {"n", "h"}));
  ASSERT_TRUE(difference.changed_cell);
  EXPECT_EQ(difference.changed_cell->column, "height");
  EXPECT_EQ(difference.changed_cell->gold, I(2));
  EXPECT_EQ(difference.changed_cell->pred, I(3));
}

TEST(Compare, GivesUpWhenItsTimeIsOver) {
  CompareOptions options;
  options.expired = [] { return true; };
  EXPECT_FALSE(Compare(Table({{I(1), I(2)}}), Table({{I(2), I(1)}}), options));
}

TEST(Likeness, HasNames) {
  for (int i = 0; i <= static_cast<int>(Likeness::kDifferent); ++i) {
    const auto likeness = static_cast<Likeness>(i);
    EXPECT_EQ(ParseLikeness(ToString(likeness)), likeness);
  }
  EXPECT_EQ(ParseLikeness("like"), std::nullopt);
}

TEST(Compare, EndsWhereColumnsLookAlikeAndDontFit) {
  // Eleven columns of one value against twelve: no factorial of orders.
  std::vector<SqlValue> gold(14, D(1.5)), pred(14, D(1.5));
  pred[13] = D(2.5);
  EXPECT_EQ(Of(Table({gold}), Table({pred})), Likeness::kDifferent);
  gold.assign(14, kNull);
  pred.assign(14, kNull);
  gold[0] = pred[0] = pred[1] = I(7);
  EXPECT_EQ(Of(Table({gold}), Table({pred})), Likeness::kDifferent);
}

TEST(Compare, CallsDifferentWhatItCantFindToBeApproximate) {
  const auto flags = [](std::initializer_list<double> values) { return Row(values.begin(), values.end()); };
  const SqlTable gold = Table({flags({0, 1, 0, 1, 0, .5}), flags({1, 0, 1, 0, 1, .5})});
  const SqlTable pred = Table({flags({0, 0, 0, 0, 0, .5}), flags({1, 1, 1, 1, 1, .5})});
  EXPECT_EQ(Of(gold, pred), Likeness::kDifferent);
}

}  // namespace
}  // namespace harness
