#include "harness/sql/rules.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

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

SqlTable Table(const std::vector<Row>& rows, size_t columns = 1) {
  SqlTable table;
  for (const Row& row : rows) table.cells.insert(table.cells.end(), row.begin(), row.end());
  table.columns.resize(rows.empty() ? columns : rows[0].size());
  return table;
}

std::optional<bool> Suite(const SqlTable& gold, const SqlTable& pred, bool ordered = false) {
  return TestSuite(gold, pred, ordered, nullptr);
}

TEST(BirdEx, LooksAtSetsOfRows) {
  EXPECT_TRUE(BirdEx(Table({{I(1)}, {I(2)}}), Table({{I(2)}, {D(1.0)}, {I(1)}})));
  EXPECT_FALSE(BirdEx(Table({{I(1), I(2)}}), Table({{I(2), I(1)}})));
  EXPECT_FALSE(BirdEx(Table({{D(0.3)}}), Table({{D(0.1 + 0.2)}})));
  EXPECT_TRUE(BirdEx(Table({}, 1), Table({}, 2)));
  EXPECT_FALSE(BirdEx(Table({{SqlValue()}}), Table({{T("")}})));
}

TEST(TestSuiteRule, CountsRowsInAnyOrderOfColumns) {
  EXPECT_EQ(Suite(Table({{I(1), T("a")}, {I(2), T("b")}}), Table({{T("b"), I(2)}, {T("a"), I(1)}})), true);
  EXPECT_EQ(Suite(Table({{I(1)}, {I(1)}, {I(2)}}), Table({{I(1)}, {I(2)}, {I(2)}})), false);
  EXPECT_EQ(Suite(Table({}, 1), Table({}, 2)), true);
  EXPECT_EQ(Suite(Table({{I(1)}}), Table({{I(1), I(1)}})), false);
}

TEST(TestSuiteRule, KeepsTheOrderWhereItMatters) {
  EXPECT_EQ(Suite(Table({{I(1)}, {I(2)}}), Table({{I(2)}, {I(1)}}), true), false);
  EXPECT_EQ(Suite(Table({{I(1), T("a")}, {I(2), T("b")}}), Table({{T("a"), I(1)}, {T("b"), I(2)}}), true), true);
}

// The original orders the cells of a row by their text first, and "1<class 'int'>" and "1.0<class 'float'>" stand on
// different sides of "15<class 'int'>".
TEST(TestSuiteRule, RejectsEqualRowsWhoseTextsSortDifferently) {
  EXPECT_EQ(Suite(Table({{I(1), I(15)}}), Table({{D(1.0), I(15)}})), false);
  EXPECT_EQ(Suite(Table({{I(1), I(25)}}), Table({{D(1.0), I(25)}})), true);
}

TEST(TestSuiteRule, FindsOrderByAnywhere) {
  EXPECT_TRUE(MentionsOrderBy("SELECT 'Order By'"));
  EXPECT_FALSE(MentionsOrderBy("SELECT 1 ORDER  BY 1"));
}

TEST(TestSuiteRule, MendsTheTextAsTheOriginalDoes) {
  EXPECT_EQ(TestSuiteText("a > = 1 and b ! = 2 and c < = YEAR ( curdate() ) "), "a >= 1 and b != 2 and c <= 2020");
}

TEST(SoftF1Rule, PairsRowsByPosition) {
  EXPECT_DOUBLE_EQ(SoftF1(Table({{I(1), T("a")}}), Table({{I(1), T("a")}})), 1);
  EXPECT_DOUBLE_EQ(SoftF1(Table({}, 1), Table({}, 1)), 1);
  EXPECT_DOUBLE_EQ(SoftF1(Table({{I(1)}}), Table({}, 1)), 0);
  EXPECT_DOUBLE_EQ(SoftF1(Table({{I(1)}, {I(2)}}), Table({{I(2)}, {I(1)}})), 0);
  // One of two cells: tp .5, fn .5, fp 0: P 1, R .5.
  EXPECT_DOUBLE_EQ(SoftF1(Table({{I(1), T("a")}}), Table({{I(1)}})), 2.0 / 3);
  // Duplicates go first: two pairs that match, then one row too many.
  EXPECT_DOUBLE_EQ(SoftF1(Table({{I(1)}, {I(1)}, {I(2)}}), Table({{I(1)}, {I(2)}, {I(3)}})), 0.8);
}

TEST(VesRewardRule, GoesByTheRatioOfTimes) {
  const auto reward = [](double ratio) {
    return VesReward(std::vector<double>{ratio * 0.99, ratio * 1.01, ratio * 0.99, ratio * 1.01});
  };
  EXPECT_EQ(reward(3), 1.25);
  EXPECT_EQ(reward(1.5), 1);
  EXPECT_EQ(reward(0.7), 0.75);
  EXPECT_EQ(reward(0.3), 0.5);
  EXPECT_EQ(reward(0.1), 0.25);
}

TEST(VesRewardRule, LeavesOutliersOut) {
  std::vector<double> ratios(99, 0.9);
  ratios[0] = 0.91;
  ratios.push_back(1000);
  EXPECT_EQ(VesReward(ratios), 0.75);
}

TEST(VesRewardRule, IsZeroWhereAllRatiosAreEqual) {
  EXPECT_EQ(VesReward(std::vector<double>{1, 1, 1}), 0);
}

}  // namespace
}  // namespace harness
