#include "harness/sql/databricks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "tests/fakes/databricks_server.h"

namespace harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using testing::ElementsAre;
using testing::HasSubstr;

Json Column(const char* name, const char* type) {
  return {{"name", name}, {"type_name", type}};
}

ServerReply Status(int status, const Json& body = Json::object(),
                   std::vector<std::pair<std::string, std::string>> headers = {}) {
  return {status, body.dump(), std::move(headers)};
}

ServerReply Raw(std::string bytes) {
  ServerReply reply;
  reply.raw = std::move(bytes);
  return reply;
}

class DatabricksEngine : public testing::Test {
 protected:
  DatabricksEngine() {
    StatementScript script;
    script.columns = {Column("n", "INT")};
    script.chunks = {Json::array({Json::array({"1"})})};
    server_.Script(script);
    DatabricksConfig config;
    config.host = server_.url();
    config.warehouse = "w1";
    config.token = "good";
    Use(config);
  }

  void Use(DatabricksConfig config) {
    config.host = server_.url();
    config.warehouse = "w1";
    auto engine = MakeDatabricks(std::move(config), *http_, *clock_, *files_, *processes_, {});
    ASSERT_TRUE(engine) << engine.error().Message();
    engine_ = *std::move(engine);
  }

  static SqlLimits Within(milliseconds time) { return {steady_clock::now() + time}; }
  tl::expected<SqlAnswer, SqlError> Query(std::string_view sql = "SELECT 1", milliseconds time = seconds(20)) {
    return engine_->Query(sql, Within(time));
  }
  // "" or "problem: message", with SERVER for the server's origin.
  std::string Why(const tl::expected<SqlAnswer, SqlError>& answer) const {
    if (answer) return "";
    std::string text = std::string(ToString(answer.error().problem)) + ": " + answer.error().message;
    const size_t at = text.find(server_.url());
    return at == std::string::npos ? text : text.replace(at, server_.url().size(), "SERVER");
  }
  std::string WhyFailed(const std::string& code, const std::string& message, const std::string& sql_state = "") {
    StatementScript script;
    script.states = {"FAILED"};
    script.error = {{"error_code", code}, {"message", message}};
    script.sql_state = sql_state;
    server_.Script(script);
    return Why(Query());
  }

  DatabricksServer server_;
  std::unique_ptr<Http> http_ = MakeHttp();
  std::unique_ptr<Clock> clock_ = MakeSystemClock();
  std::unique_ptr<Files> files_ = MakeFiles();
  std::unique_ptr<Processes> processes_ = MakeProcesses(DefaultSupervisorPath());
  std::unique_ptr<SqlEngine> engine_;
};

TEST_F(DatabricksEngine, SubmitsWithTheLimits) {
  DatabricksConfig config;
  config.token = "good";
  config.catalog = "main";
  config.schema = "sales";
  Use(config);
  SqlLimits limits = Within(seconds(20));
  limits.max_rows = 10;
  limits.max_bytes = 1000;
  ASSERT_EQ(Why(engine_->Query("SELECT 1", limits)), "");
  EXPECT_EQ(server_.Submitted(), (Json{{"statement", "SELECT 1"},
                                       {"warehouse_id", "w1"},
                                       {"catalog", "main"},
                                       {"schema", "sales"},
                                       {"wait_timeout", "10s"},
                                       {"on_wait_timeout", "CONTINUE"},
                                       {"disposition", "INLINE"},
                                       {"format", "JSON_ARRAY"},
                                       {"row_limit", 10},
                                       {"byte_limit", 1000}}));
}

TEST_F(DatabricksEngine, NeedsAWarehouse) {
  DatabricksConfig config;
  config.host = server_.url();
  config.token = "good";
  const auto engine = MakeDatabricks(config, *http_, *clock_, *files_, *processes_, {});
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().Message(), "the id of the SQL warehouse is missing: give warehouse");
  EXPECT_TRUE(MakeDatabricks(config, *http_, *clock_, *files_, *processes_, {{"DATABRICKS_WAREHOUSE_ID", "w1"}}));
}

TEST_F(DatabricksEngine, TypesItsCells) {
  StatementScript script;
  for (const char* type : {"BOOLEAN", "INT", "LONG", "DOUBLE", "DECIMAL", "BINARY", "STRING", "DATE", "INT", "DOUBLE"})
    script.columns.push_back(Column("c", type));
  script.chunks = {Json::array(
      {Json::array({"true", "-7", "9007199254740993", "0.1", "12.50", "AP8=", "", "2024-02-29", nullptr, "1.0E10"})})};
  server_.Script(script);
  const auto answer = Query();
  ASSERT_TRUE(answer) << Why(answer);
  EXPECT_THAT(answer->table.cells, ElementsAre(true, int64_t{-7}, int64_t{9007199254740993}, 0.1, SqlDecimal{"12.50"},
                                               SqlBlob{std::string("\0\xff", 2)}, "", "2024-02-29", SqlValue(), 1e10));
}

TEST_F(DatabricksEngine, PollsUntilItIsDone) {
  StatementScript script;
  script.states = {"PENDING", "PENDING", "RUNNING", "SUCCEEDED"};
  script.columns = {Column("n", "INT")};
  script.chunks = {Json::array({Json::array({"42"})})};
  server_.Script(script);
  const auto answer = Query();
  ASSERT_TRUE(answer) << Why(answer);
  EXPECT_THAT(answer->table.cells, ElementsAre(int64_t{42}));
  EXPECT_EQ(server_.Count("GET", "/api/2.0/sql/statements/01ee-abc"), 3);
}

TEST_F(DatabricksEngine, ReadsAllChunks) {
  StatementScript script;
  script.columns = {Column("n", "INT")};
  script.chunks = {Json::array({Json::array({"1"})}), Json::array({Json::array({"2"}), Json::array({"3"})}),
                   Json::array({Json::array({"4"})})};
  server_.Script(script);
  const auto answer = Query();
  ASSERT_TRUE(answer) << Why(answer);
  EXPECT_THAT(answer->table.cells, ElementsAre(int64_t{1}, int64_t{2}, int64_t{3}, int64_t{4}));
  EXPECT_FALSE(answer->table.truncated);
}

TEST_F(DatabricksEngine, FetchesWhatIsTooLargeThroughLinksWithoutItsToken) {
  StatementScript script;
  script.columns = {Column("n", "INT")};
  script.chunks = {Json::array({Json::array({"1"})}), Json::array({Json::array({"2"})})};
  script.too_large_for_inline = true;
  server_.Script(script);
  const auto answer = Query();
  ASSERT_TRUE(answer) << Why(answer);
  EXPECT_THAT(answer->table.cells, ElementsAre(int64_t{1}, int64_t{2}));
  EXPECT_EQ(server_.Submitted(1)["disposition"], "EXTERNAL_LINKS");
  for (const ServerRequest& request : server_.requests())
    EXPECT_EQ(request.headers.contains("authorization"), !request.path.starts_with("/store/")) << request.path;
}

TEST_F(DatabricksEngine, AsksForALinkAnewThatHasExpired) {
  StatementScript script;
  script.columns = {Column("n", "INT")};
  script.chunks = {Json::array({Json::array({"1"})}), Json::array({Json::array({"2"})})};
  script.too_large_for_inline = true;
  script.links_expired = 1;
  server_.Script(script);
  auto answer = Query();
  ASSERT_TRUE(answer) << Why(answer);
  EXPECT_THAT(answer->table.cells, ElementsAre(int64_t{1}, int64_t{2}));
  script.links_expired = 2;  // the one asked for anew too
  server_.Script(script);
  answer = Query();
  EXPECT_THAT(Why(answer), HasSubstr("answered with status 403 for a part of the result"));
}

TEST_F(DatabricksEngine, SaysWhenTheServiceLeftRowsOut) {
  StatementScript script;
  script.columns = {Column("n", "INT")};
  script.truncated = true;
  server_.Script(script);
  EXPECT_TRUE(Query()->table.truncated);
}

TEST_F(DatabricksEngine, CutsMoreRowsThanItAskedFor) {
  StatementScript script;
  script.columns = {Column("n", "INT")};
  script.chunks = {Json::array({Json::array({"1"}), Json::array({"2"}), Json::array({"3"})}), Json::array()};
  server_.Script(script);
  SqlLimits limits = Within(seconds(20));
  limits.max_rows = 2;
  const auto answer = engine_->Query("SELECT 1", limits);
  ASSERT_TRUE(answer) << Why(answer);
  EXPECT_EQ(answer->table.rows(), 2u);
  EXPECT_TRUE(answer->table.truncated);
  EXPECT_EQ(server_.Count("GET", "/"), 0);
}

TEST_F(DatabricksEngine, SaysWhatTheQueryDidWrong) {
  EXPECT_EQ(WhyFailed("BAD_REQUEST", "[TABLE_OR_VIEW_NOT_FOUND] The table or view `t` cannot be found.", "42P01"),
            "missing_name: [TABLE_OR_VIEW_NOT_FOUND] The table or view `t` cannot be found.");
  EXPECT_THAT(WhyFailed("BAD_REQUEST", "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column `a`"),
              HasSubstr("missing_name: "));
  EXPECT_THAT(WhyFailed("BAD_REQUEST", "[PARSE_SYNTAX_ERROR] Syntax error at or near 'x'", "42601"),
              HasSubstr("syntax: "));
  EXPECT_THAT(WhyFailed("BAD_REQUEST", "[INSUFFICIENT_PERMISSIONS] no", "42501"), HasSubstr("refused: "));
  EXPECT_THAT(WhyFailed("BAD_REQUEST", "[DIVIDE_BY_ZERO] Division by zero", "22012"), HasSubstr("failed: "));
  EXPECT_EQ(WhyFailed("TEMPORARILY_UNAVAILABLE", ""), "unavailable: the statement failed: TEMPORARILY_UNAVAILABLE");
}

TEST_F(DatabricksEngine, CancelsAtTheDeadlineUntilTheServiceHeedsIt) {
  StatementScript script;
  script.states = {"PENDING", "RUNNING"};
  script.cancels_missed = 2;
  server_.Script(script);
  const auto begun = steady_clock::now();
  EXPECT_EQ(Why(Query("SELECT 1", milliseconds(300))), "timeout: not done by the deadline");
  EXPECT_LT(steady_clock::now() - begun, seconds(5));
  engine_.reset();  // waits for the cancel
  EXPECT_EQ(server_.Count("POST", "/api/2.0/sql/statements/01ee-abc/cancel"), 3);
  EXPECT_EQ(server_.state(), "CANCELED");
  EXPECT_EQ(server_.Submitted()["wait_timeout"], "0s");
}

TEST_F(DatabricksEngine, StopsWhenAsked) {
  StatementScript script;
  script.states = {"RUNNING"};
  server_.Script(script);
  std::stop_source stop;
  SqlLimits limits = Within(seconds(600));
  limits.stop = stop.get_token();
  auto answer = std::async(std::launch::async, [&] { return engine_->Query("SELECT 1", limits); });
  while (server_.requests().empty()) std::this_thread::yield();
  stop.request_stop();
  EXPECT_EQ(Why(answer.get()), "stopped: stopped");
}

TEST_F(DatabricksEngine, TellsStatementsThatOthersEnded) {
  StatementScript script;
  script.states = {"RUNNING", "CANCELED"};
  server_.Script(script);
  EXPECT_EQ(Why(Query()), "unavailable: the statement was cancelled by somebody else");
  script.states = {"CLOSED"};
  server_.Script(script);
  EXPECT_EQ(Why(Query()), "unavailable: the result of the statement is gone");
}

TEST_F(DatabricksEngine, TriesAgainWhatMayPass) {
  server_.Misbehave(Status(429, {{"message", "slow down"}}, {{"Retry-After", "1"}}));
  server_.Misbehave(Status(503));
  server_.Misbehave(Raw(""));
  server_.Misbehave(Raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"));
  const auto begun = steady_clock::now();
  EXPECT_EQ(Why(Query()), "");
  EXPECT_GE(steady_clock::now() - begun, seconds(1));
}

TEST_F(DatabricksEngine, DoesNotWaitBeyondTheDeadlineForTheServiceToCalmDown) {
  server_.Misbehave(Status(429, {{"message", "slow down"}}, {{"Retry-After", "60"}}));
  EXPECT_EQ(Why(Query()), "unavailable: SERVER is asked too often: slow down");
}

TEST_F(DatabricksEngine, SaysWhatTheServiceRefuses) {
  server_.Misbehave(Status(403, {{"message", "no access for good"}}));
  EXPECT_EQ(Why(Query()),
            "unavailable: SERVER forbids it; the identity needs CAN USE on the SQL warehouse: no access for ***");
  server_.Misbehave(Status(404, {{"message", "no warehouse w1"}}));
  EXPECT_EQ(Why(Query()), "unavailable: SERVER knows no such statement or SQL warehouse: no warehouse w1");
  server_.SetToken("another");
  EXPECT_EQ(Why(Query()),
            "unavailable: SERVER does not accept the token: Credential was not sent or was of an unsupported type");
}

TEST_F(DatabricksEngine, CallsMalformedAnswersUnavailable) {
  server_.Misbehave(Raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<html"));
  EXPECT_EQ(Why(Query()), "unavailable: SERVER answered no JSON object");
  const std::string odd = "unavailable: SERVER answered what the API does not say";
  const Json succeeded = {{"state", "SUCCEEDED"}};
  const Json manifest = {{"schema", {{"columns", {Column("n", "INT")}}}}};
  for (const Json& body :
       {Json::object(), Json{{"status", {{"state", "DREAMING"}}}}, Json{{"status", {{"state", "RUNNING"}}}},
        Json{{"status", {{"state", "RUNNING"}}}, {"statement_id", "../x"}}, Json{{"status", succeeded}},
        Json{{"status", succeeded},
             {"manifest", manifest},
             {"result", {{"data_array", Json::array({Json::array({"1", "2"})})}}}},
        Json{{"status", succeeded},
             {"manifest", manifest},
             {"result", {{"data_array", Json::array({Json::array({1})})}}}},
        Json{{"status", succeeded}, {"manifest", manifest}, {"result", {{"next_chunk_index", 0}}}}}) {
    server_.Misbehave(Status(200, body));
    EXPECT_EQ(Why(Query()), odd) << body;
  }
}

TEST_F(DatabricksEngine, AsksForANewTokenOnceWhenTheOldOneIsRefused) {
  DatabricksConfig config;
  config.client_id = "id";
  config.client_secret = "secret";
  Use(config);
  EXPECT_EQ(Why(Query()), "");
  EXPECT_EQ(Why(Query()), "");
  EXPECT_EQ(server_.Count("POST", "/oidc/v1/token"), 1);
  server_.SetToken("better");
  EXPECT_EQ(Why(Query()), "");
  EXPECT_EQ(server_.Count("POST", "/oidc/v1/token"), 2);
}

TEST_F(DatabricksEngine, RefusesWhatDoesNotOnlyRead) {
  for (const char* sql :
       {"DROP TABLE t", "INSERT INTO t VALUES (1)", "SELECT 1; DROP TABLE t",
        "WITH a AS (SELECT 1) INSERT INTO t FROM a", "FROM a INSERT INTO t SELECT *",
        "SELECT java_method('java.lang.System', 'exit', 1)", "SELECT REFLECT('java.lang.Runtime', 'x')",
        "SELECT `java_method`('a', 'b')", "SELECT ai_query('m', 'x')", "SELECT * FROM read_files('/Volumes/x')",
        "SELECT secret('a', 'b')", "SELECT http_request(conn => 'x')", "BEGIN DROP TABLE t; END",
        "EXECUTE IMMEDIATE 'DROP TABLE t'", "OPTIMIZE t", "MERGE INTO t USING u ON true"}) {
    const auto answer = Query(sql);
    ASSERT_FALSE(answer) << sql;
    EXPECT_TRUE(answer.error().problem == SqlProblem::kRefused || answer.error().problem == SqlProblem::kSyntax) << sql;
  }
  EXPECT_TRUE(server_.requests().empty());
}

}  // namespace
}  // namespace harness
