// The commands, end to end: what they print, leave and exit with.
#include <gtest/gtest.h>

#include "tests/fakes/free_port.h"
#include "tests/program/program.h"

namespace harness {
namespace {

class Commands : public testing::Test {
 protected:
  void PutSuite(const std::string& more = "score: [equals]\ngates: [pass_rate >= 80%]\n", int cases = 20) {
    program_.folder().Put("cases.csv", EchoCases(cases));
    program_.folder().Put("suite.yaml", EchoSuite("[" + Program::HostileTarget() + ", ok]", more));
  }
  Program program_;
};

TEST_F(Commands, RunExitsByItsGates) {
  PutSuite();
  EXPECT_EQ(program_.Run({"run", "suite.yaml"}).code, 0);
  EXPECT_EQ(program_.Run({"run", "suite.yaml", "--set", "gates.0=pass_rate >= 99%"}).code, 1);
}

TEST_F(Commands, RunStoresNothingWhenASuiteIsWrong) {
  PutSuite();
  program_.folder().Put("wrong.yaml", "suite: wrong\n");
  const ProgramResult result = program_.Run({"run", "suite.yaml", "wrong.yaml"});
  EXPECT_EQ(result.code, 2);
  EXPECT_FALSE(std::filesystem::exists(program_.folder() / ".harness"));
}

TEST_F(Commands, RunRefusesAnEmptySelection) {
  PutSuite();
  EXPECT_EQ(program_.Run({"run", "suite.yaml", "--filter", "category == 'none'"}).code, 2);
  EXPECT_EQ(program_.Run({"run", "suite.yaml", "--filter", "category == 'none'", "--allow-empty"}).code, 0);
}

TEST_F(Commands, RunNamesBothPlacesOfADuplicateId) {
  PutSuite();
  program_.folder().Put("cases.csv", "id,text,want,kind\na,1,1,x\nb,2,2,x\na,3,3,x\n");
  const ProgramResult result = program_.Run({"run", "suite.yaml"});
  EXPECT_EQ(result.code, 2);
  EXPECT_EQ(result.err, "cases.csv:4: the id 'a' is taken by the case at cases.csv:2\n");
}

TEST_F(Commands, RunFiltersByAnExpression) {
  PutSuite();
  ASSERT_EQ(program_
                .Run({"run", "suite.yaml", "--quiet", "--filter", "category == 'rare' and id != 'c0'", "--jsonl",
                      "out.jsonl"})
                .code,
            0);
  for (const Json& attempt : program_.ReadJsonLines("out.jsonl")) EXPECT_EQ(attempt["category"], "rare");
  EXPECT_EQ(program_.ReadJsonLines("out.jsonl").size(), 6u);
}

TEST_F(Commands, RunRepeats) {
  PutSuite();
  ASSERT_EQ(program_.Run({"run", "suite.yaml", "--quiet", "--repeat", "3", "--jsonl", "out.jsonl"}).code, 0);
  EXPECT_EQ(program_.ReadJsonLines("out.jsonl").size(), 60u);
}

TEST_F(Commands, FailFastStopsAtTheFirstFailure) {
  PutSuite("score: [equals]\nrun: { concurrency: 1 }\n", 200);
  EXPECT_EQ(program_.Run({"run", "suite.yaml", "--quiet", "--fail-fast", "--jsonl", "out.jsonl"}).code, 1);
  EXPECT_LT(program_.ReadJsonLines("out.jsonl").size(), 200u);
}

TEST_F(Commands, RerunFailedRunsOnlyWhatDidNotPass) {
  PutSuite();
  ASSERT_EQ(program_.Run({"run", "suite.yaml", "--quiet"}).code, 0);
  EXPECT_EQ(
      program_.Run({"run", "--rerun-failed", "last", "--quiet", "--jsonl", "out.jsonl", "--json", "out.json"}).code, 1);
  const std::vector<Json> attempts = program_.ReadJsonLines("out.jsonl");
  ASSERT_EQ(attempts.size(), 2u);
  EXPECT_EQ(attempts[0]["case"], "c7");
  EXPECT_EQ(attempts[1]["case"], "c17");
  EXPECT_TRUE(program_.ReadJson("out.json")["run"]["parent"].is_string());
}

TEST_F(Commands, ResumeNamesTheCaseThatChanged) {
  PutSuite();
  ASSERT_EQ(program_.Run({"run", "suite.yaml", "--quiet"}).code, 0);
  std::string csv = EchoCases(20);
  csv.replace(csv.find("ticket 3"), 8, "TICKET 3");
  program_.folder().Put("cases.csv", csv);
  const ProgramResult result = program_.Run({"run", "--resume", "last"});
  EXPECT_EQ(result.code, 2);
  EXPECT_NE(result.err.find("cases.csv:5: the case 'c3' is not the one that stood here"), std::string::npos)
      << result.err;
}

// Reports are made while the run goes on, from what it commits; later they are made from the store.
class ReportsLater : public Commands {
 protected:
  // Runs, reports the last `runs` again, oldest first, and compares.
  void ExpectTheSameLater(std::vector<std::string> arguments, size_t runs = 1) {
    const std::vector<std::string> first = {"--quiet", "--jsonl", "a.jsonl", "--junit", "a.xml", "--json", "a.json"};
    const std::vector<std::string> again = {"--quiet", "--jsonl", "b.jsonl", "--junit", "b.xml", "--json", "b.json"};
    arguments.insert(arguments.begin(), "run");
    arguments.insert(arguments.end(), first.begin(), first.end());
    const ProgramResult made = program_.Run(arguments);
    std::vector<std::string> report = {"report"};
    const Json listed = ParseJson(program_.Run({"runs", "list", "--json"}).out).value();
    for (size_t i = runs; i-- > 0;) report.push_back(listed[i]["id"]);
    report.insert(report.end(), again.begin(), again.end());
    const ProgramResult later = program_.Run(report);
    EXPECT_EQ(later.code, made.code) << made.err << later.err;
    for (const std::string extension : {".jsonl", ".xml", ".json"}) {
      EXPECT_FALSE(Contents("a" + extension).empty()) << extension;
      EXPECT_EQ(Contents("a" + extension), Contents("b" + extension));
    }
  }
  std::string Contents(const std::string& name) { return TemporaryFolder::Contents(program_.folder() / name); }
};

TEST_F(ReportsLater, AreTheSame) {
  PutSuite();
  ExpectTheSameLater({"suite.yaml"});
  EXPECT_EQ(program_.ReadJsonLines("a.jsonl").size(), 20u);
}

TEST_F(ReportsLater, AreTheSameOfRepeatsTargetsAndGatesThatReadTheInput) {
  PutSuite("  - name: other\n    command: [" + Program::HostileTarget() +
           ", out-of-order]\n    lines: true\n    in_flight: 8\nrun: { repeat: 3 }\nscore: [equals, contains: 1]\n"
           "gates: [pass_rate >= 10%, \"pass_rate('7' in input) >= 1%\", mean(contains) > 0]\n");
  ExpectTheSameLater({"suite.yaml"});
  EXPECT_EQ(program_.ReadJsonLines("a.jsonl").size(), 120u);
}

TEST_F(ReportsLater, AreTheSameOfMetricsAndCombinations) {
  PutSuite("  - name: other\n    command: [" + Program::HostileTarget() +
           ", out-of-order]\n    lines: true\n    in_flight: 8\nmetrics: [classification]\n"
           "score:\n- any-of: [equals, { contains: 7, weight: 2 }]\n"
           "gates: [accuracy >= 85%, macro_f1 >= 0.5, \"recall('ticket 3', category == 'rare') >= 1\"]\n");
  ExpectTheSameLater({"suite.yaml"});
  const Json report = program_.ReadJson("b.json");
  EXPECT_EQ(report["exit_code"], 0);
  EXPECT_EQ(report["metrics"]["classification"]["counted"], 40);
  EXPECT_EQ(report["metrics"]["classification"]["accuracy"], 0.9);
  EXPECT_EQ(report["metrics"]["classification"]["targets"][1]["name"], "other");
  EXPECT_EQ(program_.ReadJsonLines("b.jsonl")[7 * 2]["scores"][0]["reason"], "1 of 2 passed: contains");
}

TEST_F(ReportsLater, AreTheSameOfSeveralSuites) {
  PutSuite();
  program_.folder().Put("strict.yaml", EchoSuite("[" + Program::HostileTarget() + ", ok]", "score: [equals]\n"));
  ExpectTheSameLater({"suite.yaml", "strict.yaml"}, 2);
  EXPECT_EQ(program_.ReadJsonLines("a.jsonl").size(), 40u);
}

TEST_F(ReportsLater, AreTheSameOfARunThatFailedFast) {
  PutSuite();
  ExpectTheSameLater({"suite.yaml", "--fail-fast", "--concurrency", "1"});
  EXPECT_LT(program_.ReadJsonLines("a.jsonl").size(), 20u);
}

// The first attempt ends last, and the others are more than is kept waiting for it.
TEST_F(ReportsLater, AreTheSameWhereOneAttemptIsVeryLate) {
  program_.folder().Put("cases.csv", EchoCases(100));
  program_.folder().Put("slow.sh",
                        "read -r line\ncase $line in *'\"c0\"'*) sleep 3;; esac\n"
                        "head -c 300000 /dev/zero | tr '\\0' x\n");
  program_.folder().Put("suite.yaml",
                        "suite: late\ncases:\n  - file: cases.csv\n    map: { id: id, input: text }\n"
                        "targets:\n  - command: [sh, slow.sh]\nscore: [contains: x]\n");
  ExpectTheSameLater({"suite.yaml"});
  const std::vector<Json> lines = program_.ReadJsonLines("a.jsonl");
  ASSERT_EQ(lines.size(), 100u);
  EXPECT_EQ(lines[0]["case"], "c0");
}

TEST_F(Commands, ARunNamesTheCommitOfItsSuite) {
  PutSuite();
  if (program_.Shell("git --version").code == 127) GTEST_SKIP() << "there is no git";
  ASSERT_EQ(program_.Shell("git init -q .").code, 0);
  const auto commit = [&] {
    const ProgramResult run = program_.Run({"run", "suite.yaml", "--quiet", "--json", "-"});
    return ParseJson(run.out).value()["run"]["git"];
  };
  EXPECT_EQ(commit(), nullptr);  // there is none yet
  ASSERT_EQ(program_.Shell("git add suite.yaml && git -c user.name=a -c user.email=a@b.c commit -qm x").code, 0);
  const std::string clean = commit();
  EXPECT_EQ(clean + "\n", program_.Shell("git rev-parse HEAD").out);
  program_.folder().Put("untracked", "");
  EXPECT_EQ(commit(), clean);
  ASSERT_EQ(program_.Shell("echo '# changed' >> suite.yaml").code, 0);
  EXPECT_EQ(commit(), clean + "-dirty");
}

TEST_F(Commands, RunsAreListedAndDeleted) {
  PutSuite();
  ASSERT_EQ(program_.Run({"run", "suite.yaml", "--quiet", "--name", "first"}).code, 0);
  Json runs = *ParseJson(program_.Run({"runs", "list", "--json"}).out);
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs[0]["state"], "completed");
  EXPECT_EQ(runs[0]["name"], "first");
  EXPECT_EQ(program_.Run({"runs", "delete", runs[0]["id"]}).code, 0);
  EXPECT_EQ(program_.Run({"runs", "list", "--json"}).out, "[]\n");
}

TEST_F(Commands, TryShowsOneCaseAndStoresNothing) {
  PutSuite();
  const ProgramResult red = program_.Run({"try", "suite.yaml", "c7"});
  EXPECT_EQ(red.code, 1);
  for (const char* part :
       {"case      c7", "sent      {", "answer    ticket 7", "score     fail  equals", "verdict   fail"})
    EXPECT_NE(red.out.find(part), std::string::npos) << red.out;
  EXPECT_EQ(program_.Run({"try", "suite.yaml"}).code, 0);
  EXPECT_FALSE(std::filesystem::exists(program_.folder() / ".harness"));
}

TEST_F(Commands, TryShowsTheMembersOfACombination) {
  PutSuite("score:\n- all-of: [equals, not-any-of: [{ contains: 7 }, is-json]]\n");
  const std::string out = program_.Run({"try", "suite.yaml", "c3"}).out;
  for (const char* part : {"score     pass  all-of  1  2 of 2 passed: equals; not-any-of\n",
                           "            pass  equals  1\n              judged    \"ticket 3\"\n",
                           "            pass  not-any-of  1  0 of 2 passed, 1 must: contains (",
                           "              fail  contains  0  got 'ticket 3', expected it to contain '7'\n"})
    EXPECT_NE(out.find(part), std::string::npos) << out;
}

TEST_F(Commands, CheckCountsOrListsMistakes) {
  PutSuite();
  const ProgramResult good = program_.Run({"check", "suite.yaml"});
  EXPECT_EQ(good.code, 0);
  EXPECT_EQ(good.out, "suite.yaml: ok: 20 of 20 cases, 1 target, 1 scorer, 1 gate, 20 attempts\n");
  program_.folder().Put("wrong.yaml", "suite: wrong\nscor: []\n");
  EXPECT_EQ(program_.Run({"check", "wrong.yaml"}).code, 2);
}

TEST_F(Commands, InitWritesStartersWithOneRedCase) {
  program_.SetEnvironment("PORT", std::to_string(FreePort()));
  for (const std::string kind : {"command", "lines", "http", "replay"}) {
    ASSERT_EQ(program_.Run({"init", "--target", kind, kind}).code, 0);
    EXPECT_EQ(program_.Run({"run", kind + "/suite.yaml", "--quiet", "--jsonl", "out.jsonl"}).code, 1) << kind;
    const std::vector<Json> attempts = program_.ReadJsonLines("out.jsonl");
    ASSERT_EQ(attempts.size(), 3u);
    EXPECT_EQ(attempts[0]["verdict"], "pass") << kind << attempts[0].dump();
    EXPECT_EQ(attempts[1]["verdict"], "pass") << kind;
    EXPECT_EQ(attempts[2]["verdict"], "fail") << kind;
  }
  EXPECT_EQ(program_.Run({"init", "--target", "lines", "lines"}).code, 2);
}

TEST_F(Commands, SeveralSuitesAreOneReportAndTheWorstCode) {
  PutSuite();
  program_.folder().Put("strict.yaml", EchoSuite("[" + Program::HostileTarget() + ", ok]", "score: [equals]\n"));
  EXPECT_EQ(program_.Run({"run", "suite.yaml", "strict.yaml", "--quiet", "--json", "out.json"}).code, 1);
  EXPECT_EQ(program_.ReadJson("out.json")["runs"].size(), 2u);
}

TEST_F(Commands, OptionsComeFromFlagsEnvironmentAndFile) {
  PutSuite();
  program_.folder().Put("options.yaml", "store: from-file.db\njsonl: from-file.jsonl\n");
  program_.SetEnvironment("HARNESS_STORE", "from-environment.db");
  ASSERT_EQ(program_.Run({"run", "suite.yaml", "--quiet", "--config", "options.yaml"}).code, 0);
  EXPECT_TRUE(std::filesystem::exists(program_.folder() / "from-environment.db"));
  EXPECT_FALSE(std::filesystem::exists(program_.folder() / "from-file.db"));
  EXPECT_TRUE(std::filesystem::exists(program_.folder() / "from-file.jsonl"));
  ASSERT_EQ(program_.Run({"run", "suite.yaml", "--quiet", "--store", "from-flag.db"}).code, 0);
  EXPECT_TRUE(std::filesystem::exists(program_.folder() / "from-flag.db"));
}

TEST_F(Commands, VariablesComeFromAFile) {
  PutSuite();
  program_.folder().Put("vars.env", "WANTED=c3\n");
  program_.folder().Put("suite.yaml", "extends: base.yaml\nsuite: \"for ${WANTED}\"\n");
  program_.folder().Put(
      "base.yaml", EchoSuite("[" + Program::HostileTarget() + ", ok]", "score: [equals]\ngates: [pass_rate >= 80%]\n"));
  EXPECT_EQ(program_.Run({"run", "suite.yaml", "--quiet"}).code, 2);
  EXPECT_EQ(program_.Run({"run", "suite.yaml", "--quiet", "--env-file", "vars.env"}).code, 0);
}

TEST_F(Commands, AStoreOfSomethingElseIsNotTouched) {
  PutSuite();
  program_.folder().Put("other.db", "this is no database, but somebody's diary");
  EXPECT_EQ(program_.Run({"run", "suite.yaml", "--quiet", "--store", "other.db"}).code, 3);
  EXPECT_EQ(TemporaryFolder::Contents(program_.folder() / "other.db"), "this is no database, but somebody's diary");
}

TEST_F(Commands, TwoRunsShareAStore) {
  PutSuite();
  const ProgramResult both = program_.Shell(
      "\"$HARNESS\" run suite.yaml --quiet & first=$!; \"$HARNESS\" run suite.yaml --quiet; second=$?; wait $first && "
      "exit $second");
  EXPECT_EQ(both.code, 0) << both.err;
  EXPECT_EQ(ParseJson(program_.Run({"runs", "list", "--json"}).out)->size(), 2u);
}

TEST_F(Commands, UnknownCommandsAndOptionsAreMistakes) {
  EXPECT_EQ(program_.Run({"rum"}).code, 2);
  EXPECT_EQ(program_.Run({"rum"}).err, "harness: unknown command 'rum'; did you mean 'run'?\n");
  EXPECT_EQ(program_.Run({"run", "--junti", "x"}).code, 2);
  EXPECT_EQ(program_.Run({"--version"}).code, 0);
  EXPECT_EQ(program_.Run({"--help"}).code, 0);
}

}  // namespace
}  // namespace harness
