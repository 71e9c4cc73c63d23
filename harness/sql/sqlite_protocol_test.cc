#include "harness/sql/sqlite_protocol.h"

#include <gmock/gmock.h>

#include <limits>

namespace harness {
namespace {

using testing::ElementsAre;

TEST(SqliteProtocol, CarriesARequest) {
  const SqliteRequest sent{"/a b\tc.sqlite", "SELECT '\\\n\t'", std::chrono::milliseconds(30), 5, 6, true};
  const std::string line = Encode(sent);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto got = ParseSqliteRequest(line);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->path, sent.path);
  EXPECT_EQ(got->sql, sent.sql);
  EXPECT_EQ(got->time, sent.time);
  EXPECT_EQ(got->max_rows, 5);
  EXPECT_EQ(got->max_bytes, 6);
  EXPECT_TRUE(got->double_quoted_strings);
}

TEST(SqliteProtocol, CarriesCellsOfEveryType) {
  const std::string bytes("\0\xff", 2);
  SqliteReply reply;
  reply.AddColumn("a\tb");
  reply.AddNull();
  reply.AddInteger(std::numeric_limits<int64_t>::min());
  reply.AddReal(0.1);
  reply.AddReal(-std::numeric_limits<double>::infinity());
  reply.AddText("x\n\\y\t");
  reply.AddBlob(bytes);
  const auto got = ParseSqliteReply(reply.Answer(std::chrono::nanoseconds(7), true));
  ASSERT_TRUE(got);
  EXPECT_EQ(got->time.count(), 7);
  EXPECT_TRUE(got->table.truncated);
  EXPECT_THAT(got->table.columns, ElementsAre("a\tb"));
  EXPECT_THAT(got->table.cells, ElementsAre(SqlValue(), SqlValue(std::numeric_limits<int64_t>::min()), SqlValue(0.1),
                                            SqlValue(-std::numeric_limits<double>::infinity()),
                                            SqlValue(std::string("x\n\\y\t")), SqlValue(SqlBlob{bytes})));
}

TEST(SqliteProtocol, CarriesErrors) {
  const auto got = ParseSqliteReply(SqliteReply::Error(SqlProblem::kMissingName, "no such\ntable"));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().problem, SqlProblem::kMissingName);
  EXPECT_EQ(got.error().message, "no such\ntable");
}

TEST(SqliteProtocol, RefusesWhatIsNoReply) {
  for (const char* line :
       {"", "ok", "ok\t1", "ok\t1\t0\ti1", "ok\t1\t0\tca\ti", "ok\t1\t0\tca\tcb\ti1", "ok\t1\t0\tca\tz1", "ok\tx\t0",
        "error", "error\tno\tx", "error\tsyntax", "ok\t1\t0\tca\tb0", "ok\t1\t0\tca\tbzz"}) {
    const auto got = ParseSqliteReply(line);
    ASSERT_FALSE(got) << line;
    EXPECT_EQ(got.error().problem, SqlProblem::kUnavailable) << line;
  }
}

TEST(SqliteProtocol, RefusesWhatIsNoRequest) {
  for (const char* line : {"", "1\t2\t3\t0\tpath", "x\t2\t3\t0\tpath\tsql", "1\t2\t3\t0\tpath\tsql\tmore"})
    EXPECT_FALSE(ParseSqliteRequest(line)) << line;
}

}  // namespace
}  // namespace harness
