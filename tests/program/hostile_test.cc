// Programs under test that misbehave: the right verdict, nothing left running, memory bounded.
#include <gtest/gtest.h>

#include "tests/program/program.h"

namespace harness {
namespace {

struct Seen {
  int code;
  std::vector<Json> attempts;
  std::string err;

  std::string KindOf(size_t i) const {
    return attempts.at(i)["failure"].is_null() ? "" : attempts.at(i)["failure"]["kind"].get<std::string>();
  }
  int Passed() const {
    int passed = 0;
    for (const Json& attempt : attempts) passed += attempt["verdict"] == "pass";
    return passed;
  }
};

// Six cases on a hostile target; case 7 of EchoCases, which expects something else, is not among them.
Seen RunHostile(const std::string& mode, const std::string& options = "    timeout: 1s\n") {
  Program program;
  program.folder().Put("cases.csv", EchoCases(6));
  program.folder().Put("suite.yaml", EchoSuite("[" + Program::HostileTarget() + ", \"" + mode + "\"]",
                                               options + "score: [equals]\nrun: { concurrency: 4 }\n"));
  const ProgramResult result = program.Run({"run", "suite.yaml", "--quiet", "--jsonl", "out.jsonl"});
  EXPECT_EQ(program.CountRunning(), 0) << mode;
  return {result.code, program.ReadJsonLines("out.jsonl"), result.err};
}

TEST(HostileTarget, ThatHangsFailsAsTimeout) {
  const Seen seen = RunHostile("hang", "    timeout: 300ms\n");
  EXPECT_EQ(seen.code, 1);
  ASSERT_EQ(seen.attempts.size(), 6u);
  for (size_t i = 0; i < 6; ++i) EXPECT_EQ(seen.KindOf(i), "timeout");
}

TEST(HostileTarget, ThatHangsOnOneCaseFailsOnlyThatOne) {
  const Seen seen = RunHostile("hang-on:c2", "    timeout: 2s\n    in_flight: 2\n");
  EXPECT_EQ(seen.Passed(), 5);
  EXPECT_EQ(seen.KindOf(2), "timeout");
}

TEST(HostileTarget, ThatForksAGrandchildLeavesNothingRunning) {
  EXPECT_EQ(RunHostile("grandchild").Passed(), 6);
  EXPECT_EQ(RunHostile("setsid").Passed(), 6);
}

TEST(HostileTarget, ThatFloodsIsCutOff) {
  const Seen seen = RunHostile("flood", "    timeout: 20s\n    max_output: 1 MiB\n");
  ASSERT_EQ(seen.attempts.size(), 6u);
  for (size_t i = 0; i < 6; ++i) EXPECT_EQ(seen.KindOf(i), "too_large");
}

TEST(HostileTarget, ThatFloodsStandardErrorIsHeardAnyway) {
  EXPECT_EQ(RunHostile("stderr-flood", "    timeout: 20s\n").Passed(), 6);
}

TEST(HostileTarget, ThatDiesAtOnceFailsEveryCase) {
  const Seen seen = RunHostile("die", "    timeout: 5s\n    max_restarts: 100\n");
  EXPECT_EQ(seen.code, 1);
  for (size_t i = 0; i < 6; ++i) EXPECT_EQ(seen.KindOf(i), "crashed");
}

TEST(HostileTarget, ThatDiesOnOneCaseCrashesOnlyThatOne) {
  const Seen seen = RunHostile("die-on:c3", "    timeout: 5s\n    in_flight: 3\n");
  EXPECT_EQ(seen.Passed(), 5);
  EXPECT_EQ(seen.KindOf(3), "crashed");
}

TEST(HostileTarget, ThatWritesHalfALineFails) {
  const Seen seen = RunHostile("half-line", "    timeout: 5s\n    max_restarts: 100\n");
  EXPECT_EQ(seen.Passed(), 0);
  EXPECT_EQ(seen.code, 1);
}

TEST(HostileTarget, ThatAnswersTwiceCountsOnce) {
  const Seen seen = RunHostile("twice");
  EXPECT_EQ(seen.Passed(), 6);
  EXPECT_EQ(seen.attempts.size(), 6u);
}

TEST(HostileTarget, ThatAnswersOutOfOrderIsUnderstood) {
  EXPECT_EQ(RunHostile("out-of-order:3", "    timeout: 5s\n    in_flight: 3\n").Passed(), 6);
}

TEST(HostileTarget, ThatAnswersGarbageFailsAsInvalid) {
  const Seen seen = RunHostile("garbage", "    timeout: 5s\n    max_restarts: 100\n");
  for (size_t i = 0; i < 6; ++i) EXPECT_EQ(seen.KindOf(i), "invalid_output");
}

TEST(HostileTarget, ThatAsksForRetriesEndsAsAnError) {
  const Seen seen = RunHostile("retryable", "    timeout: 5s\n    retries: 1\n");
  EXPECT_EQ(seen.code, 3);
  for (const Json& attempt : seen.attempts) EXPECT_EQ(attempt["verdict"], "error");
}

TEST(HostileTarget, ThatReportsAnErrorFails) {
  const Seen seen = RunHostile("error");
  EXPECT_EQ(seen.code, 1);
  EXPECT_EQ(seen.KindOf(0), "reported");
}

}  // namespace
}  // namespace harness
