#include "scorers/command.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "harness/suite/yaml.h"
#include "tests/fakes/fake_http.h"
#include "tests/fakes/memory_log.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

// Makes a scorer of the YAML of its options, in a folder with the programs that a test puts there, and judges with it.
class CommandScorerTest : public testing::Test {
 protected:
  Result<std::unique_ptr<Scorer>> Make(const std::string& options) {
    Diagnostics mistakes;
    const auto config = ParseYaml(std::make_shared<Source>(Source{folder_ / "suite.yaml", options}), mistakes);
    if (!config || !mistakes.empty()) return Unexpected(std::move(mistakes).ToError());
    const ScorerType type = CommandScorerType();
    Shape shape = type.shape;
    shape.fields.push_back({"value", type.value, "The command."});
    if (!CheckShape(*config, shape, mistakes)) return Unexpected(std::move(mistakes).ToError());
    return type.make(*config, {*clock_, *files_, *processes_, http_, log_, environment_, 0});
  }

  std::string Mistake(const std::string& options) {
    const auto scorer = Make(options);
    if (scorer) return "";
    const std::string message = scorer.error().Message();
    return message.substr(message.find("suite.yaml"));
  }

  // Judges the output "four" of a case that expects 4.
  Score Judge(Scorer& scorer, std::chrono::milliseconds within = std::chrono::seconds(60),
              const std::string& text = "four") {
    Case test;
    test.id = "sum";
    test.input = "2 + 2?";
    test.expected = 4;
    const Json actual = text;
    const CallContext context{*clock_, clock_->SteadyNow() + within, stop_.get_token(), {0, 0, 1}, 0};
    return scorer.Judge({test, Output::Text(text), actual, nullptr}, context);
  }
  Score Judge(const std::string& options) {
    auto scorer = Make(options);
    return scorer ? Judge(**scorer) : Score::Error("not made: " + scorer.error().Message());
  }
  // With a shell script.
  Score JudgeWith(const std::string& script, const std::string& more = "") {
    folder_.Put("judge.sh", script);
    return Judge("value: [sh, judge.sh]\n" + more);
  }
  // With a worker in Python, which sees `ask` (a question) and calls `tell` (an answer).
  std::unique_ptr<Scorer> Worker(const std::string& body, const std::string& more = "") {
    folder_.Put("judge.py",
                "import json, os, sys, time\n"
                "def tell(**answer): print(json.dumps(answer), flush=True)\n"
                "for line in sys.stdin:\n"
                "    ask = json.loads(line)\n" +
                    body);
    auto scorer = Make("value: [python3, judge.py]\nlines: true\n" + more);
    EXPECT_TRUE(scorer) << (scorer ? "" : scorer.error().Message());
    return scorer ? std::move(*scorer) : nullptr;
  }

  TemporaryFolder folder_;
  std::unique_ptr<Clock> clock_ = MakeSystemClock();
  std::unique_ptr<Files> files_ = MakeFiles();
  std::unique_ptr<Processes> processes_ = MakeProcesses(DefaultSupervisorPath());
  FakeHttp http_;
  MemoryLog log_;
  std::map<std::string, std::string> environment_;
  std::stop_source stop_;
};

// ---- one process an output

TEST_F(CommandScorerTest, TakesTheWordOfItsProgram) {
  const Score score =
      JudgeWith(R"(echo '{"verdict": "fail", "value": 0.25, "reason": "no number", "evidence": {"a": 1}}')");
  EXPECT_EQ(score.verdict, Verdict::kFail);
  EXPECT_EQ(score.value, 0.25);
  EXPECT_EQ(score.reason, "no number");
  EXPECT_EQ(score.evidence, (Json{{"a", 1}}));
  EXPECT_EQ(JudgeWith(R"(echo '{"verdict": "pass"}')").verdict, Verdict::kPass);
  EXPECT_EQ(JudgeWith(R"(echo '{"verdict": "unknown"}')").verdict, Verdict::kUnknown);
}

TEST_F(CommandScorerTest, IsToldCaseAndOutput) {
  const Score score = JudgeWith("printf '{\"verdict\": \"pass\", \"evidence\": %s}' \"$(cat)\"");
  EXPECT_EQ(score.evidence["case"]["id"], "sum");
  EXPECT_EQ(score.evidence["case"]["expected"], 4);
  EXPECT_EQ(score.evidence["case"]["repeat"], 1);
  EXPECT_EQ(score.evidence["output"]["text"], "four");
}

TEST_F(CommandScorerTest, RunsInTheFolderOfItsSuiteWithItsEnvironment) {
  EXPECT_EQ(JudgeWith("test -f judge.sh && echo \"{\\\"verdict\\\": \\\"$WORD\\\"}\"", "env: { WORD: pass }\n").verdict,
            Verdict::kPass);
}

TEST_F(CommandScorerTest, NeedNotReadTheQuestion) {
  auto scorer = Make("value: [echo, '{\"verdict\": \"pass\"}']\n");
  ASSERT_TRUE(scorer);
  EXPECT_EQ(Judge(**scorer, std::chrono::seconds(60), std::string(1 << 20, 'x')).verdict, Verdict::kPass);
}

TEST_F(CommandScorerTest, AProgramThatDiesIsAnErrorNotAFailure) {
  const Score score = JudgeWith("echo '{\"verdict\": \"pass\"}'; echo oops >&2; exit 3");
  EXPECT_EQ(score.verdict, Verdict::kError);
  EXPECT_EQ(score.reason, "sh judge.sh: exit code 3; standard error ends: oops");
  EXPECT_EQ(JudgeWith("kill -9 $$").reason, "sh judge.sh: signal 9 (SIGKILL); nothing on standard error");
}

TEST_F(CommandScorerTest, NonsenseIsAnError) {
  const Score score = JudgeWith("echo loading >&2; echo '{\"verdict\": \"maybe\"}'");
  EXPECT_EQ(score.verdict, Verdict::kError);
  EXPECT_EQ(score.reason,
            "sh judge.sh gave the verdict 'maybe'; it is pass, fail or unknown; standard error ends: loading");
  EXPECT_EQ(JudgeWith("true").verdict, Verdict::kError);
}

TEST_F(CommandScorerTest, TooMuchIsAnError) {
  EXPECT_EQ(JudgeWith("yes", "max_output: 1 KiB\n").reason,
            "sh judge.sh: more than 1 KiB of output; nothing on standard error");
}

TEST_F(CommandScorerTest, LatenessIsAnError) {
  EXPECT_EQ(JudgeWith("sleep 100", "timeout: 50ms\n").reason,
            "sh judge.sh: no answer within the time limit; nothing on standard error");
}

TEST_F(CommandScorerTest, HonoursTheDeadlineOfTheAttempt) {
  folder_.Put("judge.sh", "sleep 100");
  auto scorer = Make("value: [sh, judge.sh]\n");
  ASSERT_TRUE(scorer);
  EXPECT_EQ(Judge(**scorer, std::chrono::milliseconds(50)).reason,
            "sh judge.sh: no answer within the time limit; nothing on standard error");
}

TEST_F(CommandScorerTest, EndsWhenTheRunIsStopped) {
  folder_.Put("judge.sh", "sleep 100");
  auto scorer = Make("value: [sh, judge.sh]\n");
  ASSERT_TRUE(scorer);
  const std::jthread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    stop_.request_stop();
  });
  EXPECT_EQ(Judge(**scorer).reason, "sh judge.sh: stopped; nothing on standard error");
}

// ---- long-lived workers

TEST_F(CommandScorerTest, AWorkerJudgesOneOutputAfterAnother) {
  const auto scorer =
      Worker("    tell(id=ask['id'], verdict='fail', reason=f\"{os.getpid()} {ask['output']['text']}\")\n");
  const std::string first = Judge(*scorer).reason, second = Judge(*scorer).reason;
  EXPECT_TRUE(first.ends_with(" four"));
  EXPECT_EQ(first, second);
}

TEST_F(CommandScorerTest, JudgesOneCaseSeveralTimesAtOnce) {
  const auto scorer = Worker(
      "    time.sleep(0.01)\n"
      "    tell(id=ask['id'], verdict='pass', evidence=ask['output']['text'])\n",
      "workers: 2\n");
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back(
        [&, i] { EXPECT_EQ(Judge(*scorer, std::chrono::seconds(60), std::to_string(i)).evidence, std::to_string(i)); });
}

TEST_F(CommandScorerTest, AWorkerThatDiesIsReplaced) {
  const auto scorer = Worker(
      "    if ask['output']['text'] == 'bad': sys.stderr.write('oops'); os._exit(3)\n"
      "    tell(id=ask['id'], verdict='pass')\n");
  const Score died = Judge(*scorer, std::chrono::seconds(60), "bad");
  EXPECT_EQ(died.verdict, Verdict::kError);
  EXPECT_EQ(died.reason,
            "python3 judge.py: the worker died while it held this case alone: exit code 3; standard error ends: oops");
  EXPECT_EQ(Judge(*scorer).verdict, Verdict::kPass);
}

TEST_F(CommandScorerTest, ALateWorkerIsAnErrorAndReplaced) {
  const auto scorer = Worker(
      "    if ask['output']['text'] == 'slow': time.sleep(100)\n"
      "    tell(id=ask['id'], verdict='pass')\n",
      "timeout: 2s\n");
  const Score late = Judge(*scorer, std::chrono::milliseconds(300), "slow");
  EXPECT_EQ(late.verdict, Verdict::kError);
  EXPECT_EQ(late.reason, "python3 judge.py: no answer within the time limit; nothing on standard error");
  EXPECT_EQ(Judge(*scorer).verdict, Verdict::kPass);
}

TEST_F(CommandScorerTest, AWorkersNonsenseIsAnError) {
  const auto scorer = Worker("    print('Loading', flush=True)\n");
  EXPECT_EQ(Judge(*scorer).reason,
            "python3 judge.py: a line that is no answer: line 1, column 1: expected a value, found \"Loading\"; it "
            "begins \"Loading\"; nothing on standard error");
  const auto other = Worker("    tell(id=ask['id'], verdict='perhaps')\n");
  EXPECT_EQ(Judge(*other).reason, "python3 judge.py gave the verdict 'perhaps'; it is pass, fail or unknown");
}

// ---- mistakes

TEST_F(CommandScorerTest, RefusesWhatItCannotRun) {
  EXPECT_EQ(Mistake("lines: true\n"), "suite.yaml:1:1: which program? command: [program, argument]");
  EXPECT_EQ(Mistake("value: []\n"), "suite.yaml:1:8: the command is empty");
  EXPECT_EQ(Mistake("value: [sh]\nworkers: 2\n"), "suite.yaml:2:10: 'workers' needs lines: true");
  EXPECT_EQ(Mistake("value: [sh]\nlines: true\nworkers: 0\n"), "suite.yaml:3:10: 'workers' must be 1 to 256");
  EXPECT_EQ(Mistake("value: [sh]\ntimeout: 0s\n"), "suite.yaml:2:10: 'timeout' must be more than 0s and at most 24h");
  EXPECT_EQ(Mistake("value: [sh]\nmax_output: 2 GiB\n"), "suite.yaml:2:13: 'max_output' must be 1 B to 1 GiB");
  EXPECT_TRUE(
      Mistake("value: [./nothere]\n").starts_with("suite.yaml:1:9: cannot start ./nothere: No such file or directory"));
}

}  // namespace
}  // namespace harness
