// Whatever kills a run, resuming it ends where an uninterrupted run ends.
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <set>

#include "harness/base/rng.h"
#include "tests/program/program.h"

namespace harness {
namespace {

constexpr int kCases = 2500;
constexpr int kKills = 50;

// Throws the dice of a whole run: an attempt for every case, each once.
void ExpectEveryCaseOnce(const std::vector<Json>& attempts) {
  std::set<std::string> seen;
  for (const Json& attempt : attempts) EXPECT_TRUE(seen.insert(attempt["case"]).second) << attempt["case"];
  EXPECT_EQ(seen.size(), static_cast<size_t>(kCases));
}

std::string LastRun(Program& program) {
  const ProgramResult list = program.Run({"runs", "list", "--json"});
  const Result<Json> runs = ParseJson(list.out);
  return runs && !runs->empty() ? (*runs)[0]["id"].get<std::string>() : "";
}

// How many attempts the store holds: what had been reported before must be among them.
size_t Stored(Program& program) {
  program.Run({"report", "last", "--quiet", "--json", "stored.json"});
  return program.ReadJson("stored.json")["summary"]["attempts"].get<size_t>();
}

TEST(KilledRun, ResumesToTheSameFigures) {
  Program program;
  program.folder().Put("cases.csv", EchoCases(kCases));
  program.folder().Put("suite.yaml", EchoSuite("[" + Program::HostileTarget() + ", \"slow:3\"]",
                                               "    workers: 2\nscore: [equals]\ngates: [pass_rate >= 80%]\n"));

  ASSERT_EQ(program.Run({"run", "suite.yaml", "--quiet", "--store", "whole.db", "--json", "whole.json"}).code, 0);

  // An instrumented program takes longer to begin: kill it after it did.
  const auto begun = std::chrono::steady_clock::now();
  ASSERT_EQ(program.Run({"check", "suite.yaml"}).code, 0);
  const auto start = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);

  Rng dice(20, "kills");
  size_t before = 0;
  int kills = 0;
  std::string run;
  for (int i = 0; i < 20 * kKills && kills < kKills; ++i) {
    const std::chrono::milliseconds after = start + std::chrono::milliseconds(dice.Uniform(60));
    const std::vector<std::string> arguments = run.empty()
                                                   ? std::vector<std::string>{"run", "suite.yaml", "--quiet"}
                                                   : std::vector<std::string>{"run", "--resume", run, "--quiet"};
    const ProgramResult result = program.RunAndKill(arguments, after);
    if (result.code != 128 + SIGKILL) {
      ASSERT_EQ(result.code, 0) << result.err;  // it was faster than the kill
      break;
    }
    ++kills;
    if (run.empty()) run = LastRun(program);
    if (run.empty()) continue;
    const size_t stored = Stored(program);
    EXPECT_GE(stored, before);
    before = stored;
  }
  EXPECT_EQ(kills, kKills) << "the run ended before it was killed often enough; stored " << before;
  ASSERT_FALSE(run.empty());
  const ProgramResult last =
      program.Run({"run", "--resume", run, "--quiet", "--json", "resumed.json", "--jsonl", "resumed.jsonl"});
  EXPECT_EQ(last.code, 0) << last.err;
  ExpectEveryCaseOnce(program.ReadJsonLines("resumed.jsonl"));
  EXPECT_EQ(Timeless(program.ReadJson("resumed.json")), Timeless(program.ReadJson("whole.json")));
  EXPECT_EQ(program.CountRunning(), 0);
}

TEST(InterruptedRun, FinishesWhatIsInFlightAndNamesTheCommandThatResumes) {
  Program program;
  program.folder().Put("cases.csv", EchoCases(400));
  program.folder().Put("suite.yaml", EchoSuite("[" + Program::HostileTarget() + ", \"slow:20\"]",
                                               "score: [equals]\ngates: [pass_rate >= 80%]\n"));
  const ProgramResult first = program.RunAndSignal(
      {"run", "suite.yaml", "--junit", "junit.xml", "--jsonl", "first.jsonl"}, SIGTERM, std::chrono::milliseconds(700));
  EXPECT_EQ(first.code, 130);
  const std::string run = LastRun(program);
  EXPECT_NE(first.out.find("--resume " + run), std::string::npos) << first.out;
  EXPECT_FALSE(TemporaryFolder::Contents(program.folder() / "junit.xml").empty());
  const size_t made = program.ReadJsonLines("first.jsonl").size();
  EXPECT_GT(made, 0u);
  EXPECT_LT(made, 400u);
  EXPECT_EQ(program.Run({"run", "--resume", run, "--jsonl", "all.jsonl", "--quiet"}).code, 0);
  EXPECT_EQ(program.ReadJsonLines("all.jsonl").size(), 400u);
}

TEST(InterruptedRun, ASecondSignalEndsItAtOnce) {
  Program program;
  program.folder().Put("cases.csv", EchoCases(20));
  program.folder().Put("suite.yaml",
                       EchoSuite("[" + Program::HostileTarget() + ", hang]", "    timeout: 100s\nscore: [equals]\n"));
  const ProgramResult result = program.Shell(
      "(sleep 0.4; kill -TERM $$; sleep 0.2; kill -TERM $$) >/dev/null 2>&1 & exec \"$HARNESS\" run suite.yaml --jsonl "
      "all.jsonl");
  EXPECT_EQ(result.code, 130);
  EXPECT_TRUE(program.ReadJsonLines("all.jsonl").empty());
  EXPECT_EQ(program.CountRunning(), 0);
}

TEST(FullDisk, StopsTheRunWithAMessageAndLosesNothing) {
  Program program;
  program.folder().Put("cases.csv", EchoCases(2000));
  program.folder().Put("outputs.csv", [] {
    std::string csv = "id,output\n";
    for (int i = 0; i < 2000; ++i) csv += "c" + std::to_string(i) + ",ticket " + std::to_string(i) + "\n";
    return csv;
  }());
  program.folder().Put(
      "suite.yaml",
      "suite: full\ncases:\n  - file: cases.csv\n    map: { id: id, input: text, expected: want, category: kind }\n"
      "targets:\n  - replay: outputs.csv\nscore: [equals]\ngates: [pass_rate >= 80%]\n");
  // Files may not grow beyond so many blocks of 512 bytes: every write behind that fails, as on a full disk.
  for (const int blocks : {1, 40, 100, 200, 400, 600}) {
    const std::string store = "full-" + std::to_string(blocks) + ".db";
    const ProgramResult full = program.Shell("ulimit -f " + std::to_string(blocks) +
                                             "; exec \"$HARNESS\" run suite.yaml --quiet --store " + store);
    if (full.code == 0) continue;
    EXPECT_EQ(full.code, 3) << blocks << ": " << full.err;
    EXPECT_NE(full.err, "") << blocks;
    const ProgramResult list = program.Run({"runs", "list", "--json", "--store", store});
    const Result<Json> runs = list.code == 0 ? ParseJson(list.out) : Result<Json>(Json::array());
    std::vector<std::string> again = {"run", "suite.yaml", "--quiet", "--store", store, "--jsonl", "again.jsonl"};
    if (runs && !runs->empty())
      again = {"run", "--resume", (*runs)[0]["id"], "--quiet", "--store", store, "--jsonl", "again.jsonl"};
    EXPECT_EQ(program.Run(again).code, 0) << blocks;
    std::set<std::string> seen;
    for (const Json& attempt : program.ReadJsonLines("again.jsonl")) EXPECT_TRUE(seen.insert(attempt["case"]).second);
    EXPECT_EQ(seen.size(), 2000u) << blocks;
  }
}

}  // namespace
}  // namespace harness
