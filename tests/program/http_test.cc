// Services as users have them: the target `http`, servers that are started with a run, and rates.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "harness/base/http.h"
#include "tests/fakes/free_port.h"
#include "tests/program/program.h"

namespace harness {
namespace {

constexpr const char* kKey = "sentinel-0123456789abcdef";

class Service : public testing::Test {
 protected:
  // A suite of `cases` cases that ask an echo server which is started with the run.
  void Start(int cases, const std::string& http = "", const std::string& more = "", const std::string& server = "") {
    program_.SetEnvironment("SERVICE", HARNESS_BINARY_DIR "/bin/echo-server");
    program_.SetEnvironment("SERVICE_PORT", std::to_string(port_));
    program_.SetEnvironment("SERVICE_AUTH", kKey);
    std::string csv = "id,text,want\n";
    for (int i = 0; i < cases; ++i) csv += fmt::format("c{0},ticket {0},ticket {0}\n", i);
    program_.folder().Put("cases.csv", csv);
    program_.folder().Put("suite.yaml", R"(suite: service
cases: [ { file: cases.csv, map: { id: id, input: text, expected: want } } ]
targets:
  - name: service
    http:
      url: "http://127.0.0.1:${SERVICE_PORT}/ask/{{ id }}"
      headers: { Authorization: "Bearer ${SERVICE_AUTH}" }
      body: { text: "{{ input }}" }
      )" + (http.empty() ? "at: /reply" : http) +
                                            R"(
    start: ["${SERVICE}", "${SERVICE_PORT}")" +
                                            server +
                                            R"(]
    ready: "http://127.0.0.1:${SERVICE_PORT}/health"
)" + more + "score: [ equals ]\n");
  }

  bool IsUp() {
    const auto http = MakeHttp();
    return http
        ->Send({.url = fmt::format("http://127.0.0.1:{}/health", port_)},
               {std::chrono::steady_clock::now() + std::chrono::seconds(10)})
        .has_value();
  }

  const int port_ = FreePort();
  Program program_;
};

TEST_F(Service, IsStartedAskedAndStopped) {
  Start(20);
  const ProgramResult result = program_.Run({"run", "suite.yaml", "--jsonl", "out.jsonl"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_EQ(program_.ReadJsonLines("out.jsonl").at(3)["output"]["text"], "ticket 3");
  EXPECT_FALSE(IsUp());
  EXPECT_EQ(program_.CountRunning(), 0);
}

TEST_F(Service, IsStartedByTryAndNotByCheckOrScore) {
  Start(2);
  const ProgramResult tried = program_.Run({"try", "suite.yaml", "c1"});
  EXPECT_EQ(tried.code, 0) << tried.out << tried.err;
  EXPECT_THAT(tried.out, testing::HasSubstr("answer    ticket 1"));
  EXPECT_EQ(program_.Run({"run", "suite.yaml"}).code, 0);
  const HttpServer taken([](const ServerRequest&) { return ServerReply{500, ""}; }, port_);
  EXPECT_EQ(program_.Run({"check", "suite.yaml"}).code, 0);
  const ProgramResult scored = program_.Run({"score", "last", "suite.yaml"});
  EXPECT_EQ(scored.code, 0) << scored.out << scored.err;
  EXPECT_TRUE(taken.requests().empty());
}

TEST_F(Service, MayAnswerLater) {
  Start(3, "at: /reply\n      poll: { every: 5ms }");
  program_.folder().Put("suite.yaml", [&] {
    std::string text = TemporaryFolder::Contents(program_.folder() / "suite.yaml");
    return text.replace(text.find("/ask/{{ id }}"), 13, "/jobs");
  }());
  const ProgramResult result = program_.Run({"run", "suite.yaml"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
}

TEST_F(Service, ThatCanNotBeStartedEndsTheRunWhichCanBeResumed) {
  Start(3, "", "", ", die");
  const ProgramResult result = program_.Run({"run", "suite.yaml"});
  EXPECT_EQ(result.code, 3);
  EXPECT_THAT(result.err, testing::HasSubstr("the target 'service' can't be used: "));
  EXPECT_THAT(result.err,
              testing::HasSubstr("ended before it was ready: exit code 5; standard error ends: no model to load"));
  EXPECT_THAT(result.err, testing::HasSubstr("go on with: harness run --resume"));
  EXPECT_EQ(program_.Run({"try", "suite.yaml"}).code, 3);
}

TEST_F(Service, ThatDiesMakesErrorsAndNotFailures) {
  Start(6, "", "run: { concurrency: 1 }\n");
  program_.folder().Put("cases.csv", "id,text,want\na,one,one\nb,DIE,DIE\nc,three,three\nd,four,four\n");
  const ProgramResult result = program_.Run({"run", "suite.yaml", "--jsonl", "out.jsonl"});
  EXPECT_EQ(result.code, 3) << result.out << result.err;
  const std::vector<Json> attempts = program_.ReadJsonLines("out.jsonl");
  ASSERT_EQ(attempts.size(), 4u);
  EXPECT_EQ(attempts[0]["verdict"], "pass");
  for (size_t i = 1; i < 4; ++i) {
    EXPECT_EQ(attempts[i]["verdict"], "error");
    EXPECT_THAT(attempts[i]["failure"]["message"].get<std::string>(),
                testing::HasSubstr("exit code 7; standard error ends: out of luck"));
  }
  EXPECT_THAT(attempts[1]["failure"]["message"].get<std::string>(), testing::HasSubstr("; what the target's"));
}

TEST_F(Service, IsStoppedWhenTheRunIs) {
  Start(1000, "", "    rate: 20/s\n");
  const ProgramResult result = program_.RunAndSignal({"run", "suite.yaml"}, SIGINT, std::chrono::milliseconds(1500));
  EXPECT_EQ(result.code, 130) << result.out << result.err;
  EXPECT_FALSE(IsUp());
}

TEST_F(Service, DiesWithHarness) {
  Start(1000, "", "    rate: 20/s\n");
  program_.RunAndKill({"run", "suite.yaml", "--store", "s.db"}, std::chrono::milliseconds(1500));
  for (int i = 0; i < 500 && IsUp(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_FALSE(IsUp());
}

TEST_F(Service, ThatFailsIsRedAndPlumbingThatFailsIsNot) {
  Start(1);
  program_.folder().Put("cases.csv", "id,text,want\na,STATUS 500,x\n");
  const ProgramResult red = program_.Run({"run", "suite.yaml"});
  EXPECT_EQ(red.code, 1) << red.out;
  EXPECT_THAT(red.out, testing::HasSubstr("answered with status 500"));
  program_.folder().Put("cases.csv", "id,text,want\na,STATUS 404,x\n");
  EXPECT_EQ(program_.Run({"run", "suite.yaml"}).code, 3);
}

TEST_F(Service, LeavesKeysOfTheRequestNowhere) {
  Start(6, "format: json\n      usage: { cost_usd: /headers/authorization }");
  program_.folder().Put("cases.csv",
                        "id,text,want\na,one,x\nb,STATUS 500,x\nc,STATUS 404,x\nd,STATUS 503,x\ne,STATUS 302,x\n");
  const ProgramResult result =
      program_.Run({"run", "suite.yaml", "--store", "s.db", "--jsonl", "out.jsonl", "--junit", "out.xml", "--json",
                    "out.json", "--verbose", "--set", "targets.0.retries=0"});
  EXPECT_NE(result.code, 2) << result.err;
  EXPECT_EQ((result.out + result.err).find(kKey), std::string::npos);
  EXPECT_EQ(program_.ReadJsonLines("out.jsonl").at(0)["output"]["json"]["headers"]["authorization"], "Bearer ***");
  EXPECT_EQ(program_.FileWith(kKey), "");
  const ProgramResult tried = program_.Run({"try", "suite.yaml", "b"});
  EXPECT_EQ((tried.out + tried.err).find(kKey), std::string::npos) << tried.out;
}

TEST_F(Service, IsAskedAtItsRate) {
  Start(6, "", "    rate: 2/s\n");
  const auto begun = std::chrono::steady_clock::now();
  const ProgramResult result = program_.Run({"run", "suite.yaml", "--jsonl", "out.jsonl"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_GE(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(1990))
      << "two at once, then one each 0.5 s";
  for (const Json& attempt : program_.ReadJsonLines("out.jsonl"))
    EXPECT_LT(attempt["latency_ms"].get<double>(), 1500) << "waiting for a permit is no latency";
  EXPECT_EQ(program_.Run({"run", "suite.yaml", "--set", "targets.0.rate=fast"}).code, 2);
}

TEST_F(Service, GetsItsEnvironment) {
  Start(1);
  program_.folder().Put("suite.yaml", R"(cases: [ { inline: [ { input: a, expected: hello } ] } ]
targets:
  - http: { url: "http://127.0.0.1:${SERVICE_PORT}/environment/GREETING" }
    start: { command: ["${SERVICE}", "${SERVICE_PORT}"], env: { GREETING: hello } }
    ready: "tcp://127.0.0.1:${SERVICE_PORT}"
score: [ equals ]
)");
  const ProgramResult result = program_.Run({"run", "suite.yaml"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
}

}  // namespace
}  // namespace harness
