#include "harness/base/sqlite_rows.h"

#include <gtest/gtest.h>

#include <vector>

namespace harness {
namespace {

class SampleRows final : public SqliteRows {
 public:
  size_t size() const override { return rows.size(); }
  SqliteValue At(size_t row, int column) const override { return rows[row][static_cast<size_t>(column)]; }

  std::vector<std::vector<SqliteValue>> rows;
};

class SqliteRowsTest : public testing::Test {
 protected:
  SqliteRowsTest() {
    EXPECT_TRUE(AddRows(database_, "sample", 2, rows_));
    EXPECT_TRUE(database_.Exec("CREATE TABLE t (a, b)"));
  }

  std::string Insert() {
    const Result<> done = database_.Exec("DELETE FROM t; INSERT INTO t SELECT * FROM sample");
    if (!done) return done.error().Message();
    auto select = database_.Prepare("SELECT group_concat(quote(a) || '=' || quote(b)) FROM t").value();
    EXPECT_TRUE(select.Step().value());
    return std::string(select.Text(0));
  }

  SampleRows rows_;
  Database database_ = Database::Open(":memory:", {.mode = SqliteOptions::Mode::kCreate}).value();
};

TEST_F(SqliteRowsTest, AreReadAsATable) {
  const std::string nothing;
  rows_.rows = {{int64_t{1} << 40, "grüße"},
                {1.5, SqliteValue()},
                {std::string_view(nothing), std::string_view()},
                {ToSqliteValue(std::optional<int64_t>()), ToSqliteValue(std::optional<double>(0.25))}};
  EXPECT_EQ(Insert(), "1099511627776='grüße',1.5=NULL,''='',NULL=0.25");
}

TEST_F(SqliteRowsTest, MayChangeBetweenStatements) {
  EXPECT_EQ(Insert(), "");
  rows_.rows = {{int64_t{1}, int64_t{2}}};
  EXPECT_EQ(Insert(), "1=2");
  rows_.rows.clear();
  EXPECT_EQ(Insert(), "");
}

TEST_F(SqliteRowsTest, AreTheConnectionsOwn) {
  auto other = Database::Open(":memory:", {.mode = SqliteOptions::Mode::kCreate}).value();
  EXPECT_FALSE(other.Prepare("SELECT * FROM sample"));
}

}  // namespace
}  // namespace harness
