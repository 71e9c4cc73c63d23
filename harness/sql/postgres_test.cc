#include "harness/sql/postgres.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <future>
#include <limits>
#include <memory>
#include <thread>

#include "tests/fakes/postgres_server.h"

namespace harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using testing::ElementsAre;
using testing::HasSubstr;

class PostgresEngine : public testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = std::make_unique<PostgresServer>(); }
  static void TearDownTestSuite() { server_.reset(); }

  void SetUp() override {
    if (!server_->absent().empty()) GTEST_SKIP() << server_->absent();
    engine_ = Make({server_->url(), ""});
  }

  std::unique_ptr<SqlEngine> Make(PostgresConfig config) {
    auto engine = MakePostgres(std::move(config), *clock_);
    return engine ? *std::move(engine) : nullptr;
  }

  SqlLimits Within(milliseconds time) const { return {steady_clock::now() + time}; }

  tl::expected<SqlAnswer, SqlError> Query(std::string_view sql) { return engine_->Query(sql, Within(seconds(20))); }
  std::vector<SqlValue> Cells(std::string_view sql) {
    const auto answer = Query(sql);
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? answer->table.cells : std::vector<SqlValue>{};
  }
  // "" or "problem: message".
  std::string Why(std::string_view sql) { return Why(Query(sql)); }
  static std::string Why(const tl::expected<SqlAnswer, SqlError>& answer) {
    return answer ? "" : std::string(ToString(answer.error().problem)) + ": " + answer.error().message;
  }

  // Waits until so many queries run: a server takes a moment to begin and to end them.
  static bool AwaitActive(const std::string& count) {
    for (int i = 0; i < 1500; ++i) {
      if (server_->Cell("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND "
                        "query LIKE '%generate_series%'") == count)
        return true;
      std::this_thread::sleep_for(milliseconds(20));
    }
    return false;
  }

  std::unique_ptr<Clock> clock_ = MakeSystemClock();
  static std::unique_ptr<PostgresServer> server_;
  std::unique_ptr<SqlEngine> engine_;
};

std::unique_ptr<PostgresServer> PostgresEngine::server_;

TEST(PostgresUrl, IsRefusedWithoutBeingShown) {
  const auto clock = MakeSystemClock();
  for (const char* url : {"hunter2", "postgresql://u:hunter2@[::1/x", "password=hunter2 nonsense=1"}) {
    const auto engine = MakePostgres({url, ""}, *clock);
    ASSERT_FALSE(engine) << url;
    EXPECT_EQ(engine.error().Message(),
              "the url of the PostgreSQL database can't be read; it is postgresql://user@host:port/database or "
              "key=value pairs");
  }
}

TEST(PostgresUrl, ThatNobodyAnswersIsUnavailableAndItsPasswordIsNotShown) {
  const auto clock = MakeSystemClock();
  const auto engine = MakePostgres({"postgresql://secret@/db?host=/nowhere/secret&password=secret", ""}, *clock);
  ASSERT_TRUE(engine);
  const auto answer = (*engine)->Query("SELECT 1", {steady_clock::now() + seconds(20)});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().problem, SqlProblem::kUnavailable);
  EXPECT_THAT(answer.error().message, HasSubstr("/nowhere/***/.s.PGSQL.5432"));
  EXPECT_THAT(answer.error().message, testing::Not(HasSubstr("secret")));
}

TEST_F(PostgresEngine, TypesItsCells) {
  EXPECT_THAT(
      Cells("SELECT NULL, true, 7::int2, -5, 9223372036854775807, 0.1::float8, 0.5::float4, 12.50, '\\x00ff'::bytea, "
            "'a', DATE '2024-02-29', ARRAY[1,2], INTERVAL '1 day'"),
      ElementsAre(SqlValue(), true, int64_t{7}, int64_t{-5}, std::numeric_limits<int64_t>::max(), 0.1, 0.5,
                  SqlDecimal{"12.50"}, SqlBlob{std::string("\0\xff", 2)}, "a", "2024-02-29", "{1,2}", "1 day"));
  EXPECT_THAT(
      Cells("SELECT 0.1::float8 + 0.2::float8, 'Infinity'::float8, '-Infinity'::numeric"),
      ElementsAre(0.1 + 0.2, std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()));
  EXPECT_TRUE(std::isnan(std::get<double>(Cells("SELECT 'NaN'::numeric").at(0))));
}

TEST_F(PostgresEngine, NamesItsColumnsEvenWithoutRows) {
  const auto answer = Query("SELECT 1 AS a, 'x' AS \"A\" WHERE false");
  ASSERT_TRUE(answer);
  EXPECT_THAT(answer->table.columns, ElementsAre("a", "A"));
  EXPECT_EQ(answer->table.rows(), 0u);
  EXPECT_FALSE(answer->table.truncated);
}

TEST_F(PostgresEngine, LooksInItsSchema) {
  ASSERT_EQ(server_->Run("CREATE SCHEMA \"Odd \"\"one\"; CREATE TABLE \"Odd \"\"one\".t AS SELECT 42 AS a"), "");
  engine_ = Make({server_->url(), "Odd \"one"});
  EXPECT_THAT(Cells("SELECT a FROM t"), ElementsAre(int64_t{42}));
  engine_ = Make({server_->url(), "none"});
  EXPECT_EQ(Why("SELECT 1"), "unavailable: there is no schema 'none' in the database");
}

TEST_F(PostgresEngine, SaysWhatTheQueryDidWrong) {
  EXPECT_EQ(Why("SELECT * FROM nothing"), "missing_name: relation \"nothing\" does not exist");
  EXPECT_EQ(Why("SELECT a FROM (VALUES (1)) t (b)"), "missing_name: column \"a\" does not exist");
  EXPECT_EQ(Why("SELECT nope(1)"), "missing_name: function nope(integer) does not exist");
  EXPECT_EQ(Why("SELECT FROM FROM"), "syntax: syntax error at or near \"FROM\"");
  EXPECT_EQ(Why("SELECT 1/0"), "failed: division by zero");
  EXPECT_EQ(Why("SELECT 'a'::int"), "failed: invalid input syntax for type integer: \"a\"");
  EXPECT_EQ(Why("SELECT '\xff'"), "syntax: invalid byte sequence for encoding \"UTF8\": 0xff");
  EXPECT_EQ(Why("SELECT 1"), "");
}

TEST_F(PostgresEngine, CutsWhatIsTooMuchAndGoesOn) {
  SqlLimits limits = Within(seconds(20));
  limits.max_rows = 10;
  auto answer = engine_->Query("SELECT generate_series(1, 100000000)", limits);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->table.rows(), 10u);
  EXPECT_TRUE(answer->table.truncated);
  answer = engine_->Query("SELECT * FROM generate_series(1, 10)", limits);
  EXPECT_FALSE(answer->table.truncated);
  limits.max_bytes = 1000;
  limits.max_rows = 1000;
  answer = engine_->Query("SELECT repeat('x', 400) FROM generate_series(1, 3)", limits);
  EXPECT_EQ(answer->table.rows(), 2u);
  EXPECT_TRUE(answer->table.truncated);
  answer = engine_->Query("SELECT repeat('x', 100000000)", limits);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->table.rows(), 0u);
  EXPECT_TRUE(answer->table.truncated);
}

TEST_F(PostgresEngine, EndsQueriesAtTheDeadline) {
  for (const char* sql : {"SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b",
                          "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r",
                          "SELECT a FROM generate_series(1, 100000000000) a ORDER BY -a"}) {
    const auto begun = steady_clock::now();
    // By the server's own timeout, or on a busy machine by our cancel.
    EXPECT_THAT(
        Why(engine_->Query(sql, Within(milliseconds(300)))),
        testing::AnyOf("timeout: canceling statement due to statement timeout", "timeout: not done by the deadline"))
        << sql;
    EXPECT_LT(steady_clock::now() - begun, seconds(5)) << sql;  // by itself it never ends; usually 10 ms late
  }
  EXPECT_TRUE(AwaitActive("0"));
}

TEST_F(PostgresEngine, StopsWhenAskedAndSoDoesTheServer) {
  std::stop_source stop;
  SqlLimits limits = Within(seconds(60));
  limits.stop = stop.get_token();
  auto answer = std::async(std::launch::async, [&] {
    return engine_->Query("SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b", limits);
  });
  ASSERT_TRUE(AwaitActive("1"));
  stop.request_stop();
  EXPECT_EQ(Why(answer.get()), "stopped: stopped");
  EXPECT_TRUE(AwaitActive("0"));
}

TEST_F(PostgresEngine, ReplacesConnectionsThatDied) {
  EXPECT_EQ(Why("SELECT 1"), "");
  server_->Stop();
  server_->Start();
  EXPECT_EQ(Why("SELECT 1"), "");
  auto answer = std::async(std::launch::async, [&] {
    return Why("SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b");
  });
  ASSERT_TRUE(AwaitActive("1"));
  EXPECT_EQ(server_->Run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'active' AND pid <> "
                         "pg_backend_pid()"),
            "");
  EXPECT_EQ(answer.get(), "unavailable: terminating connection due to administrator command");
  EXPECT_EQ(Why("SELECT 1"), "");
}

TEST_F(PostgresEngine, ServesManyAtOnceWithFewConnections) {
  engine_ = Make({server_->url(), "", 3});
  std::vector<std::future<std::string>> answers;
  for (int i = 0; i < 24; ++i)
    answers.push_back(std::async(std::launch::async, [this, i] {
      const auto answer = Query(fmt::format("SELECT {} FROM generate_series(1, 1000)", i));
      return answer ? fmt::format("{} {}", answer->table.rows(), ToText(answer->table.at(999, 0))) : Why(answer);
    }));
  for (int i = 0; i < 24; ++i) EXPECT_EQ(answers[static_cast<size_t>(i)].get(), fmt::format("1000 {}", i));
  // Those of tests before this one may still be on their way out.
  const auto open = [] {
    return std::stoi(server_->Cell("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'harness'"));
  };
  for (int i = 0; i < 1500 && open() > 3; ++i) std::this_thread::sleep_for(milliseconds(20));
  EXPECT_LE(open(), 3);
}

TEST_F(PostgresEngine, SaysThatAllConnectionsAreInUse) {
  engine_ = Make({server_->url(), "", 1});
  auto busy = std::async(std::launch::async, [&] {
    return Why(engine_->Query("SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b",
                              Within(seconds(3))));
  });
  ASSERT_TRUE(AwaitActive("1"));
  EXPECT_EQ(Why(engine_->Query("SELECT 1", Within(milliseconds(100)))),
            "unavailable: all connections were in use until the deadline");
  EXPECT_THAT(busy.get(), HasSubstr("timeout"));
}

TEST_F(PostgresEngine, LetsAttacksDoNothing) {
  ASSERT_EQ(
      server_->Run("DROP TABLE IF EXISTS t CASCADE; CREATE TABLE t (a int); INSERT INTO t VALUES (1); CREATE SEQUENCE "
                   "s; CREATE EXTENSION tablefunc; "
                   "CREATE FUNCTION wipe() RETURNS int LANGUAGE plpgsql AS 'BEGIN DELETE FROM t; RETURN 1; END'; "
                   "CREATE FUNCTION wiped(t) RETURNS int LANGUAGE plpgsql AS 'BEGIN DELETE FROM t; RETURN 1; END'"),
      "");
  const std::string marker = "/tmp/harness-postgres-attack-" + std::to_string(getpid());
  const std::vector<std::string> attacks = {"DELETE FROM t",
                                            "DROP TABLE t",
                                            "TRUNCATE t",
                                            "UPDATE t SET a = 2",
                                            "INSERT INTO t VALUES (2)",
                                            "CREATE TABLE u (a int)",
                                            "CREATE TEMP TABLE u (a int)",
                                            "SELECT 2 AS a INTO u",
                                            "SELECT * FROM t FOR UPDATE",
                                            "WITH d AS (DELETE FROM t RETURNING a) SELECT * FROM d",
                                            "WITH x AS (SELECT 1) DELETE FROM t",
                                            "SELECT 1; DELETE FROM t",
                                            "SELECT 1;DROP TABLE t;--",
                                            "COMMIT; DELETE FROM t",
                                            "ROLLBACK",
                                            "BEGIN READ WRITE",
                                            "SET TRANSACTION READ WRITE",
                                            "SET default_transaction_read_only = off",
                                            "RESET ALL",
                                            "DISCARD ALL",
                                            "SET ROLE postgres",
                                            "SET statement_timeout = 0",
                                            "SELECT set_config('transaction_read_only', 'off', true)",
                                            "SELECT pg_catalog.set_config('statement_timeout', '0', true)",
                                            "COPY t TO '" + marker + "'",
                                            "COPY t TO PROGRAM 'touch " + marker + "'",
                                            "COPY t FROM PROGRAM 'echo 2'",
                                            "COPY (SELECT 1) TO STDOUT",
                                            "SELECT pg_read_file('/etc/passwd')",
                                            "SELECT pg_read_binary_file('/etc/passwd')",
                                            "SELECT * FROM pg_ls_dir('/')",
                                            "SELECT pg_stat_file('/etc/passwd')",
                                            "SELECT lo_import('/etc/passwd')",
                                            "SELECT lo_export(1, '" + marker + "')",
                                            "SELECT lo_creat(-1)",
                                            "SELECT lo_from_bytea(0, 'x')",
                                            "SELECT pg_sleep(10)",
                                            "SELECT \"pg_sleep\"(10)",
                                            "SELECT pg_catalog . pg_sleep (10)",
                                            "SELECT PG_SLEEP/**/(10)",
                                            "SELECT pg_sleep_for('10 s')",
                                            "SELECT * FROM ROWS FROM (pg_sleep(10)) x",
                                            "SELECT U&\"pg\\005fsleep\"(10)",
                                            "SELECT @pg_sleep(10)",
                                            "SELECT 1 -- x\r, pg_sleep(10)",
                                            "SELECT E'a'\n'b\\'' , pg_sleep(10), ''",
                                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity",
                                            "SELECT pg_cancel_backend(1)",
                                            "SELECT pg_reload_conf()",
                                            "SELECT pg_rotate_logfile()",
                                            "SELECT pg_switch_wal()",
                                            "SELECT nextval('s')",
                                            "SELECT setval('s', 7)",
                                            "SELECT pg_advisory_lock(1)",
                                            "SELECT pg_try_advisory_lock(1)",
                                            "SELECT pg_advisory_xact_lock(1)",
                                            "LISTEN x",
                                            "NOTIFY x",
                                            "SELECT pg_notify('x', 'y')",
                                            "LOCK TABLE t",
                                            "PREPARE p AS DELETE FROM t",
                                            "EXECUTE p",
                                            "DO 'BEGIN DELETE FROM t; END'",
                                            "CALL wipe()",
                                            "SELECT wipe()",
                                            "SELECT t.wiped FROM t",
                                            "SELECT (t).wiped FROM t",
                                            "SELECT query_to_xml('SELECT wipe()', true, true, '')",
                                            "SELECT * FROM crosstab('SELECT wipe(), 1, 1') AS c (a int, b int)",
                                            "SELECT ts_stat('SELECT wipe()')",
                                            "EXPLAIN ANALYZE SELECT wipe()",
                                            "DECLARE c CURSOR FOR SELECT 1",
                                            "FETCH ALL c",
                                            "VACUUM",
                                            "ANALYZE t",
                                            "CREATE EXTENSION dblink",
                                            "LOAD 'x'",
                                            "ALTER SYSTEM SET fsync = off",
                                            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                                            "GRANT ALL ON t TO PUBLIC",
                                            "CHECKPOINT",
                                            "IMPORT FOREIGN SCHEMA x FROM SERVER y INTO z",
                                            "SELECT pg_export_snapshot()",
                                            "SELECT pg_create_restore_point('x')",
                                            "SELECT pg_logical_emit_message(true, 'a', 'b')",
                                            "SELECT pg_promote()",
                                            "SELECT setseed(0.5)",
                                            std::string("SELECT 1\0; DELETE FROM t", 24)};
  ASSERT_GE(attacks.size(), 60u);
  for (const std::string& attack : attacks) {
    const auto begun = steady_clock::now();
    const auto answer = engine_->Query(attack, Within(seconds(2)));
    EXPECT_FALSE(answer) << attack;
    EXPECT_LT(steady_clock::now() - begun, seconds(5)) << attack;
    if (answer) continue;
    EXPECT_TRUE(answer.error().problem == SqlProblem::kRefused || answer.error().problem == SqlProblem::kSyntax)
        << attack << ": " << answer.error().message;
  }
  EXPECT_THAT(Cells("SELECT count(*), sum(a), current_setting('transaction_read_only') FROM t"),
              ElementsAre(int64_t{1}, int64_t{1}, "on"));
  EXPECT_EQ(server_->Cell("SELECT last_value || ' ' || is_called FROM s"), "1 false");
  EXPECT_FALSE(std::filesystem::exists(marker));
}

TEST_F(PostgresEngine, LetsHarmlessVolatileFunctionsRun) {
  EXPECT_EQ(
      Why("SELECT random(), clock_timestamp(), gen_random_uuid(), count(*) FROM pg_class TABLESAMPLE SYSTEM (50)"), "");
}

TEST_F(PostgresEngine, SaysWhatTheRoleMayNotRead) {
  ASSERT_EQ(server_->Run("CREATE TABLE hidden (a int); CREATE ROLE reader LOGIN"), "");
  engine_ = Make({server_->url("reader"), ""});
  EXPECT_EQ(Why("SELECT * FROM hidden"), "refused: permission denied for table hidden");
}

}  // namespace
}  // namespace harness
