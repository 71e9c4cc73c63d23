#include "harness/sql/sqlite_sandbox.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/fakes/sandbox_rig.h"

namespace harness {
namespace {

using std::chrono::milliseconds;

class Sandbox : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(rig_.made()); }
  SandboxRig rig_;
};

TEST_F(Sandbox, Reads) {
  EXPECT_EQ(rig_.Told("SELECT * FROM hero ORDER BY id"), "1|'Ant'|0.5;2|'Bee'|NULL;3|'Cat'|2");
  EXPECT_EQ(rig_.Told("SELECT * FROM tall;  -- the end"), "'Cat'");
  EXPECT_EQ(rig_.Told("WITH RECURSIVE n(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM n WHERE x<3) SELECT sum(x) FROM n"),
            "6");
  EXPECT_EQ(rig_.Told("SELECT rank() OVER (ORDER BY height), json_extract('{\"a\": 5}', '$.a') FROM hero LIMIT 1"),
            "1|5");
  EXPECT_EQ(rig_.Told("SELECT name FROM sqlite_master ORDER BY 1"), "'hero';'tall'");
}

TEST_F(Sandbox, SaysWhatIsWrong) {
  EXPECT_EQ(rig_.Told("SELECT nope FROM hero"), "missing_name: no such column: nope");
  EXPECT_EQ(rig_.Told("SELECT * FROM nope"), "missing_name: no such table: nope");
  EXPECT_EQ(rig_.Told("SELECT nope(1)"), "missing_name: no such function: nope");
  EXPECT_EQ(rig_.Told("SELECT id FROM hero a JOIN hero b"), "missing_name: ambiguous column name: id");
  EXPECT_EQ(rig_.Told("SELEC 1"), "syntax: near \"SELEC\": syntax error");
  EXPECT_EQ(rig_.Told("SELECT 1 FROM"), "syntax: incomplete input");
  EXPECT_EQ(rig_.Told(" -- nothing\n"), "syntax: there is no statement");
  EXPECT_EQ(rig_.Told("SELECT abs(-9223372036854775808)"), "failed: integer overflow");
}

TEST_F(Sandbox, TakesQuotedNamesForNamesUnlessAskedOtherwise) {
  EXPECT_EQ(rig_.Told("SELECT \"Ant\""), "missing_name: no such column: Ant");
  rig_.options.double_quoted_strings = true;
  EXPECT_EQ(rig_.Told("SELECT \"Ant\""), "'Ant'");
  rig_.options.double_quoted_strings = false;
  EXPECT_EQ(rig_.Told("SELECT \"Ant\""), "missing_name: no such column: Ant");
}

TEST_F(Sandbox, CutsAfterTheMostRows) {
  SqlLimits limits;
  limits.deadline = rig_.clock().SteadyNow() + std::chrono::seconds(20);
  limits.max_rows = 2;
  const auto cut = rig_.Query("SELECT id FROM hero", limits);
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->table.rows(), 2u);
  EXPECT_TRUE(cut->table.truncated);
  limits.max_rows = 3;
  const auto whole = rig_.Query("SELECT id FROM hero", limits);
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->table.rows(), 3u);
  EXPECT_FALSE(whole->table.truncated);
}

TEST_F(Sandbox, CutsAfterTheMostBytes) {
  SqlLimits limits;
  limits.deadline = rig_.clock().SteadyNow() + std::chrono::seconds(20);
  limits.max_bytes = 100'000;
  const auto cut = rig_.Query(
      "WITH RECURSIVE n(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM n) SELECT printf('%.10000c', 'a') FROM n", limits);
  ASSERT_TRUE(cut);
  EXPECT_TRUE(cut->table.truncated);
  EXPECT_LE(cut->table.rows(), 11u);
}

TEST_F(Sandbox, EndsAtItsDeadline) {
  const auto bomb = rig_.Query("WITH RECURSIVE n(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM n) SELECT count(*) FROM n",
                               milliseconds(50));
  ASSERT_FALSE(bomb);
  EXPECT_EQ(bomb.error().problem, SqlProblem::kTimeout);
  EXPECT_EQ(rig_.Told("SELECT 1"), "1");
}

TEST_F(Sandbox, DoesNothingOnceTheDeadlineIsOver) {
  const auto late = rig_.Query("SELECT 1", milliseconds(0));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().problem, SqlProblem::kTimeout);
}

TEST_F(Sandbox, StopsWhenAsked) {
  std::stop_source source;
  SqlLimits limits;
  limits.deadline = rig_.clock().SteadyNow() + std::chrono::minutes(10);
  limits.stop = source.get_token();
  std::jthread stopper([&] {
    std::this_thread::sleep_for(milliseconds(30));
    source.request_stop();
  });
  const auto stopped =
      rig_.Query("WITH RECURSIVE n(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM n) SELECT count(*) FROM n", limits);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().problem, SqlProblem::kStopped);
}

TEST_F(Sandbox, SeesAFileThatWasReplaced) {
  EXPECT_EQ(rig_.Told("SELECT count(*) FROM hero"), "3");
  const std::string other = rig_.folder() / "other.sqlite";
  {
    auto database = Database::Open(other, {.mode = SqliteOptions::Mode::kCreate});
    ASSERT_TRUE(database && database->Exec("CREATE TABLE hero (id); INSERT INTO hero VALUES (1);"));
  }
  std::filesystem::rename(other, rig_.path());
  EXPECT_EQ(rig_.Told("SELECT count(*) FROM hero"), "1");
}

TEST_F(Sandbox, SeesWhatIsWrittenMeanwhile) {
  EXPECT_EQ(rig_.Told("SELECT count(*) FROM hero"), "3");
  auto writer = Database::Open(rig_.path());
  ASSERT_TRUE(writer && writer->Exec("INSERT INTO hero VALUES (4, 'Dog', 1)"));
  EXPECT_EQ(rig_.Told("SELECT count(*) FROM hero"), "4");
}

TEST_F(Sandbox, SaysThatThereIsNoSuchFile) {
  SqlLimits limits;
  limits.deadline = rig_.clock().SteadyNow() + std::chrono::seconds(20);
  const auto none = rig_.sandbox().Query("/no/such.sqlite", "SELECT 1", limits, {});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().problem, SqlProblem::kUnavailable);
  EXPECT_EQ(none.error().message, "there is no file /no/such.sqlite");
}

TEST_F(Sandbox, SaysThatAFileIsNoDatabase) {
  const std::string path = rig_.folder().Put("no.sqlite", "id,name\n1,Ant\n" + std::string(1000, 'x'));
  SqlLimits limits;
  limits.deadline = rig_.clock().SteadyNow() + std::chrono::seconds(20);
  const auto none = rig_.sandbox().Query(path, "SELECT 1 FROM hero", limits, {});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().problem, SqlProblem::kUnavailable);
  EXPECT_THAT(none.error().message, testing::HasSubstr("file is not a database"));
}

TEST_F(Sandbox, ServesManyThreadsAtOnce) {
  std::vector<std::jthread> threads;
  std::atomic<int> right = 0;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i)
        right += rig_.Told("SELECT " + std::to_string(100 * t + i)) == std::to_string(100 * t + i) ? 1 : 0;
    });
  threads.clear();
  EXPECT_EQ(right, 160);
}

TEST_F(Sandbox, SaysThatItsProgramIsMissing) {
  const auto processes = MakeProcesses(DefaultSupervisorPath());
  SqliteSandbox sandbox("/no/such/harness-sqlite", *processes, rig_.clock());
  SqlLimits limits;
  limits.deadline = rig_.clock().SteadyNow() + std::chrono::seconds(20);
  const auto none = sandbox.Query(rig_.path(), "SELECT 1", limits, {});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().problem, SqlProblem::kUnavailable);
}

TEST_F(Sandbox, ReadsJsonAsRows) {
  EXPECT_EQ(rig_.Told("SELECT value FROM json_each('[1, 2]')"), "1;2");
  EXPECT_EQ(rig_.Told("SELECT count(*) FROM json_tree('{\"a\": [1]}')"), "3");
}

TEST_F(Sandbox, ReadsADatabaseWithAWriteAheadLog) {
  const std::string path = rig_.folder() / "wal.sqlite";
  auto writer = Database::Open(path, {.mode = SqliteOptions::Mode::kCreate});
  ASSERT_TRUE(writer && writer->Exec("PRAGMA journal_mode=WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1);"));
  SqlLimits limits;
  limits.deadline = rig_.clock().SteadyNow() + std::chrono::seconds(20);
  const auto count = [&] {
    const auto answer = rig_.sandbox().Query(path, "SELECT count(*) FROM t", limits, {});
    return answer ? ToText(answer->table.at(0, 0)) : answer.error().message;
  };
  EXPECT_EQ(count(), "1");
  ASSERT_TRUE(writer->Exec("INSERT INTO t VALUES (2)"));
  EXPECT_EQ(count(), "2");
  writer = Database::Open(":memory:");  // the last one closes the log
  EXPECT_EQ(count(), "2");
}

TEST_F(Sandbox, RefusesAQueryThatIsTooLong) {
  const auto answer = rig_.Query("SELECT '" + std::string(5 << 20, 'a') + "'");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().problem, SqlProblem::kTooLarge);
}

TEST_F(Sandbox, CountsWhatCellsTakeInMemory) {
  SqlLimits limits;
  limits.deadline = rig_.clock().SteadyNow() + std::chrono::seconds(20);
  limits.max_bytes = 100'000;
  const auto cut = rig_.Query(
      "WITH RECURSIVE n(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM n LIMIT 9000) SELECT NULL, NULL FROM n", limits);
  ASSERT_TRUE(cut);
  EXPECT_TRUE(cut->table.truncated);
  EXPECT_LE(cut->table.cells.size() * sizeof(SqlValue), 100'100u);
}

}  // namespace
}  // namespace harness
