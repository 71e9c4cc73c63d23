#include "harness/sql/table.h"

#include <gtest/gtest.h>

#include <limits>

namespace harness {
namespace {

TEST(SqlValue, BecomesJson) {
  EXPECT_EQ(ToJson(SqlValue()), Json());
  EXPECT_EQ(ToJson(SqlValue(true)), Json(true));
  EXPECT_EQ(ToJson(SqlValue(int64_t{7})), Json(7));
  EXPECT_EQ(ToJson(SqlValue(0.5)), Json(0.5));
  EXPECT_EQ(ToJson(SqlValue(std::numeric_limits<double>::infinity())), Json("inf"));
  EXPECT_EQ(ToJson(SqlValue(SqlDecimal{"1.50"})), Json("1.50"));
  EXPECT_EQ(ToJson(SqlValue(SqlBlob{"hi"})), Json("x'6869'"));
}

TEST(SqlValue, IsCutWhereItIsLong) {
  EXPECT_EQ(ToJson(SqlValue(std::string("abcdef")), 3), Json("ab…"));
  EXPECT_EQ(ToText(SqlValue(SqlBlob{"abcdef"}), 2), "x'6162…'");
}

TEST(SqlValue, BecomesText) {
  EXPECT_EQ(ToText(SqlValue()), "NULL");
  EXPECT_EQ(ToText(SqlValue(std::string("a"))), "'a'");
  EXPECT_EQ(ToText(SqlValue(int64_t{-3})), "-3");
}

TEST(SqlTable, KnowsItsRows) {
  const SqlTable table{{"a", "b"}, {int64_t{1}, int64_t{2}, int64_t{3}, int64_t{4}}, false};
  EXPECT_EQ(table.rows(), 2u);
  EXPECT_EQ(table.at(1, 0), SqlValue(int64_t{3}));
  EXPECT_EQ(SqlTable{}.rows(), 0u);
}

}  // namespace
}  // namespace harness
