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
  int code =
      3;  // of a run in which it lasts: an answer that is too large is the target's doing, all others are plumbing
  int tries = 2;  // at most so many requests for one try and one retry
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
    // Where a connection that was used before ends without a byte, libcurl asks once more by itself, five times at
    // most.
    {"Closed", R"({"fault": "close"})", 3, 12},
    {"ClosedInTheBody", R"({"fault": "close-body"})"},
    {"Reset", R"({"fault": "reset"})", 3, 12},
    {"ResetInTheBody", R"({"fault": "reset-body"})"},
    {"Oversized", R"({"fault": "oversize", "bytes": 67108864})", 1},
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
    std::vector<std::string> arguments = {"run", "suite.yaml", "--jsonl", "out.jsonl"};
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

TEST_P(RunUnder, AFaultThatLastsDecidesItsOwnCaseAlone) {
  StartWith({{"match", "^ticket 3$"}});
  const auto begun = std::chrono::steady_clock::now();
  const ProgramResult result = program_.Run(Run({"--set", "models.writer.retries=1"}));
  EXPECT_EQ(result.code, GetParam().code) << result.out << result.err;
  EXPECT_EQ(Verdicts(), fmt::format("pass pass pass {} pass pass pass pass", GetParam().code == 3 ? "error" : "fail"));
  EXPECT_GE(Stats()["rules"][0].get<int>(), 2);
  EXPECT_LE(Stats()["rules"][0].get<int>(), GetParam().tries);
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

// Silence is not asked again: it may have been paid for. It fails the case of a target, and leaves one of a judge open.
class StalledRun : public ModelSuite, public testing::WithParamInterface<const char*> {
 protected:
  static Json Stall(const char* match) { return {{"match", match}, {"fault", GetParam()}}; }
};

TEST_P(StalledRun, EndsAtTheTimeLimitOfItsModel) {
  Start(kCases, Stall("^ticket 3$").dump());
  const auto begun = std::chrono::steady_clock::now();
  const ProgramResult result =
      program_.Run({"run", "suite.yaml", "--jsonl", "out.jsonl", "--set", "models.writer.timeout=2s"});
  EXPECT_EQ(result.code, 1) << result.out << result.err;
  EXPECT_EQ(Verdicts(), "pass pass pass fail pass pass pass pass");
  EXPECT_EQ(program_.ReadJsonLines("out.jsonl").at(3)["failure"]["kind"], "timeout");
  EXPECT_EQ(Stats()["rules"][0], 1);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(60));
}

TEST_P(StalledRun, OfAJudgeIsAnErrorAndNoLowScore) {
  Start(3, Stall("The code of this message").dump());
  const auto begun = std::chrono::steady_clock::now();
  const ProgramResult result =
      program_.Run({"run", "suite.yaml", "--jsonl", "out.jsonl", "--set", "models.judge.timeout=2s"});
  EXPECT_EQ(result.code, 3) << result.out << result.err;
  EXPECT_EQ(Verdicts(), "error error error");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(60));
}

TEST_P(StalledRun, ThatIsKilledPaysForNoReplyTwice) {
  Json stall = Stall("^ticket [05]$");
  stall["each"] = 1;
  Start(kCases, stall.dump(), 30);
  const std::vector<std::string> rest = {"--store", "s.db", "--concurrency", "2"};
  for (int i = 0; i < 3; ++i) {
    std::vector<std::string> arguments = {"run", "suite.yaml", "--set", "models.writer.timeout=30s"};
    if (i > 0) arguments = {"run", "--resume", "last"};
    arguments.insert(arguments.end(), rest.begin(), rest.end());
    program_.RunAndKill(arguments, std::chrono::milliseconds(500));
  }
  const ProgramResult result =
      program_.Run({"run", "--resume", "last", "--store", "s.db", "--concurrency", "2", "--jsonl", "out.jsonl"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_EQ(Verdicts(), "pass pass pass pass pass pass pass pass");
  EXPECT_LE(Stats()["billed"].get<int>(), 2 * kCases + 3 * 2);
}

INSTANTIATE_TEST_SUITE_P(All, StalledRun, testing::Values("stall", "stall-body"),
                         [](const auto& fault) { return std::string(fault.param) == "stall" ? "Whole" : "InTheBody"; });

}  // namespace
}  // namespace harness
