#include "harness/base/sqlite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

Database Memory() {
  return Database::Open(":memory:", {.mode = SqliteOptions::Mode::kCreate, .vfs = ""}).value();
}

Database OpenFile(const std::string& path, SqliteOptions::Mode mode) {
  return Database::Open(path, {.mode = mode, .busy_timeout = std::chrono::milliseconds(0), .vfs = ""}).value();
}

int64_t Count(Database& database) {
  Statement count = database.Prepare("SELECT count(*) FROM t").value();
  EXPECT_TRUE(count.Step().value());
  return count.Integer(0);
}

TEST(Sqlite, BindsAndReadsEveryType) {
  Database database = Memory();
  Statement select = database.Prepare("SELECT ?1, ?2, ?3 AS text, ?4, ?5, ?6").value();
  select.Bind(1, int64_t{1} << 40)
      .Bind(2, 1.5)
      .Bind(3, "grüße")
      .Bind(4, nullptr)
      .Bind(5, std::string_view())
      .BindBlob(6, "a\0b");
  ASSERT_TRUE(select.Step().value());
  EXPECT_EQ(select.Integer(0), int64_t{1} << 40);
  EXPECT_EQ(select.Number(1), 1.5);
  EXPECT_EQ(select.Text(2), "grüße");
  EXPECT_EQ(select.ColumnName(2), "text");
  EXPECT_TRUE(select.IsNull(3));
  EXPECT_FALSE(select.IsNull(4));
  EXPECT_EQ(select.Text(4), "");
  EXPECT_EQ(select.columns(), 6);
  EXPECT_FALSE(select.Step().value());
}

TEST(Sqlite, BindsWhatAnOptionalHolds) {
  Database database = Memory();
  Statement select = database.Prepare("SELECT ?1, ?2").value();
  select.Bind(1, std::optional<int>(7)).Bind(2, std::optional<std::string>());
  ASSERT_TRUE(select.Step().value());
  EXPECT_EQ(select.Integer(0), 7);
  EXPECT_TRUE(select.IsNull(1));
}

TEST(Sqlite, AStatementRunsAgainWithOtherValues) {
  Database database = Memory();
  ASSERT_TRUE(database.Exec("CREATE TABLE t(a)"));
  Statement insert = database.Prepare("INSERT INTO t VALUES (?1)").value();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(insert.Bind(1, i).Run());
  EXPECT_EQ(Count(database), 3);
  EXPECT_EQ(database.last_insert_id(), 3);
  EXPECT_EQ(database.changes(), 1);
}

TEST(Sqlite, ErrorsNameThePathAndSqlitesReason) {
  const TemporaryFolder folder;
  const std::string path = folder / "a.db";
  Database database = OpenFile(path, SqliteOptions::Mode::kCreate);
  EXPECT_EQ(database.Exec("SELECT * FROM missing").error().Message(), path + ": no such table: missing");
  EXPECT_EQ(Memory().Prepare("SELEC").error().Message(), ":memory:: near \"SELEC\": syntax error");
}

TEST(Sqlite, SaysWhatKindOfProblemItWas) {
  Database database = Memory();
  ASSERT_TRUE(database.Exec("CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES (1)"));
  EXPECT_EQ(database.problem(), SqliteProblem::kNone);
  EXPECT_FALSE(database.Exec("INSERT INTO t VALUES (1)"));
  EXPECT_EQ(database.problem(), SqliteProblem::kConstraint);
}

TEST(Sqlite, RefusesWhatIsNoDatabase) {
  const TemporaryFolder folder;
  const std::string path = folder.Put("a.db", std::string(4096, 'x'));
  Database database = OpenFile(path, SqliteOptions::Mode::kReadWrite);
  EXPECT_EQ(database.Exec("SELECT * FROM sqlite_schema").error().Message(), path + ": file is not a database");
  EXPECT_EQ(database.problem(), SqliteProblem::kNotADatabase);
}

TEST(Sqlite, DoesNotCreateUnlessAsked) {
  const TemporaryFolder folder;
  EXPECT_EQ(Database::Open(folder / "none.db").error().Message(),
            "cannot open " + (folder / "none.db") + ": unable to open database file");
  EXPECT_FALSE(std::filesystem::exists(folder / "none.db"));
}

TEST(Sqlite, RefusesASecondStatementAndNone) {
  Database database = Memory();
  EXPECT_EQ(database.Prepare("SELECT 1; SELECT 2").error().Message(),
            "one SQL statement is expected, not: SELECT 1; SELECT 2");
  EXPECT_EQ(database.Prepare("-- nothing").error().Message(), "one SQL statement is expected, not: -- nothing");
  EXPECT_TRUE(database.Prepare("SELECT 1; \n").has_value());
}

TEST(Sqlite, AMisspeltColumnIsNoText) {
  Database database = Memory();
  EXPECT_EQ(database.Prepare("SELECT \"typo\"").error().Message(), ":memory:: no such column: typo");
}

TEST(Sqlite, AParameterThatDoesNotExistFailsAtTheStep) {
  Database database = Memory();
  Statement select = database.Prepare("SELECT ?1").value();
  EXPECT_EQ(select.Bind(2, 1).Step().error().Message(), "cannot bind a parameter: column index out of range");
  EXPECT_TRUE(select.Step().value());
}

TEST(Sqlite, AnotherVfsMustExist) {
  EXPECT_EQ(Database::Open(":memory:", {.vfs = "none"}).error().Message(), "cannot open :memory:: no such vfs: none");
}

TEST(Transaction, IsRolledBackUnlessCommitted) {
  Database database = Memory();
  ASSERT_TRUE(database.Exec("CREATE TABLE t(a)"));
  {
    Transaction transaction = Transaction::Begin(database).value();
    ASSERT_TRUE(database.Exec("INSERT INTO t VALUES (1)"));
    EXPECT_TRUE(database.in_transaction());
  }
  EXPECT_FALSE(database.in_transaction());
  EXPECT_EQ(Count(database), 0);
  Transaction transaction = Transaction::Begin(database).value();
  ASSERT_TRUE(database.Exec("INSERT INTO t VALUES (1)"));
  ASSERT_TRUE(transaction.Commit());
  EXPECT_EQ(Count(database), 1);
}

TEST(Transaction, TwoWritersDoNotBothBegin) {
  const TemporaryFolder folder;
  Database first = OpenFile(folder / "a.db", SqliteOptions::Mode::kCreate);
  Database second = OpenFile(folder / "a.db", SqliteOptions::Mode::kReadWrite);
  const Transaction transaction = Transaction::Begin(first).value();
  EXPECT_EQ(Transaction::Begin(second).error().Message(), (folder / "a.db") + ": database is locked");
  EXPECT_EQ(second.problem(), SqliteProblem::kBusy);
}

}  // namespace
}  // namespace harness
