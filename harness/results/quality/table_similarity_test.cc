#include "harness/results/quality/table_similarity.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace harness {
namespace {

// Adds a column; "" is null.
void Put(ValueTable& table, const std::string& name, const std::vector<std::string>& texts) {
  ValueColumn& column = table.columns.emplace_back(name);
  for (const std::string& text : texts) {
    if (text.empty())
      column.AddNull();
    else
      column.Add(text);
  }
  table.rows = texts.size();
}

// 100 rows: x rises, twice is 2x times `scale`, half says in which half x lies.
ValueTable Rising(int scale) {
  std::vector<std::string> x, twice, half;
  for (int i = 0; i < 100; ++i) {
    x.push_back(std::to_string(i));
    twice.push_back(std::to_string(2 * i * scale));
    half.push_back(i < 50 ? "low" : "high");
  }
  ValueTable table;
  Put(table, "x", x);
  Put(table, "twice", twice);
  Put(table, "half", half);
  return table;
}

TEST(CompareTables, FindsADataSetLikeItself) {
  const TableSimilarity similarity = CompareTables(Rising(1), Rising(1));
  EXPECT_DOUBLE_EQ(*similarity.shape.value, 1);
  EXPECT_EQ(similarity.pairs.size(), 3u);
  EXPECT_NEAR(*similarity.pair_trends.value, 1, 1e-12);
  EXPECT_NEAR(*similarity.quality.value, 1, 1e-12);
}

TEST(CompareTables, SeesAScaledNumberBesideACategory) {
  const TableSimilarity similarity = CompareTables(Rising(1000), Rising(1));
  ASSERT_EQ(similarity.pairs.size(), 3u);
  EXPECT_EQ(similarity.pairs[0].measure, "CorrelationSimilarity");
  EXPECT_NEAR(similarity.pairs[0].value, 1, 1e-9);
  EXPECT_EQ(similarity.pairs[2].first + similarity.pairs[2].second, "twicehalf");
  EXPECT_EQ(similarity.pairs[2].measure, "ContingencySimilarity");
  EXPECT_NEAR(similarity.pairs[2].value, 0.01, 1e-9);  // but for the 0, all are above the edges
}

TEST(CompareTables, CountsNullsOfCategories) {
  ValueTable data, reference;
  Put(data, "c", {"a", "a", "", ""});
  Put(reference, "c", {"a", "a", "a", ""});
  EXPECT_DOUBLE_EQ(*CompareTables(data, reference).shape.value, 0.75);
}

TEST(CompareTables, TakesOtherKindsForOtherValues) {
  ValueTable data, reference;
  Put(data, "c", {"one", "two"});
  Put(reference, "c", {"1", "2"});
  const TableSimilarity similarity = CompareTables(data, reference);
  EXPECT_EQ(similarity.columns[0].measure, "TVComplement");
  EXPECT_DOUBLE_EQ(*similarity.shape.value, 0);
}

TEST(CompareTables, SaysWhatItDoesNotCompare) {
  ValueTable data, reference;
  std::vector<std::string> ids;
  for (int i = 0; i < 50; ++i) ids.push_back(fmt::format("INC{:04}", i));
  Put(reference, "id", ids);
  Put(reference, "text", std::vector<std::string>(50, "the printer on the third floor is out of toner"));
  Put(reference, "empty", std::vector<std::string>(50));
  Put(reference, "gone", ids);
  Put(data, "id", ids);
  Put(data, "text", ids);
  Put(data, "empty", ids);
  const TableSimilarity similarity = CompareTables(data, reference);
  ASSERT_EQ(similarity.columns.size(), 3u);
  EXPECT_EQ(similarity.columns[0].figure.lack, "an identifier");
  EXPECT_EQ(similarity.columns[1].figure.lack, "a text");
  EXPECT_EQ(similarity.columns[2].figure.lack, "empty in the reference");
  EXPECT_EQ(similarity.missing, std::vector<std::string>{"gone"});
  EXPECT_EQ(similarity.shape.lack, "no column that can be compared");
  EXPECT_EQ(similarity.quality.lack, "no column that can be compared");
  EXPECT_EQ(similarity.pair_trends.lack, "no two columns of the reference depend on one another");
}

TEST(CompareTables, NeedsRecordsOnBothSides) {
  ValueTable empty;
  Put(empty, "x", {});
  EXPECT_EQ(CompareTables(empty, Rising(1)).columns[0].figure.lack, "no records");
  EXPECT_EQ(CompareTables(Rising(1), empty).columns[0].figure.lack, "no records in the reference");
}

}  // namespace
}  // namespace harness
