// harness score: what is kept, what is judged anew, and what is said of what can't be judged.
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <set>

#include "tests/program/program.h"

namespace harness {
namespace {

// Twenty cases through a target that is gone after the first run, judged by `equals` and by a program that leaves a
// line in `trace` for every question.
class Score : public testing::Test {
 protected:
  void SetUp() override {
    program_.folder().Put("cases.csv", EchoCases(20));
    program_.folder().Put("judge.sh",
                          "cat > /dev/null; echo asked >> trace; echo '{\"verdict\": \"pass\", \"value\": 0.5}'\n");
  }

  // A suite whose program is judged by at `version`; empty: none is given.
  void PutSuite(const std::string& name, const std::string& score, const std::string& more = "") {
    program_.folder().Put(name, EchoSuite("[./target]", "score:\n" + score + "gates: [pass_rate >= 80%]\n" + more));
  }
  static std::string Judge(const std::string& version) {
    return "  - command: [sh, judge.sh]\n" + (version.empty() ? "" : "    version: '" + version + "'\n");
  }

  // Runs the suite; the target is taken away behind it.
  void MakeRun(const std::string& name, std::vector<std::string> more = {}) {
    std::filesystem::remove(program_.folder() / "target");
    program_.folder().Put("target", "#!/bin/sh\nexec " + Program::HostileTarget() + " ok\n");
    std::filesystem::permissions(program_.folder() / "target", std::filesystem::perms::owner_all);
    more.insert(more.begin(), {"run", name, "--quiet", "--json", "run.json", "--jsonl", "run.jsonl"});
    const ProgramResult made = program_.Run(more);
    ASSERT_TRUE(made.code == 0 || made.code == 1) << made.err;
    std::filesystem::remove(program_.folder() / "target");
    std::filesystem::remove(program_.folder() / "trace");
  }

  ProgramResult Again(const std::string& suite, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"score", "last", suite, "--json", "score.json", "--jsonl", "score.jsonl"});
    return program_.Run(more);
  }

  size_t Asked() const {
    std::ifstream trace(program_.folder() / "trace");
    size_t lines = 0;
    for (std::string line; std::getline(trace, line);) ++lines;
    return lines;
  }

  Program program_;
};

TEST_F(Score, GivesTheSameFiguresWhenNothingChanged) {
  PutSuite("suite.yaml", "  - equals\n" + Judge("1"));
  MakeRun("suite.yaml");
  const ProgramResult again = Again("suite.yaml");
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_NE(again.err.find("anew: 40 scores kept, 0 judged\n"), std::string::npos) << again.err;
  EXPECT_EQ(Asked(), 0u);
  EXPECT_EQ(Timeless(program_.ReadJson("score.json")), Timeless(program_.ReadJson("run.json")));
  EXPECT_EQ(program_.ReadJsonLines("score.jsonl"), program_.ReadJsonLines("run.jsonl"));
}

TEST_F(Score, IsARunWithTheFirstAsItsParent) {
  PutSuite("suite.yaml", "  - equals\n");
  MakeRun("suite.yaml");
  const std::string parent = program_.ReadJson("run.json")["run"]["id"];
  ASSERT_EQ(Again("suite.yaml", {"--name", "again"}).code, 0);
  const Json run = program_.ReadJson("score.json")["run"];
  EXPECT_EQ(run["parent"], parent);
  EXPECT_EQ(run["kind"], "score");
  EXPECT_EQ(program_.Run({"report", "last", "--quiet", "--jsonl", "later.jsonl"}).code, 0);
  EXPECT_EQ(program_.ReadJsonLines("later.jsonl"), program_.ReadJsonLines("score.jsonl"));
}

TEST_F(Score, JudgesAnewOnlyWhatChanged) {
  PutSuite("suite.yaml", "  - equals\n  - contains: ticket\n" + Judge("1"));
  MakeRun("suite.yaml");
  PutSuite("changed.yaml", "  - equals\n  - contains: Ticket\n" + Judge("1"));
  const ProgramResult other = Again("changed.yaml");
  EXPECT_EQ(other.code, 1) << "no output has a capital letter";
  EXPECT_NE(other.err.find("anew: 40 scores kept, 20 judged\n"), std::string::npos) << other.err;
  EXPECT_EQ(Asked(), 0u);
  PutSuite("newer.yaml", "  - equals\n" + Judge("2"));
  EXPECT_EQ(Again("newer.yaml").code, 0);
  EXPECT_EQ(Asked(), 20u) << "the program's version is another";
}

TEST_F(Score, AsksAProgramWithoutAVersionAgain) {
  PutSuite("suite.yaml", "  - equals\n" + Judge(""));
  MakeRun("suite.yaml");
  EXPECT_EQ(Again("suite.yaml").code, 0);
  EXPECT_EQ(Asked(), 20u);
}

TEST_F(Score, JudgesACaseAnewWhoseExpectedAnswerChanged) {
  PutSuite("suite.yaml", "  - equals\n" + Judge("1"));
  MakeRun("suite.yaml");
  std::string csv = EchoCases(20);
  csv.replace(csv.find("something else"), 14, "ticket 7");
  program_.folder().Put("cases.csv", csv);
  EXPECT_EQ(Again("suite.yaml").code, 0);
  EXPECT_EQ(Asked(), 1u);
  EXPECT_EQ(program_.ReadJson("score.json")["summary"]["passed"], 19);
}

TEST_F(Score, DoesNotTakeAnOutputForTheAnswerToAnotherInput) {
  PutSuite("suite.yaml", "  - equals\n");
  MakeRun("suite.yaml");
  std::string csv = EchoCases(20);
  csv.replace(csv.find("c3,ticket 3"), 11, "c3,ticket ?");
  program_.folder().Put("cases.csv", csv);
  EXPECT_EQ(Again("suite.yaml").code, 3);
  EXPECT_EQ(program_.ReadJsonLines("score.jsonl")[3]["failure"]["message"].get<std::string>().substr(0, 39),
            "the case 'c3' asks something else than ");
}

TEST_F(Score, SaysWhatIsMissingOnEitherSide) {
  PutSuite("suite.yaml", "  - equals\n");
  MakeRun("suite.yaml");
  program_.folder().Put("cases.csv", "id,text,want,kind\nc0,ticket 0,ticket 0,rare\nnew,ticket,ticket,rare\n");
  const ProgramResult result = Again("suite.yaml");
  EXPECT_EQ(result.code, 3);
  const std::string run = program_.ReadJson("run.json")["run"]["id"];
  EXPECT_NE(result.err.find("run " + run + " has no output for 1 of 2 attempts, which can't be decided: cases new\n"),
            std::string::npos)
      << result.err;
  EXPECT_NE(result.err.find("19 attempts of run " + run +
                            " are not scored, as suite.yaml has no such case and target: cases c1, c2, c3, …\n"),
            std::string::npos)
      << result.err;
}

TEST_F(Score, RefusesASuiteThatHasNothingInCommonWithTheRun) {
  PutSuite("suite.yaml", "  - equals\n");
  MakeRun("suite.yaml");
  program_.folder().Put("cases.csv", "id,text,want,kind\nnew,ticket,ticket,rare\n");
  EXPECT_EQ(Again("suite.yaml").code, 2);
}

TEST_F(Score, ExitsByTheGatesOfItsSuite) {
  PutSuite("suite.yaml", "  - equals\n");
  MakeRun("suite.yaml");
  EXPECT_EQ(Again("suite.yaml", {"--set", "gates.0=pass_rate >= 99%"}).code, 1);
  EXPECT_EQ(Again("suite.yaml", {"--set", "gates.0=pass_rate >= 99%", "--no-gates"}).code, 0);
}

TEST_F(Score, KeepsRepeatsAndFilterOfTheRun) {
  PutSuite("suite.yaml", "  - equals\n");
  MakeRun("suite.yaml", {"--repeat", "3", "--filter", "category == 'rare'"});
  EXPECT_EQ(Again("suite.yaml").code, 0);
  EXPECT_EQ(program_.ReadJsonLines("score.jsonl"), program_.ReadJsonLines("run.jsonl"));
  EXPECT_EQ(program_.ReadJsonLines("score.jsonl").size(), 21u);
  EXPECT_EQ(Again("suite.yaml", {"--repeat", "2"}).code, 2);
}

TEST_F(Score, DoesNotWarnOfWhatTheFilterLeavesOut) {
  PutSuite("suite.yaml", "  - equals\n");
  MakeRun("suite.yaml");
  const ProgramResult result = Again("suite.yaml", {"--filter", "category == 'rare'"});
  EXPECT_EQ(result.err.find("are not scored"), std::string::npos) << result.err;
  EXPECT_EQ(program_.ReadJsonLines("score.jsonl").size(), 7u);
}

TEST_F(Score, OfARunOfWhatFailedScoresThatMuch) {
  PutSuite("suite.yaml", "  - equals\n");
  MakeRun("suite.yaml");
  MakeRun("suite.yaml", {"--rerun-failed", "last"});
  EXPECT_EQ(Again("suite.yaml").code, 1);
  EXPECT_EQ(program_.ReadJsonLines("score.jsonl").size(), 2u);
  EXPECT_EQ(Again("suite.yaml").code, 1) << "of the run that was scored";
  EXPECT_EQ(program_.ReadJsonLines("score.jsonl").size(), 2u);
}

TEST_F(Score, FailedAttemptsStayFailed) {
  program_.folder().Put("suite.yaml", EchoSuite("[" + Program::HostileTarget() + ", error]",
                                                "score: [equals]\ngates: [pass_rate >= 80%]\n"));
  MakeRun("suite.yaml");
  EXPECT_EQ(Again("suite.yaml").code, program_.ReadJson("run.json")["exit_code"]);
  EXPECT_EQ(program_.ReadJsonLines("score.jsonl"), program_.ReadJsonLines("run.jsonl"));
}

TEST_F(Score, NamesWhatIsNotThere) {
  PutSuite("suite.yaml", "  - equals\n");
  EXPECT_EQ(Again("suite.yaml").code, 3) << "there is no store";
  MakeRun("suite.yaml");
  const ProgramResult unknown = program_.Run({"score", "nobody", "suite.yaml"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_EQ(unknown.err, "harness: there is no run 'nobody'; 'harness runs list' shows which there are\n");
  EXPECT_EQ(program_.Run({"score", "last"}).code, 2);
  EXPECT_EQ(program_.Run({"score", "last", "suite.yaml", "--store", "other.db"}).code, 3);
  EXPECT_FALSE(std::filesystem::exists(program_.folder() / "other.db"));
}

TEST_F(Score, RefusesATargetThatTheRunLacks) {
  PutSuite("suite.yaml", "  - equals\n");
  MakeRun("suite.yaml");
  const ProgramResult result = Again("suite.yaml", {"--set", "targets.0.name=other"});
  EXPECT_EQ(result.code, 2);
  EXPECT_NE(result.err.find("the run that is scored has no target 'other'; it has 'echo'"), std::string::npos)
      << result.err;
}

TEST_F(Score, GoesOnAfterAKill) {
  PutSuite("suite.yaml", "  - equals\n");
  MakeRun("suite.yaml");
  program_.folder().Put("judge.sh", "cat > /dev/null; sleep 0.2; echo '{\"verdict\": \"pass\"}'\n");
  PutSuite("slow.yaml", "  - equals\n" + Judge(""), "run: { concurrency: 1 }\n");
  ASSERT_EQ(program_.RunAndKill({"score", "last", "slow.yaml", "--quiet"}, std::chrono::milliseconds(1500)).code,
            128 + SIGKILL);
  const ProgramResult refused = program_.Run({"run", "--resume", "last"});
  EXPECT_EQ(refused.code, 2) << "its targets must not be called";
  EXPECT_NE(refused.err.find("harness score --resume"), std::string::npos) << refused.err;
  const ProgramResult resumed = program_.Run(
      {"score", "--resume", "last", "--concurrency", "8", "--jsonl", "score.jsonl", "--json", "score.json"});
  EXPECT_EQ(resumed.code, 0) << resumed.err;
  std::set<std::string> seen;
  for (const Json& attempt : program_.ReadJsonLines("score.jsonl")) EXPECT_TRUE(seen.insert(attempt["case"]).second);
  EXPECT_EQ(seen.size(), 20u);
  EXPECT_EQ(program_.ReadJson("score.json")["summary"]["passed"], 18);
}

TEST_F(Score, RefusesToChangeWhatTheRunFixed) {
  PutSuite("suite.yaml", "  - equals\n");
  MakeRun("suite.yaml");
  const ProgramResult result = program_.Run({"score", "last", "suite.yaml", "--set", "run.repeat=3"});
  EXPECT_EQ(result.code, 2);
  EXPECT_NE(result.err.find("--set run.repeat can't be changed: it is that of run "), std::string::npos) << result.err;
}

}  // namespace
}  // namespace harness
