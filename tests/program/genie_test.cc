// A Genie space as users have it: a suite that asks one and judges its SQL on a database, with faults, crashes and
// keys.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/fakes/genie_server.h"
#include "tests/program/program.h"

namespace harness {
namespace {

using testing::HasSubstr;

constexpr const char* kToken = "dapi-sentinel-0123456789abcdef";
constexpr const char* kCount = "SELECT COUNT(*) FROM customers";

class Genie : public testing::Test {
 protected:
  Genie() {
    server_.SetToken(kToken);
    program_.SetEnvironment("DATABRICKS_HOST", server_.url());
    program_.SetEnvironment("DATABRICKS_TOKEN", kToken);
    program_.SetEnvironment("GENIE_SPACE_ID", GenieServer::kSpace);
    PutSuite("cases: [ { file: cases.jsonl } ]\n");
    program_.folder().Put("cases.jsonl", Line("count", "How many customers?", kCount) +
                                             Line("year", "How many?", kCount) + Line("text", "Hello?", kCount) +
                                             Line("wrong", "How many in Seoul?",
                                                  "SELECT COUNT(*) FROM customers WHERE region = 'Seoul'"));
    server_.ScriptFor("How many customers?", GenieServer::Answering("SELECT COUNT(customer_id) AS n FROM customers;"));
    GenieScript asks;
    asks.attachments = {GenieServer::Text("Which year do you mean?", "FOLLOW_UP_QUESTION")};
    server_.ScriptFor("How many?", asks);
    server_.ScriptFor("Hello?", GenieServer::Failing("INVALID_SQL_UNKNOWN_TABLE_EXCEPTION", "no table custmers"));
    server_.ScriptFor("How many in Seoul?",
                      GenieServer::Answering("SELECT COUNT(*) FROM customers WHERE region = 'Busan'"));
  }

  static std::string Line(const std::string& id, const std::string& question, const std::string& sql) {
    return Json({{"id", id}, {"input", question}, {"expected", {{"sql", sql}}}}).dump() + "\n";
  }
  void PutSuite(const std::string& cases) {
    program_.folder().Put("suite.yaml", "suite: genie\ndatabases: { kpi: { sqlite: " HARNESS_SOURCE_DIR
                                        "/fixtures/databases/kpi.sql } }\n" +
                                            cases +
                                            "targets: [ genie: { space: \"${GENIE_SPACE_ID}\", poll: 1ms } ]\n"
                                            "score: [ sql-result ]\nrun: { concurrency: 4 }\n");
  }
  Json Attempt(const std::string& id, const std::string& file = "out.jsonl") {
    for (const Json& attempt : program_.ReadJsonLines(file))
      if (attempt["case"] == id) return attempt;
    return {};
  }
  static ServerReply Raw(std::string bytes) {
    ServerReply reply;
    reply.raw = std::move(bytes);
    return reply;
  }

  GenieServer server_;
  Program program_;
};

TEST_F(Genie, IsJudgedByWhatItsSqlReturns) {
  const ProgramResult result = program_.Run({"run", "suite.yaml", "--jsonl", "out.jsonl"});
  EXPECT_EQ(result.code, 1) << result.out << result.err;
  EXPECT_EQ(Attempt("count")["verdict"], "pass");
  EXPECT_EQ(Attempt("count")["output"]["json"]["sql"], "SELECT COUNT(customer_id) AS n FROM customers;");
  EXPECT_EQ(Attempt("year")["verdict"], "fail");
  EXPECT_EQ(Attempt("year")["failure_category"], "no_sql_generated");
  EXPECT_EQ(Attempt("year")["scores"][0]["reason"], "there is no SQL in the answer: Which year do you mean?");
  EXPECT_EQ(Attempt("text")["verdict"], "fail");
  EXPECT_EQ(Attempt("text")["failure"]["kind"], "reported");
  EXPECT_EQ(Attempt("text")["failure_category"], "missing_table_or_column");
  EXPECT_EQ(Attempt("wrong")["verdict"], "fail");
  EXPECT_EQ(Attempt("wrong")["failure_category"], "wrong_filter");
}

TEST_F(Genie, KeepsItsCategoriesWhenARunIsScoredAgainOrReplayed) {
  ASSERT_EQ(program_.Run({"run", "suite.yaml", "--jsonl", "out.jsonl"}).code, 1);
  const ProgramResult scored = program_.Run({"score", "last", "suite.yaml", "--jsonl", "again.jsonl"});
  EXPECT_EQ(scored.code, 1) << scored.err;
  EXPECT_EQ(Attempt("text", "again.jsonl")["failure_category"], "missing_table_or_column");
  EXPECT_EQ(server_.Questions().size(), 4u) << "nobody is asked again";
  std::string suite = TemporaryFolder::Contents(program_.folder() / "suite.yaml");
  const size_t at = suite.find("genie: {");
  suite.replace(at, suite.find('}', suite.find("poll")) + 1 - at, "replay: out.jsonl");
  program_.folder().Put("replay.yaml", suite);
  const ProgramResult replayed = program_.Run({"run", "replay.yaml", "--jsonl", "replayed.jsonl"});
  EXPECT_EQ(replayed.code, 1) << replayed.err;
  for (const char* id : {"count", "year", "text", "wrong"})
    EXPECT_EQ(Attempt(id, "replayed.jsonl")["failure_category"], Attempt(id)["failure_category"]) << id;
}

TEST_F(Genie, IsAskedInSpiteOfFaults) {
  server_.Misbehave("start-conversation", {429, "{}", {{"Retry-After", "0"}}});
  server_.Misbehave("start-conversation", {503, "busy"});
  server_.Misbehave("start-conversation", Raw(""));
  server_.Misbehave("/messages/", Raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"));
  server_.Misbehave("/messages/", {502, "<html>"});
  const ProgramResult result = program_.Run({"run", "suite.yaml", "--filter", "id == 'count'"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
}

TEST_F(Genie, ThatCannotBeUsedIsAnErrorAndNotAFailure) {
  server_.SetToken("another");
  const ProgramResult result = program_.Run({"run", "suite.yaml", "--jsonl", "out.jsonl"});
  EXPECT_EQ(result.code, 3) << result.out << result.err;
  EXPECT_EQ(Attempt("count")["verdict"], "error");
  EXPECT_EQ(Attempt("count")["failure"]["kind"], "provider_error");
  EXPECT_EQ(Attempt("count")["failure_category"], "api_error");
}

TEST_F(Genie, LeavesItsTokenNowhere) {
  GenieScript echo =
      GenieServer::Answering(std::string("SELECT '") + kToken + "'", {{{"name", "a"}, {"type_name", "STRING"}}},
                             Json::array({Json::array({kToken})}));
  echo.attachments.push_back(GenieServer::Text(std::string("Your token is ") + kToken));
  server_.ScriptFor("Echo?", echo);
  server_.ScriptFor("Fail?", GenieServer::Failing("ODD_EXCEPTION", std::string("bad ") + kToken));
  program_.folder().Put("cases.jsonl", Line("echo", "Echo?", kCount) + Line("fail", "Fail?", kCount) +
                                           Line("refused", "Refused?", kCount));
  program_.folder().Put("token", kToken);
  PutSuite("cases: [ { file: cases.jsonl } ]\n");
  std::string suite = TemporaryFolder::Contents(program_.folder() / "suite.yaml");
  suite.replace(suite.find("poll: 1ms"), 9, "poll: 1ms, token_file: token");
  program_.folder().Put("suite.yaml", suite);
  program_.SetEnvironment("DATABRICKS_TOKEN", "");
  server_.Misbehave("start-conversation", {403, std::string("{\"message\": \"no access for ") + kToken + "\"}"});
  const ProgramResult result =
      program_.Run({"run", "suite.yaml", "--store", "s.db", "--jsonl", "out.jsonl", "--junit", "out.xml", "--json",
                    "out.json", "--log-requests", "requests.jsonl", "--verbose"});
  EXPECT_NE(result.code, 2) << result.err;
  EXPECT_EQ((result.out + result.err).find(kToken), std::string::npos);
  EXPECT_EQ(program_.ReadJsonLines("out.jsonl").size(), 3u);
  const ProgramResult tried = program_.Run({"try", "suite.yaml", "echo"});
  EXPECT_EQ((tried.out + tried.err).find(kToken), std::string::npos) << tried.out;
  EXPECT_THAT(tried.out, HasSubstr("Your token is ***"));
  std::filesystem::remove(program_.folder() / "token");
  EXPECT_EQ(program_.FileWith(kToken), "");
}

TEST_F(Genie, IsAskedAgainOnlyForWhatAKilledRunHadNotStored) {
  std::string lines;
  for (int i = 0; i < 40; ++i) lines += Line("c" + std::to_string(i), "How many customers?", kCount);
  program_.folder().Put("cases.jsonl", lines);
  GenieScript slow = GenieServer::Answering(kCount);
  slow.statuses = std::vector<std::string>(20, "ASKING_AI");
  slow.statuses.push_back("COMPLETED");
  server_.ScriptFor("How many customers?", slow);
  for (int i = 0; i < 20 && program_.ReadJsonLines("stored.jsonl").empty(); ++i) {
    program_.RunAndKill({"run", "suite.yaml", "--store", "s.db", "--quiet"}, std::chrono::milliseconds(500 + 100 * i));
    program_.Run({"report", "last", "--store", "s.db", "--quiet", "--jsonl", "stored.jsonl"});
  }
  const size_t stored = program_.ReadJsonLines("stored.jsonl").size();
  ASSERT_GT(stored, 0u) << "the run was killed before it stored anything";
  const size_t asked = server_.Questions().size();
  const ProgramResult result =
      program_.Run({"run", "--resume", "last", "--store", "s.db", "--jsonl", "out.jsonl", "--quiet"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_EQ(program_.ReadJsonLines("out.jsonl").size(), 40u);
  EXPECT_EQ(server_.Questions().size() - asked, 40 - stored);
}

constexpr const char* kSpaceQuestions = R"({"version": 2, "benchmarks": {"questions": [
  {"id": "b1", "question": ["How many ", "customers?"],
   "answer": [{"format": "SQL", "content": ["SELECT COUNT(*)\n", "FROM custo", "mers\n"]}]},
  {"id": "b2", "question": ["How many in Seoul?"],
   "answer": [{"format": "SQL", "content": ["SELECT COUNT(*) FROM customers WHERE region = 'Seoul'"]}]},
  {"id": "b2", "question": ["Hello?"]}]}})";

TEST_F(Genie, AsksTheSpaceItsOwnQuestions) {
  server_.SetSpace(*ParseJson(kSpaceQuestions));
  PutSuite("cases: [ { benchmark: { genie: \"${GENIE_SPACE_ID}\" }, where: expected != null } ]\n");
  const ProgramResult result = program_.Run({"run", "suite.yaml", "--jsonl", "out.jsonl"});
  EXPECT_EQ(result.code, 1) << result.out << result.err;
  EXPECT_THAT(result.err, HasSubstr("holds 1 id a second time"));
  EXPECT_EQ(program_.ReadJsonLines("out.jsonl").size(), 2u);
  EXPECT_EQ(Attempt("b1")["verdict"], "pass");
  EXPECT_EQ(Attempt("b1")["expected"]["sql"], "SELECT COUNT(*)\nFROM customers");
  EXPECT_EQ(Attempt("b2")["verdict"], "fail");
  EXPECT_EQ(server_.Count("GET", "include_serialized_space"), 1);
}

TEST_F(Genie, FreezesTheQuestionsOfASpace) {
  server_.SetSpace(*ParseJson(kSpaceQuestions));
  const std::string space = std::string("genie:") + GenieServer::kSpace;
  const ProgramResult lines = program_.Run({"convert", space, "frozen.jsonl"});
  EXPECT_EQ(lines.code, 0) << lines.err;
  EXPECT_EQ(program_.ReadJsonLines("frozen.jsonl").size(), 3u);
  const ProgramResult refused = program_.Run({"convert", space, "frozen.md"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("b2~2: a benchmark needs the gold SQL"));
  Json with_sql = *ParseJson(kSpaceQuestions);
  with_sql["benchmarks"]["questions"].erase(2);
  server_.SetSpace(with_sql);
  EXPECT_EQ(program_.Run({"convert", space, "frozen.md"}).code, 0);
  PutSuite("cases: [ { benchmark: frozen.md } ]\n");
  const ProgramResult result = program_.Run({"run", "suite.yaml", "--jsonl", "out.jsonl"});
  EXPECT_EQ(result.code, 1) << result.err;
  EXPECT_EQ(Attempt("b1")["verdict"], "pass");
  EXPECT_EQ(Attempt("b2")["verdict"], "fail");
}

TEST_F(Genie, WhoseQuestionsCannotBeHadIsAMistakeOrAnOutage) {
  PutSuite("cases: [ { benchmark: { genie: \"${GENIE_SPACE_ID}\" } } ]\n");
  const ProgramResult none = program_.Run({"run", "suite.yaml"});
  EXPECT_EQ(none.code, 2);
  EXPECT_THAT(none.err, HasSubstr("suite.yaml:3:32: the Genie space has no benchmark questions"));
  server_.Misbehave("include_serialized_space", {429, "{}", {{"Retry-After", "3600"}}});
  const ProgramResult busy = program_.Run({"run", "suite.yaml"});
  EXPECT_EQ(busy.code, 3);
  EXPECT_THAT(busy.err, HasSubstr("the Genie space can't be read: "));
  program_.SetEnvironment("DATABRICKS_TOKEN", "");
  program_.SetEnvironment("HOME", program_.folder().path());
  EXPECT_EQ(program_.Run({"check", "suite.yaml"}).code, 2);
}

}  // namespace
}  // namespace harness
