#include "harness/targets/genie.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "harness/core/conversation.h"
#include "harness/suite/yaml.h"
#include "harness/targets/genie_call.h"
#include "tests/fakes/genie_server.h"
#include "tests/fakes/memory_log.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kToken = "dapi-sentinel-0123456789";

Json Column(const char* name, const char* type) {
  return {{"name", name}, {"type_name", type}};
}
ServerReply Status(int status, std::vector<std::pair<std::string, std::string>> headers = {}) {
  return {status, R"({"error_code": "X", "message": "no"})", std::move(headers)};
}
ServerReply Raw(std::string bytes) {
  ServerReply reply;
  reply.raw = std::move(bytes);
  return reply;
}

class GenieTargetTest : public testing::Test {
 protected:
  GenieTargetTest() {
    server_.SetToken(kToken);
    test_.id = "q1";
    test_.input = "How many orders?";
  }

  Result<std::unique_ptr<Target>> Make(const std::string& options) {
    Diagnostics diagnostics;
    const auto config =
        ParseYaml(std::make_shared<Source>(Source{folder_ / "suite.yaml", "genie: " + options + "\n"}), diagnostics);
    if (!config || !CheckShape(*config, GenieTargetType().shape, diagnostics))
      return Unexpected(std::move(diagnostics).ToError());
    return GenieTargetType().make(*config, services());
  }
  std::string LoadError(const std::string& options) {
    const auto made = Make(options);
    if (made) return "";
    std::string text = made.error().Render();
    const std::string prefix = folder_.path() + "/";
    for (size_t at = 0; (at = text.find(prefix, at)) != std::string::npos;) text.erase(at, prefix.size());
    return text;
  }
  // Asks within so long; `more` are further options.
  Output Call(const std::string& more = "", milliseconds time = seconds(60), const std::string& poll = "1ms") {
    const auto made = Make(fmt::format("{{ space: {}, poll: {}{} }}", GenieServer::kSpace, poll, more));
    if (!made) return Output::Failed(FailureKind::kStopped, "does not load: " + made.error().Render());
    CallContext context{*clock_, steady_clock::now() + time, stop_.get_token(), {}, 7};
    context.conversation = conversation_;
    return (*made)->Call(test_, context);
  }
  std::vector<Finding> Probe(bool offline = false) {
    const auto made = Make(fmt::format("{{ space: {} }}", GenieServer::kSpace));
    if (!made) return {};
    return (*made)->Probe(offline, {*clock_, steady_clock::now() + seconds(60), stop_.get_token(), {}, 7});
  }
  // "kind: message", with SERVER for the server's origin; "" for an answer.
  std::string Why(const Output& output) const {
    if (!output.failure) return "";
    std::string text = fmt::format("{}: {}", ToString(output.failure->kind), output.failure->message);
    const size_t at = text.find(server_.url());
    return at == std::string::npos ? text : text.replace(at, server_.url().size(), "SERVER");
  }
  Services services() {
    environment_["DATABRICKS_HOST"] = server_.url();
    Services lent{*clock_, *files_, *processes_, *http_, log_, environment_};
    lent.secrets = &secrets_;
    return lent;
  }

  GenieServer server_;
  const TemporaryFolder folder_;
  const std::unique_ptr<Clock> clock_ = MakeSystemClock();
  const std::unique_ptr<Files> files_ = MakeFiles();
  const std::unique_ptr<Processes> processes_ = MakeProcesses("");
  const std::unique_ptr<Http> http_ = MakeHttp();
  MemoryLog log_;
  Secrets secrets_;
  std::map<std::string, std::string> environment_ = {{"DATABRICKS_TOKEN", kToken}};
  std::stop_source stop_;
  ConversationTurn* conversation_ = nullptr;
  Case test_;
};

TEST_F(GenieTargetTest, TellsTheDoctorOfItsSpace) {
  EXPECT_THAT(Probe(), ElementsAre(Finding{Finding::State::kOk, "space", "Shop"}));
  server_.SetToken("another");
  const std::vector<Finding> refused = Probe();
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_EQ(refused[0].state, Finding::State::kFailed);
  EXPECT_EQ(refused[0].found.find(kToken), std::string::npos);
  EXPECT_EQ(Probe(true)[0].state, Finding::State::kSkipped);
}

TEST_F(GenieTargetTest, AsksUntilGenieIsDoneAndFetchesTheResult) {
  GenieScript script =
      GenieServer::Answering("SELECT COUNT(*) FROM orders", {Column("n", "LONG")}, Json::array({Json::array({"42"})}));
  script.statuses = {"SUBMITTED",         "FILTERING_CONTEXT", "FETCHING_METADATA", "ASKING_AI",
                     "PENDING_WAREHOUSE", "EXECUTING_QUERY",   "COMPLETED"};
  server_.Script(script);
  const Output output = Call();
  ASSERT_EQ(Why(output), "");
  EXPECT_EQ((*output.json)["sql"], "SELECT COUNT(*) FROM orders");
  EXPECT_EQ((*output.json)["rows"], *ParseJson("[[42]]"));
  EXPECT_EQ((*output.json)["columns"], Json::array({"n"}));
  EXPECT_EQ((*output.json)["row_count"], 1);
  EXPECT_EQ((*output.json)["status"], "COMPLETED");
  EXPECT_EQ((*output.json)["conversation_id"], "c1");
  EXPECT_EQ((*output.json)["message_id"], "m1");
  EXPECT_EQ((*output.json)["statement_id"], "01f0-s1");
  EXPECT_THAT(server_.Questions(), ElementsAre("How many orders?"));
  EXPECT_EQ(server_.Count("GET", "/messages/m1"), 7 + 1);
}

TEST_F(GenieTargetTest, AnswersTextAndAsksBack) {
  GenieScript script;
  script.attachments = {GenieServer::Text("Which year?", "FOLLOW_UP_QUESTION")};
  server_.Script(script);
  const Output output = Call();
  ASSERT_EQ(Why(output), "");
  EXPECT_EQ((*output.json)["clarification"], true);
  EXPECT_EQ((*output.json)["text"], "Which year?");
  EXPECT_EQ((*output.json)["sql"], Json());
  EXPECT_EQ(server_.Count("GET", "query-result"), 0);
}

TEST_F(GenieTargetTest, GoesOnWithAConversation) {
  server_.Script(GenieServer::Answering("SELECT 1"));
  ConversationTurn turn;
  conversation_ = &turn;
  ASSERT_EQ(Why(Call()), "");
  EXPECT_EQ(turn.state, "c1");
  test_.input = "And last year?";
  const Output second = Call();
  ASSERT_EQ(Why(second), "");
  EXPECT_EQ((*second.json)["conversation_id"], "c1");
  EXPECT_EQ((*second.json)["message_id"], "m2");
  EXPECT_EQ(server_.Count("POST", "/start-conversation"), 1);
  EXPECT_EQ(server_.Count("POST", "/conversations/c1/messages"), 1);
  ConversationTurn told;
  told.history = {{Role::kUser, "Hello"}};
  conversation_ = &told;
  EXPECT_THAT(Why(Call()), HasSubstr("unavailable: Genie keeps a conversation itself"));
  conversation_ = &turn;
  turn.state = "../x";
  EXPECT_EQ(Why(Call()), "provider_error: what was kept of the conversation is no id of one");
}

TEST_F(GenieTargetTest, DoesNotAskTwiceInAConversationWhenAnAnswerIsLost) {
  server_.Script(GenieServer::Answering("SELECT 1"));
  ConversationTurn turn;
  conversation_ = &turn;
  ASSERT_EQ(Why(Call()), "");
  server_.Misbehave("/conversations/c1/messages", Raw(""));
  const Output lost = Call();
  EXPECT_THAT(Why(lost), HasSubstr("unavailable: "));
  EXPECT_TRUE(lost.failure->retryable) << "the conversation may be held anew";
  server_.Misbehave("/conversations/c1/messages", Status(500));
  EXPECT_EQ(Why(Call()), "provider_error: SERVER answered with status 500: no");
  EXPECT_EQ(server_.Questions().size(), 1u);
  server_.Misbehave("/conversations/c1/messages", Status(503));
  server_.Misbehave("/conversations/c1/messages", Status(429, {{"Retry-After", "0"}}));
  EXPECT_EQ(Why(Call()), "");
  EXPECT_EQ(server_.Questions().size(), 2u);
}

TEST_F(GenieTargetTest, TakesNoMoreRowsThanAskedFor) {
  GenieScript script = GenieServer::Answering("SELECT n FROM t", {Column("n", "INT")});
  script.chunks = {Json::array({Json::array({"1"}), Json::array({"2"})}), Json::array({Json::array({"3"})})};
  script.attachments = {GenieServer::Query("SELECT n FROM t", 3)};
  server_.Script(script);
  const Output all = Call();
  EXPECT_EQ((*all.json)["rows"], *ParseJson("[[1], [2], [3]]"));
  EXPECT_EQ((*all.json)["truncated"], false);
  const Output some = Call(", max_rows: 1");
  EXPECT_EQ((*some.json)["rows"], *ParseJson("[[1]]"));
  EXPECT_EQ((*some.json)["truncated"], true);
  EXPECT_EQ((*some.json)["row_count"], 3);
}

TEST_F(GenieTargetTest, FetchesNoResultWhereNoneIsWanted) {
  server_.Script(GenieServer::Answering("SELECT 1"));
  const Output output = Call(", result: false");
  EXPECT_EQ((*output.json)["rows"], Json());
  EXPECT_FALSE(output.json->contains("result_error"));
  EXPECT_EQ(server_.Count("GET", "query-result"), 0);
}

TEST_F(GenieTargetTest, MakesAResultAgainThatIsGone) {
  GenieScript script = GenieServer::Answering("SELECT 1", {Column("n", "INT")}, Json::array({Json::array({"1"})}));
  script.statuses = {"QUERY_RESULT_EXPIRED"};
  script.result_states = {"PENDING", "RUNNING", "SUCCEEDED"};
  server_.Script(script);
  EXPECT_EQ((*Call().json)["rows"], *ParseJson("[[1]]"));
  EXPECT_EQ(server_.Count("POST", "execute-query"), 1);
  script.statuses = {"COMPLETED"};
  script.gone = true;
  server_.Script(script);
  EXPECT_EQ((*Call().json)["rows"], *ParseJson("[[1]]"));
  EXPECT_EQ(server_.Count("POST", "execute-query"), 2);
  server_.Misbehave("query-result", Status(400));
  EXPECT_EQ((*Call().json)["rows"], *ParseJson("[[1]]"));
}

TEST_F(GenieTargetTest, KeepsTheSqlWhenTheResultCannotBeHad) {
  GenieScript script = GenieServer::Answering("SELECT 1", {Column("n", "INT")});
  script.result_states = {"FAILED"};
  script.error = {{"message", "[DIVIDE_BY_ZERO] Division by zero"}};
  server_.Script(script);
  const Output failed = Call();
  ASSERT_EQ(Why(failed), "");
  EXPECT_EQ((*failed.json)["sql"], "SELECT 1");
  EXPECT_EQ((*failed.json)["result_error"], "[DIVIDE_BY_ZERO] Division by zero");
  script.result_states = {"CLOSED"};
  server_.Script(script);
  EXPECT_EQ((*Call().json)["result_error"], "the result of the query is gone");
  server_.Misbehave("query-result", Status(403));
  EXPECT_THAT((*Call().json)["result_error"].get<std::string>(), HasSubstr("the identity needs CAN RUN"));
  server_.Misbehave("query-result", {200, "{}"});
  EXPECT_THAT((*Call().json)["result_error"].get<std::string>(), HasSubstr("what the API does not say"));
  script.attachments[0]["attachment_id"] = "../../x";
  server_.Script(script);
  EXPECT_THAT((*Call().json)["result_error"].get<std::string>(), HasSubstr("a query without an id"));
}

TEST_F(GenieTargetTest, FailsTheCaseByTheTypeOfTheError) {
  GenieScript script = GenieServer::Failing("INVALID_SQL_UNKNOWN_TABLE_EXCEPTION", "no table ordres");
  script.attachments = {GenieServer::Query("SELECT * FROM ordres")};
  server_.Script(script);
  const Output output = Call();
  EXPECT_EQ(Why(output), "reported: Genie failed: INVALID_SQL_UNKNOWN_TABLE_EXCEPTION: no table ordres");
  EXPECT_EQ(output.failure->category, "missing_table_or_column");
  EXPECT_EQ((*output.json)["sql"], "SELECT * FROM ordres");
  EXPECT_EQ((*output.json)["conversation_id"], "c1");
}

TEST_F(GenieTargetTest, AsksAgainWhenARateLimitEndedTheMessage) {
  server_.ScriptFor("How many orders?", GenieServer::Failing("RATE_LIMIT_EXCEEDED_GENERIC_EXCEPTION", "slow down"));
  server_.ScriptFor("How many orders?", GenieServer::Answering("SELECT 1"));
  const Output output = Call();
  EXPECT_EQ(Why(output), "");
  EXPECT_EQ(server_.Questions().size(), 2u);
}

TEST_F(GenieTargetTest, SaysThatARateLimitWasLeftWhenTimeIsUp) {
  GenieScript script = GenieServer::Failing("RATE_LIMIT_EXCEEDED_GENERIC_EXCEPTION", "slow down");
  script.statuses = {"FAILED"};
  server_.Script(script);
  const Output output = Call("", seconds(15), "2s");  // it would be asked again after 20 s at the earliest
  EXPECT_EQ(Why(output).substr(0, 12), "rate_limited");
  EXPECT_TRUE(output.failure->retryable);
}

TEST_F(GenieTargetTest, TellsThatSomebodyCancelled) {
  GenieScript script;
  script.statuses = {"ASKING_AI", "CANCELLED"};
  server_.Script(script);
  EXPECT_EQ(Why(Call()), "provider_error: the message was cancelled by somebody else");
}

TEST_F(GenieTargetTest, GivesUpAtTheDeadlineAndNamesTheStatus) {
  GenieScript script;
  script.statuses = {"EXECUTING_QUERY"};
  server_.Script(script);
  EXPECT_EQ(Why(Call("", seconds(2))),
            "timeout: Genie did not answer by the deadline; its last status was EXECUTING_QUERY");
  script.statuses = {"DREAMING"};
  server_.Script(script);
  EXPECT_EQ(Why(Call("", seconds(2))),
            "timeout: Genie did not answer by the deadline; its last status was DREAMING, which is not a known one");
}

TEST_F(GenieTargetTest, GoesOnWhenAnUnknownStatusPasses) {
  GenieScript script = GenieServer::Answering("SELECT 1");
  script.statuses = {"DREAMING", "COMPLETED"};
  server_.Script(script);
  EXPECT_EQ(Why(Call()), "");
}

TEST_F(GenieTargetTest, StopsWhenAsked) {
  GenieScript script;
  script.statuses = {"ASKING_AI"};
  server_.Script(script);
  auto output = std::async(std::launch::async, [&] { return Call("", seconds(600)); });
  while (server_.Count("GET", "/messages/") == 0) std::this_thread::yield();
  stop_.request_stop();
  EXPECT_EQ(Why(output.get()), "stopped: stopped");
}

TEST_F(GenieTargetTest, GetsOverWhatPasses) {
  server_.Script(GenieServer::Answering("SELECT 1", {Column("n", "INT")}, Json::array({Json::array({"1"})})));
  server_.Misbehave("/start-conversation", Status(429, {{"Retry-After", "0"}}));
  server_.Misbehave("/start-conversation", Status(503));
  server_.Misbehave("/messages/", Raw(""));
  server_.Misbehave("/messages/", Raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"));
  server_.Misbehave("/messages/", {200, "{\"status\": \"COMPL"});
  server_.Misbehave("query-result", Status(500));
  const Output output = Call();
  ASSERT_EQ(Why(output), "");
  EXPECT_EQ((*output.json)["rows"], *ParseJson("[[1]]"));
}

TEST_F(GenieTargetTest, WaitsOutARateLimitOfTheApi) {
  server_.Script(GenieServer::Answering("SELECT 1"));
  for (int i = 0; i < 6; ++i) server_.Misbehave("/start-conversation", Status(429, {{"Retry-After", "0"}}));
  EXPECT_EQ(Why(Call()), "");
  EXPECT_EQ(server_.Count("POST", "/start-conversation"), 7);
}

TEST_F(GenieTargetTest, TellsPlumbingByWhatWasRefused) {
  server_.Misbehave("/start-conversation", Status(429, {{"Retry-After", "3600"}}));
  EXPECT_EQ(Why(Call()), "rate_limited: SERVER is asked too often: no");
  server_.Misbehave("/start-conversation", Status(403));
  EXPECT_EQ(Why(Call()), "provider_error: SERVER forbids it; the identity needs CAN RUN on the Genie space: no");
  server_.Misbehave("/start-conversation", Status(404));
  EXPECT_EQ(Why(Call()), "provider_error: SERVER knows no such Genie space, conversation or message: no");
  server_.Misbehave("/start-conversation", Status(400));
  EXPECT_EQ(Why(Call()), "provider_error: SERVER answered with status 400: no");
  server_.SetToken("another");
  EXPECT_THAT(Why(Call()), HasSubstr("provider_error: SERVER does not accept the token"));
}

TEST_F(GenieTargetTest, CallsASilentServiceUnavailable) {
  ServerReply silent;
  silent.hang = true;
  server_.Misbehave("/start-conversation", silent);
  EXPECT_THAT(Why(Call("", milliseconds(300))), HasSubstr("unavailable: "));
}

TEST_F(GenieTargetTest, CallsMalformedAnswersProviderErrors) {
  for (const char* body : {"{}", R"({"conversation_id": "c1"})", R"({"conversation_id": "a/b", "message_id": "m"})",
                           R"({"conversation_id": 1, "message": []})"}) {
    server_.Misbehave("/start-conversation", {200, body});
    EXPECT_EQ(Why(Call()), "provider_error: SERVER answered what the API does not say: a message without ids") << body;
  }
  server_.Misbehave("/messages/", {200, R"({"status": 1})"});
  EXPECT_EQ(Why(Call()), "provider_error: SERVER answered what the API does not say: a message without a status");
  server_.Script(GenieScript());
  EXPECT_EQ(Why(Call()), "invalid_output: Genie completed without a query and without a text");
}

TEST_F(GenieTargetTest, MakesItsKeysKnownAsSecrets) {
  EXPECT_EQ(LoadError(GenieServer::kSpace), "");
  EXPECT_EQ(secrets_.Redact(std::string("a ") + kToken), "a ***");
}

TEST_F(GenieTargetTest, TakesOneMessageAndNoMore) {
  server_.Script(GenieServer::Answering("SELECT 1"));
  test_.input = *ParseJson(R"([{"role": "user", "content": "One?"}])");
  EXPECT_EQ(Why(Call()), "");
  EXPECT_THAT(server_.Questions(), ElementsAre("One?"));
  test_.input.push_back(test_.input[0]);
  EXPECT_EQ(
      Why(Call()),
      "unavailable: Genie keeps a conversation itself and can't be told what was said before, and the case's input "
      "is a list of 2 messages; write them as turns");
}

TEST_F(GenieTargetTest, RefusesMistakesAtTheirPlaces) {
  EXPECT_THAT(LoadError("{ space: a b }"), HasSubstr("suite.yaml:1:17: 'a b' is no id of a Genie space"));
  EXPECT_THAT(LoadError("{ host: x }"), HasSubstr("suite.yaml:1:8: 'space' is missing"));
  EXPECT_THAT(LoadError("{ space: a, spaec: b }"), HasSubstr("did you mean 'space'?"));
  EXPECT_THAT(LoadError("{ space: a, max_rows: 0 }"), HasSubstr("'max_rows' must be from 1 to 5000"));
  EXPECT_THAT(LoadError("{ space: a, max_rows: 1, result: false }"),
              HasSubstr("'max_rows' says nothing where 'result' is false"));
  EXPECT_THAT(LoadError("{ space: a, poll: 2h }"), HasSubstr("'poll' must be from 1ms to 1m"));
  EXPECT_THAT(LoadError("{ space: a, token_env: NOT_THERE }"), HasSubstr("the variable NOT_THERE is not set"));
  environment_.erase("DATABRICKS_TOKEN");
  EXPECT_THAT(LoadError("{ space: a }"), HasSubstr("suite.yaml:1:8: no credentials for Databricks: "));
}

TEST(GeniePauses, GrowToTenTimesTheFirstWithJitter) {
  Rng jitter(1, "x");
  for (int look = 1; look < 30; ++look) {
    const auto pause = GeniePause(look, seconds(1), jitter);
    EXPECT_GE(pause, seconds(std::min(look, 10)));
    EXPECT_LT(pause, seconds(std::min(look, 10) + 1));
  }
  Rng again(1, "x"), same(1, "x");
  EXPECT_EQ(GeniePause(3, seconds(1), again), GeniePause(3, seconds(1), same));
}

}  // namespace
}  // namespace harness
