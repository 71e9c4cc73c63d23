// Every fault of a provider, seen from a run: it ends with the right verdicts, in time, and pays for no reply twice,
// not even when it is killed. (Faults that only HTTP/2 has: http2_test.cc.)
#include <gmock/gmock.h>

#include <ostream>

#include "tests/program/model_suite.h"

namespace harness {
namespace {

struct Fault {
  const char* name;
  const char* rule;
};

void PrintTo(const Fault& fault, std::ostream* to) {
  *to << fault.name;
}

// What passes: each is tried again. 429 with each form in which a provider says when to come back.
const Fault kFaults[] = {
    {"BusyWithoutATime", R"({"status": 429})"},
    {"BusyForSeconds", R"({"status": 429, "headers": {"Retry-After": "1"}})"},
    {"BusyForAPartOfASecond", R"({"status": 429, "headers": {"Retry-After": "0.2"}})"},
    {"BusyForNothing", R"({"status": 429, "headers": {"Retry-After": "0"}})"},
    {"BusyForLessThanNothing", R"({"status": 429, "headers": {"Retry-After": "-5"}})"},
    {"BusyUntilADate", R"({"status": 429, "headers": {"Retry-After": "Sun, 15 Jun 2025 15:06:50 GMT"}})"},
    {"BusyUntilAnOldDate", R"({"status": 429, "headers": {"Retry-After": "Sunday, 15-Jun-25 15:06:50 GMT"}})"},
    {"BusyUntilADateOfC", R"({"status": 429, "headers": {"Retry-After": "Sun Jun 15 15:06:50 2025"}})"},
    {"BusyForNonsense", R"({"status": 429, "headers": {"Retry-After": "soon"}})"},
    {"BusyForMilliseconds", R"({"status": 429, "headers": {"retry-after-ms": "200"}})"},
    {"BusyUntilAReset", R"({"status": 429, "headers": {"x-ratelimit-reset-requests": "200ms"}})"},
    {"BusyUntilAMoment", R"({"status": 429, "headers": {"anthropic-ratelimit-tokens-reset": "2025-06-15T15:06:50Z"}})"},
    {"RequestTimeout", R"({"status": 408})"},
    {"Broken", R"({"status": 500})"},
    {"BadGateway", R"({"status": 502, "content_type": "text/html", "body": "<html>"})"},
    {"Unavailable", R"({"status": 503, "headers": {"Retry-After": "0.2"}})"},
    {"Overloaded", R"({"status": 529})"},
    {"Truncated", R"({"fault": "truncate"})"},
    {"WrongContentType", R"({"fault": "page"})"},
    {"Empty", R"({"fault": "empty"})"},
    {"NoChoices", R"({"fault": "no-choices"})"},
    {"WrongTypes", R"({"fault": "wrong-types"})"},
    {"NullContent", R"({"fault": "null-content"})"},
    {"IllFormedUtf8", R"({"fault": "bad-utf8"})"},
    {"Garbage", R"({"fault": "garbage"})"},
    {"Closed", R"({"fault": "close"})"},
    {"ClosedInTheBody", R"({"fault": "close-body"})"},
    {"Reset", R"({"fault": "reset"})"},
    {"ResetInTheBody", R"({"fault": "reset-body"})"},
    {"Oversized", R"({"fault": "oversize", "bytes": 67108864})"},
    {"Stalled", R"({"fault": "stall"})"},
    {"StalledInTheBody", R"({"fault": "stall-body"})"},
};

constexpr int kCases = 8;

class RunUnder : public ModelSuite, public testing::WithParamInterface<Fault> {
 protected:
  // The fault meets the requests for which `more` lets it, never those of the judge.
  void StartWith(const Json& more) {
    Json rule = *ParseJson(GetParam().rule);
    rule.update(more);
    Start(kCases, rule.dump());
  }
  static std::vector<std::string> Run(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"run",       "suite.yaml", "--jsonl",
                                          "out.jsonl", "--set",      "models.writer.timeout=3s"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
};

TEST_P(RunUnder, FaultsThatPassIsGreen) {
  StartWith({{"match", kNoJudge}, {"each", 1}});
  const ProgramResult result = program_.Run(Run());
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_EQ(Verdicts(), "pass pass pass pass pass pass pass pass");
  const Json stats = Stats();
  EXPECT_EQ(stats["rules"][0], kCases) << "each case met it";
  EXPECT_EQ(stats["billed"], 2 * kCases) << "no reply was paid for twice";
}

TEST_P(RunUnder, AFaultThatLastsIsIncompleteAndNotRed) {
  StartWith({{"match", "^ticket 3$"}});
  const auto begun = std::chrono::steady_clock::now();
  const ProgramResult result = program_.Run(Run({"--set", "models.writer.retries=1"}));
  EXPECT_EQ(result.code, 3) << result.out << result.err;
  EXPECT_EQ(Verdicts(), "pass pass pass error pass pass pass pass");
  EXPECT_EQ(Stats()["rules"][0], 2) << "one try, and one more";
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(60));
}

TEST_P(RunUnder, FaultsAndKilledAgainAndAgainPaysForNoReplyTwice) {
  Json rule = *ParseJson(GetParam().rule);
  rule.update({{"match", kNoJudge}, {"each", 1}});
  Start(kCases, rule.dump(), 30);
  constexpr int kKills = 3;
  for (int i = 0; i < kKills; ++i) {
    std::vector<std::string> arguments = Run({"--store", "s.db", "--concurrency", "2"});
    if (i > 0) arguments = {"run", "--resume", "last", "--store", "s.db", "--concurrency", "2"};
    program_.RunAndKill(arguments, std::chrono::milliseconds(400));
  }
  const ProgramResult result =
      program_.Run({"run", "--resume", "last", "--store", "s.db", "--concurrency", "2", "--jsonl", "out.jsonl"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_EQ(Verdicts(), "pass pass pass pass pass pass pass pass");
  const int billed = Stats()["billed"];
  EXPECT_GE(billed, 2 * kCases);
  EXPECT_LE(billed, 2 * kCases + kKills * 2) << "beside what was under way at each kill, two calls at most";
}

INSTANTIATE_TEST_SUITE_P(All, RunUnder, testing::ValuesIn(kFaults),
                         [](const auto& fault) { return std::string(fault.param.name); });

}  // namespace
}  // namespace harness
