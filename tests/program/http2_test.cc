// Models over HTTP/2 and TLS, as most providers are asked: many calls on one connection, and what can go wrong with it.
#include <gmock/gmock.h>

#include <ostream>

#include "tests/fakes/http2_front.h"
#include "tests/program/model_suite.h"

namespace harness {
namespace {

using testing::HasSubstr;

class OverHttp2 : public ModelSuite {
 protected:
  void SetUp() override {
    if (!Http2Front::IsInstalled(*processes_)) GTEST_SKIP() << "python3-h2 is not installed";
  }

  void StartOverHttp2(int cases, const std::string& rules, int latency_ms = 0, bool deaf = false) {
    Start(cases, rules, latency_ms);
    front_ = std::make_unique<Http2Front>(*processes_, program_.folder().path(), *server_, deaf);
    ASSERT_NE(front_->url(), "");
    program_.SetEnvironment("MODEL_URL", front_->url());
    program_.SetEnvironment("SSL_CERT_FILE", certificate());
  }
  // Spoils the first answer to each of the cases c0 to c7: no more than a model's retries and its circuit breaker bear.
  static std::string FirstOfEach(const std::string& fault) {
    return fmt::format(R"({{"match": "^ticket [0-7]$", "each": 1, "headers": {{"x-h2-fault": "{}"}}}})", fault);
  }
  // Spoils every answer to the case c3.
  static std::string Always(const std::string& fault) {
    return fmt::format(R"({{"match": "^ticket 3$", "headers": {{"x-h2-fault": "{}"}}}})", fault);
  }

  std::string certificate() const { return program_.folder() / "certificate.pem"; }

  // What the front counted.
  Json Front() const {
    const auto http = MakeHttp({.ca_file = certificate()});
    const auto answer =
        http->Send({.url = front_->url() + "/front"}, {std::chrono::steady_clock::now() + std::chrono::seconds(30)});
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? *ParseJson(answer->body) : Json();
  }

  std::unique_ptr<Http2Front> front_;
};

TEST_F(OverHttp2, CallsShareAConnection) {
  StartOverHttp2(80, "", 100);
  const ProgramResult result = program_.Run({"run", "suite.yaml", "--concurrency", "40", "--set",
                                             "models.writer.concurrency=40", "--set", "models.judge.concurrency=40"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  const Json front = Front();  // counted itself
  EXPECT_EQ(front["streams"], 160 + 1);
  EXPECT_LE(front["connections"].get<int>(), 2 + 1);
  EXPECT_GE(front["most_streams"].get<int>(), 20);
}

TEST_F(OverHttp2, AServerIsAskedOnlyWhereItsCertificateIsTrusted) {
  StartOverHttp2(1, "");
  program_.SetEnvironment("SSL_CERT_FILE", "");
  const ProgramResult result = program_.Run({"run", "suite.yaml", "--set", "models.writer.retries=0"});
  EXPECT_EQ(result.code, 3) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("no secure connection to https://127.0.0.1"));
  EXPECT_EQ(Stats()["requests"], 0);
}

TEST_F(OverHttp2, RepliesArePaidOnceHoweverOftenTheRunIsKilled) {
  StartOverHttp2(20, FirstOfEach("reset-body"), 50);
  for (int i = 0; i < 4; ++i) {
    std::vector<std::string> arguments = {"run", "suite.yaml", "--store", "s.db", "--concurrency", "4"};
    if (i > 0) arguments = {"run", "--resume", "last", "--store", "s.db", "--concurrency", "4"};
    program_.RunAndKill(arguments, std::chrono::milliseconds(400));
  }
  const ProgramResult result =
      program_.Run({"run", "--resume", "last", "--store", "s.db", "--concurrency", "4", "--jsonl", "out.jsonl"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_EQ(program_.ReadJsonLines("out.jsonl").size(), 20u);
  // Each reply once, the eight that were spoilt on their way, and what was under way at each kill: four calls at most.
  EXPECT_LE(Stats()["billed"].get<int>(), 40 + 8 + 4 * 4);
}

TEST_F(OverHttp2, WhatStallsEndsAtTheTimeLimitOfItsModel) {
  for (const char* fault : {"stall", "stall-body"}) {
    StartOverHttp2(6, Always(fault));
    const auto begun = std::chrono::steady_clock::now();
    const ProgramResult result =
        program_.Run({"run", "suite.yaml", "--jsonl", "out.jsonl", "--set", "models.writer.timeout=2s"});
    EXPECT_EQ(result.code, 1) << result.out << result.err;
    EXPECT_EQ(Verdicts(), "pass pass pass fail pass pass") << fault;
    EXPECT_THAT(result.out, HasSubstr("timeout: no answer from " + front_->url() + " within the time limit"));
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(60));
  }
}

TEST_F(OverHttp2, AServerThatTakesNoMoreEndsAtTheTimeLimitToo) {
  StartOverHttp2(3, "", 0, true);
  program_.folder().Put("cases.csv", "id,text,want\nlong," + std::string(200'000, 'x') + ",y\n");
  const ProgramResult result =
      program_.Run({"run", "suite.yaml", "--jsonl", "out.jsonl", "--set", "models.writer.timeout=2s"});
  EXPECT_EQ(result.code, 1) << result.out << result.err;
  EXPECT_EQ(Verdicts(), "fail");
  EXPECT_THAT(result.out, HasSubstr("within the time limit"));
}

// Eight cases of which each meets a fault once. What ends a whole connection is met one call at a time, or it would
// take others with it.
struct Fault {
  const char* name;
  int at_once = 8;
  int answered = 24;  // by the server behind: the spoilt answers, those that took their place, and the judge's
};

void PrintTo(const Fault& fault, std::ostream* to) {
  *to << fault.name << " of " << fault.at_once;
}

// Streams that a server has not begun with when it goes away are asked for on another connection, with no try lost.
TEST_F(OverHttp2, WhatAServerThatGoesAwayDisownsIsAskedElsewhere) {
  StartOverHttp2(60, R"({"match": "^ticket [0-9]*5$", "headers": {"x-h2-fault": "goaway"}})", 20);
  const ProgramResult result = program_.Run({"run", "suite.yaml", "--jsonl", "out.jsonl", "--concurrency", "30",
                                             "--set", "models.writer.concurrency=30", "--set",
                                             "models.writer.retries=0", "--set", "models.judge.retries=0"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_GE(Front()["faults"]["goaway"].get<int>(), 6);
}

class Http2Fault : public OverHttp2, public testing::WithParamInterface<Fault> {};

TEST_P(Http2Fault, IsNoFailureWhereTheNextTryIsAnswered) {
  StartOverHttp2(8, FirstOfEach(GetParam().name));
  const ProgramResult result =
      program_.Run({"run", "suite.yaml", "--jsonl", "out.jsonl", "--concurrency", std::to_string(GetParam().at_once)});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_EQ(Verdicts(), "pass pass pass pass pass pass pass pass");
  const Json front = Front();
  EXPECT_EQ(front["faults"][GetParam().name], 8);
  EXPECT_EQ(Stats()["billed"], GetParam().answered);
}

TEST_P(Http2Fault, IsAnErrorAndNoFailureWhereItLasts) {
  StartOverHttp2(6, Always(GetParam().name));
  const ProgramResult result =
      program_.Run({"run", "suite.yaml", "--jsonl", "out.jsonl", "--set", "models.writer.retries=1"});
  const bool answered = std::string_view(GetParam().name) == "goaway";
  EXPECT_EQ(result.code, answered ? 0 : 3) << result.out << result.err;
  const std::string verdicts = Verdicts();
  EXPECT_EQ(verdicts.find("fail"), std::string::npos) << verdicts;
  EXPECT_EQ(verdicts.find("error") == std::string::npos, answered) << verdicts;
}

INSTANTIATE_TEST_SUITE_P(All, Http2Fault,
                         testing::Values(Fault{"reset"}, Fault{"refused"}, Fault{"reset-body"}, Fault{"reset-quietly"},
                                         Fault{"goaway", 1, 16}, Fault{"goaway-body", 1}, Fault{"drop", 1},
                                         Fault{"bad-frame", 1}, Fault{"many-headers", 1}, Fault{"large-headers", 1}),
                         [](const auto& fault) {
                           std::string name = fault.param.name;
                           std::erase(name, '-');
                           return name;
                         });

}  // namespace
}  // namespace harness
