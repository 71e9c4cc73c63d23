#include "harness/results/quality/closest_records.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace harness {
namespace {

// Columns kind (a or b) and x.
ValueTable Table(const std::vector<std::pair<const char*, double>>& rows) {
  ValueTable table;
  table.columns.emplace_back("kind");
  table.columns.emplace_back("x");
  for (const auto& [kind, x] : rows) {
    table.columns[0].Add(kind);
    table.columns[1].Add(std::to_string(x));
    ++table.rows;
  }
  return table;
}

const ValueTable kReference = Table({{"a", 0}, {"a", 10}, {"b", 0}, {"b", 10}});

TEST(ClosestRecords, MeasuresTheMeanOverTheColumns) {
  // Closest to (a, 0): 4 of 10 in x, and none in the kind.
  const ClosestRecords found = FindClosestRecords(Table({{"a", 4}, {"a", 4}, {"a", 4}}), kReference, nullptr);
  EXPECT_EQ(found.records, 3U);
  EXPECT_EQ(found.reference, 4U);
  EXPECT_DOUBLE_EQ(*found.dcr.value, 0.2);
  EXPECT_DOUBLE_EQ(*found.new_rows.value, 1);
  EXPECT_EQ(found.overfitting_protection.lack, "no hold-out");
}

TEST(ClosestRecords, CopiesAreAtNoDistanceAndNotNew) {
  const ClosestRecords found = FindClosestRecords(kReference, kReference, nullptr);
  EXPECT_DOUBLE_EQ(*found.dcr.value, 0);
  EXPECT_DOUBLE_EQ(*found.baseline_protection.value, 0);
  EXPECT_DOUBLE_EQ(*found.new_rows.value, 0);
  EXPECT_GT(*found.random_dcr.value, 0);
}

TEST(ClosestRecords, CloserToTheReferenceThanToTheHoldOutIsOverfitting) {
  const ValueTable holdout = Table({{"a", 5}, {"b", 5}});
  EXPECT_DOUBLE_EQ(*FindClosestRecords(Table({{"a", 1}, {"b", 9}}), kReference, &holdout).overfitting_protection.value,
                   0);
  EXPECT_DOUBLE_EQ(*FindClosestRecords(Table({{"a", 1}, {"b", 6}}), kReference, &holdout).overfitting_protection.value,
                   1);
}

TEST(ClosestRecords, AnotherDateIsNew) {
  const auto days = [](const std::vector<const char*>& dates) {
    ValueTable table;
    table.columns.emplace_back("day");
    for (const char* date : dates) table.columns[0].Add(date);
    table.rows = dates.size();
    return table;
  };
  const ValueTable reference = days({"2025-01-01", "2025-01-11"});
  EXPECT_DOUBLE_EQ(*FindClosestRecords(days({"2025-01-02", "2025-01-11"}), reference, nullptr).new_rows.value, 0.5);
}

TEST(ClosestRecords, NeedsColumnsThatCanBeCompared) {
  ValueTable other;
  other.columns.emplace_back("y");
  other.columns[0].Add("1");
  other.rows = 1;
  EXPECT_EQ(FindClosestRecords(other, kReference, nullptr).dcr.lack, "no column that can be compared");
}

}  // namespace
}  // namespace harness
