#include "harness/base/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/fakes/survivors.h"

namespace harness {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Ending = ProcessResult::Ending;

steady_clock::time_point In(milliseconds time) {
  return steady_clock::now() + time;
}

// Every test runs its programs with a variable that none else has, and ends by looking for processes that have it.
class ProcessTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / mark_;
    fs::create_directories(folder_);
  }

  void TearDown() override {
    EXPECT_THAT(Survivors(), IsEmpty());
    fs::remove_all(folder_);
  }

  std::vector<std::string> Survivors() const { return ProcessesWith("HARNESS_TEST_MARK=" + mark_); }

  ProcessRequest Request(std::vector<std::string> argv) const {
    return {std::move(argv), folder_.string(), {{"HARNESS_TEST_MARK", mark_}}};
  }

  ProcessResult Run(std::vector<std::string> argv, std::string_view input = "", RunLimits limits = {}) const {
    return processes_->Run(Request(std::move(argv)), input, limits);
  }

  ProcessResult Shell(const std::string& script, std::string_view input = "", RunLimits limits = {}) const {
    return Run({"sh", "-c", script}, input, limits);
  }

  std::unique_ptr<Child> Start(const std::string& script) const {
    Result<std::unique_ptr<Child>> child = processes_->Start(Request({"sh", "-c", script}));
    EXPECT_TRUE(child.has_value()) << child.error().Message();
    return child ? std::move(*child) : nullptr;
  }

  // A file in the test's folder.
  std::string Write(const std::string& name, const std::string& text, fs::perms mode = fs::perms::owner_all) const {
    const fs::path path = folder_ / name;
    std::ofstream(path) << text;
    fs::permissions(path, mode);
    return path.string();
  }

  const std::string mark_ =
      "m" + std::to_string(getpid()) + "-" + testing::UnitTest::GetInstance()->current_test_info()->name();
  fs::path folder_;
  std::unique_ptr<Processes> processes_ = MakeProcesses(HARNESS_BINARY_DIR "/bin/harness-supervisor");
};

RunLimits Until(milliseconds time) {
  RunLimits limits;
  limits.deadline = In(time);
  return limits;
}

constexpr milliseconds kSoon{200};
constexpr milliseconds kLong{60'000};

TEST_F(ProcessTest, GivesInputAndTakesOutput) {
  const ProcessResult result = Run({"cat"}, "hello\n");
  EXPECT_EQ(result.ending, Ending::kExited);
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.output, "hello\n");
  EXPECT_EQ(result.error_tail, "");
}

TEST_F(ProcessTest, PassesMegabytesBothWays) {
  std::string input;
  for (int i = 0; i < 500'000; ++i) input += std::to_string(i) + "\n";
  const ProcessResult result = Run({"cat"}, input);
  EXPECT_EQ(result.ending, Ending::kExited);
  EXPECT_TRUE(result.output == input);
}

TEST_F(ProcessTest, ReportsTheExitCodeAndStandardError) {
  const ProcessResult result = Shell("echo out; echo broken >&2; exit 3");
  EXPECT_EQ(DescribeEnding(result), "exit code 3");
  EXPECT_EQ(result.output, "out\n");
  EXPECT_EQ(result.error_tail, "broken\n");
}

TEST_F(ProcessTest, ReportsTheSignal) {
  const ProcessResult result = Shell("kill -SEGV $$");
  EXPECT_EQ(result.ending, Ending::kSignalled);
  EXPECT_EQ(DescribeEnding(result), "signal 11 (SIGSEGV)");
}

TEST_F(ProcessTest, RunsInTheFolderWithTheAddedEnvironment) {
  ProcessRequest request = Request({"sh", "-c", "pwd; echo $ANSWER; echo ${HOME:+home}"});
  request.environment["ANSWER"] = "42";
  request.environment["HOME"] = "/replaced";
  EXPECT_EQ(processes_->Run(request, "", {}).output, fs::canonical(folder_).string() + "\n42\nhome\n");
}

TEST_F(ProcessTest, FindsAProgramRelativeToTheFolder) {
  Write("own", "#!/bin/sh\necho own \"$1\"\n");
  EXPECT_EQ(Run({"./own", "two words"}).output, "own two words\n");
}

TEST_F(ProcessTest, GivesTheProgramNoOtherDescriptor) {
  const std::unique_ptr<Child> other = Start("cat");
  EXPECT_EQ(Shell("ls /proc/$$/fd").output, "0\n1\n2\n");
}

TEST_F(ProcessTest, GivesTheProgramDefaultSignals) {
  const auto before = signal(SIGPIPE, SIG_IGN);
  const std::string status = Run({"cat", "/proc/self/status"}).output;
  signal(SIGPIPE, before);
  EXPECT_THAT(status, HasSubstr("SigBlk:\t0000000000000000\n"));
  const uint64_t ignored = std::stoull(status.substr(status.find("SigIgn:") + 7), nullptr, 16);
  EXPECT_EQ(ignored & 0x7fffffff, 0u);  // glibc's posix_spawn leaves its own two, above, ignored
}

TEST_F(ProcessTest, DoesNotMindAProgramThatNeverReadsItsInput) {
  const ProcessResult result = Shell("echo done", std::string(10 << 20, 'x'));
  EXPECT_EQ(result.ending, Ending::kExited);
  EXPECT_EQ(result.output, "done\n");
}

TEST_F(ProcessTest, DoesNotMindAProgramThatClosesItsInput) {
  EXPECT_EQ(Shell("exec 0<&-; sleep 0.2; echo done", std::string(10 << 20, 'x')).output, "done\n");
}

TEST_F(ProcessTest, KillsAtTheDeadlineAndKeepsWhatWasWritten) {
  const ProcessResult result = Shell("echo begun; echo why >&2; sleep 1000", "", Until(milliseconds(1500)));
  EXPECT_EQ(result.ending, Ending::kTimedOut);
  EXPECT_EQ(result.output, "begun\n");
  EXPECT_EQ(result.error_tail, "why\n");
}

TEST_F(ProcessTest, KillsAtTheDeadlineWhileTheInputIsUnread) {
  EXPECT_EQ(Shell("sleep 1000", std::string(10 << 20, 'x'), Until(kSoon)).ending, Ending::kTimedOut);
}

TEST_F(ProcessTest, KillsWhatIgnoresSignals) {
  EXPECT_EQ(Shell("trap '' TERM INT HUP; while :; do sleep 1; done", "", Until(kSoon)).ending, Ending::kTimedOut);
}

TEST_F(ProcessTest, KillsAProgramThatClosedItsOutput) {
  EXPECT_EQ(Shell("exec >&- 2>&-; sleep 1000", "", Until(kSoon)).ending, Ending::kTimedOut);
}

TEST_F(ProcessTest, DoesNotWaitForAGrandchildThatKeepsThePipeOpen) {
  const ProcessResult result = Shell("sleep 1000 & echo done", "", Until(kLong));
  EXPECT_EQ(result.ending, Ending::kExited);
  EXPECT_EQ(result.output, "done\n");
}

TEST_F(ProcessTest, KillsDaemonsOfAProgramThatEnded) {
  const ProcessResult result =
      Shell("setsid -f sleep 1000; setsid -f sh -c 'sleep 1000; :'; echo done", "", Until(kLong));
  EXPECT_EQ(result.ending, Ending::kExited);
  EXPECT_EQ(result.output, "done\n");
}

TEST_F(ProcessTest, KillsDaemonsAtTheDeadline) {
  EXPECT_EQ(Shell("setsid -f sleep 1000; (setsid sleep 1000 &); sleep 1000", "", Until(kSoon)).ending,
            Ending::kTimedOut);
}

TEST_F(ProcessTest, KillsDaemonsThatKeepForkingThemselves) {
  const std::string hydra = Write("hydra", "#!/bin/sh\n[ $1 -gt 3000 ] || setsid -f \"$0\" $(($1 + 1))\n");
  EXPECT_EQ(Run({"sh", "-c", hydra + " 1; sleep 0.1"}).ending, Ending::kExited);
}

TEST_F(ProcessTest, CutsAFloodOffAtTheCap) {
  RunLimits limits = Until(kLong);
  limits.output_cap = 100'000;
  const ProcessResult result = Shell("head -c 1000000000 /dev/zero", "", limits);
  EXPECT_EQ(result.ending, Ending::kTooLarge);
  EXPECT_EQ(result.output.size(), 100'000u);
}

TEST_F(ProcessTest, TakesOutputOfExactlyTheCap) {
  RunLimits limits = Until(kLong);
  limits.output_cap = 100'000;
  const ProcessResult result = Shell("head -c 100000 /dev/zero", "", limits);
  EXPECT_EQ(result.ending, Ending::kExited);
  EXPECT_EQ(result.output.size(), 100'000u);
}

TEST_F(ProcessTest, KeepsOnlyTheEndOfAFloodOnStandardError) {
  const ProcessResult result = Shell("head -c 1000000000 /dev/zero >&2; echo the end >&2", "", Until(kLong));
  EXPECT_EQ(result.ending, Ending::kExited);
  EXPECT_EQ(result.error_tail.size(), kErrorTailBytes);
  EXPECT_TRUE(result.error_tail.ends_with("the end\n"));
}

TEST_F(ProcessTest, StopsWhenAsked) {
  std::stop_source source;
  RunLimits limits = Until(kLong);
  limits.stop = source.get_token();
  std::jthread stopper([&] {
    while (Survivors().empty()) std::this_thread::yield();
    source.request_stop();
  });
  EXPECT_EQ(Shell("sleep 1000", "", limits).ending, Ending::kStopped);
}

TEST_F(ProcessTest, StartsNothingAfterTheDeadline) {
  EXPECT_EQ(Shell("touch trace", "", Until(milliseconds(-1))).ending, Ending::kTimedOut);
  EXPECT_FALSE(fs::exists(folder_ / "trace"));
}

TEST_F(ProcessTest, SurvivesTheDeathOfTheSupervisor) {
  const ProcessResult result = Shell("sleep 1000 & kill -9 $PPID; sleep 1000", "", Until(kLong));
  EXPECT_EQ(DescribeEnding(result), "signal 9 (SIGKILL)");
  for (int i = 0; i < 500 && !Survivors().empty(); ++i) std::this_thread::sleep_for(milliseconds(10));
}

TEST_F(ProcessTest, KillsAProgramThatStoppedTheSupervisor) {
  EXPECT_EQ(Shell("kill -STOP $PPID; sleep 1000", "", Until(kSoon)).ending, Ending::kTimedOut);
}

TEST_F(ProcessTest, NamesAMissingProgram) {
  EXPECT_EQ(DescribeEnding(Run({"no-such-program"})), "cannot start no-such-program: not found on PATH");
  EXPECT_EQ(DescribeEnding(Run({"./none"})),
            fmt::format("cannot start ./none: No such file or directory ({}/none)", folder_.string()));
}

TEST_F(ProcessTest, SuggestsTheProgramOfTheFolder) {
  Write("own-program", "#!/bin/sh\n");
  EXPECT_EQ(DescribeEnding(Run({"own-program"})),
            "cannot start own-program: not found on PATH (did you mean ./own-program?)");
}

TEST_F(ProcessTest, NamesAFileThatIsNotExecutable) {
  const std::string path = Write("plain", "#!/bin/sh\n", fs::perms::owner_read);
  EXPECT_EQ(DescribeEnding(Run({"./plain"})), fmt::format("cannot start ./plain: it is not executable ({})", path));
}

TEST_F(ProcessTest, NamesAFolder) {
  EXPECT_EQ(DescribeEnding(Run({"./."})), fmt::format("cannot start ./.: it is a folder ({}/)", folder_.string()));
}

TEST_F(ProcessTest, NamesAProgramThatTheSystemRefuses) {
  Write("text", "echo no first line\n");
  EXPECT_EQ(DescribeEnding(Run({"./text"})),
            "cannot start ./text: Exec format error (a script needs a first line like #!/bin/sh)");
}

TEST_F(ProcessTest, NamesAMissingFolder) {
  ProcessRequest request = Request({"cat"});
  request.folder = "/no/such/folder";
  EXPECT_EQ(DescribeEnding(processes_->Run(request, "", {})),
            "cannot start cat in /no/such/folder: No such file or directory");
}

TEST_F(ProcessTest, NamesAMissingSupervisor) {
  EXPECT_EQ(DescribeEnding(MakeProcesses("/no/supervisor")->Run(Request({"cat"}), "", {})),
            "cannot start cat: /no/supervisor: No such file or directory");
}

TEST_F(ProcessTest, RefusesANulInAnArgument) {
  EXPECT_EQ(DescribeEnding(Run({"echo", std::string("a\0b", 3)})),
            "cannot start echo: an argument or a variable holds a NUL");
}

TEST_F(ProcessTest, FindsTheSupervisorBesideTheExecutable) {
  EXPECT_TRUE(fs::equivalent(DefaultSupervisorPath(), HARNESS_BINARY_DIR "/bin/harness-supervisor"));
}

TEST_F(ProcessTest, FindsProgramsAsTheyWillBeStarted) {
  EXPECT_EQ(FindProgram("sh", "/").value().substr(0, 1), "/");
  EXPECT_EQ(FindProgram("bin/sh", "/").value(), "/bin/sh");
  EXPECT_EQ(FindProgram("", "/").error().Message(), "there is no program to start");
}

TEST_F(ProcessTest, RunsManyAtOnceFromManyThreads) {
  std::vector<std::jthread> threads;
  std::atomic<int> right = 0;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) {
        const std::string text = std::to_string(t) + "-" + std::to_string(i);
        right += Shell("cat; setsid -f sleep 1000", text).output == text;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(right, 80);
}

TEST_F(ProcessTest, LeavesNoDescriptorOpen) {
  const auto count = [] { return std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()); };
  Shell("cat", "x");
  const auto before = count();
  Shell("cat", "x");
  Shell("sleep 1000", "x", Until(kSoon));
  Run({"no-such-program"});
  Start("cat");
  EXPECT_EQ(count(), before);
}

// A harness that is killed with SIGKILL takes everything with it.
TEST_F(ProcessTest, NothingOutlivesAKilledHarness) {
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t parent = fork();
  if (parent == 0) {
    const std::unique_ptr<Child> child =
        Start("setsid -f sleep 1000; sleep 1000 & echo up; trap '' HUP TERM; sleep 1000");
    std::string line;
    child->ReadLine(line, In(kLong), 100);
    (void)!write(ready[1], "x", 1);
    for (;;) pause();
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  EXPECT_GE(Survivors().size(), 4u);  // the supervisor, the shell, and two who sleep
  kill(parent, SIGKILL);
  waitpid(parent, nullptr, 0);
  for (int i = 0; i < 1000 && !Survivors().empty(); ++i) std::this_thread::sleep_for(milliseconds(10));
  close(ready[0]);
  close(ready[1]);
}

class ChildTest : public ProcessTest {
 protected:
  // The next line, or what came instead.
  static std::string ReadLine(Child& child, milliseconds time = kLong, size_t cap = 1000) {
    std::string line;
    switch (child.ReadLine(line, In(time), cap)) {
      case Child::Read::kLine:
        return line;
      case Child::Read::kClosed:
        return "closed:" + line;
      case Child::Read::kTimedOut:
        return "timed out";
      case Child::Read::kTooLong:
        return "too long";
    }
    return "";
  }
};

TEST_F(ChildTest, AnswersLineByLine) {
  const std::unique_ptr<Child> child = Start("while read -r line; do echo \"<$line>\"; done");
  for (const char* text : {"one", "", "three"}) {
    EXPECT_EQ(child->WriteLine(text, In(kLong)), Child::Written::kAll);
    EXPECT_EQ(ReadLine(*child), fmt::format("<{}>", text));
  }
  child->CloseInput();
  EXPECT_EQ(ReadLine(*child), "closed:");
  EXPECT_EQ(DescribeEnding(child->Wait(In(kLong))), "exit code 0");
}

TEST_F(ChildTest, GivesSeveralLinesOfOneWriteAndTheRestAtTheEnd) {
  const std::unique_ptr<Child> child = Start("printf 'a\\nb\\n\\nhalf a li'");
  std::vector<std::string> lines;
  for (int i = 0; i < 4; ++i) lines.push_back(ReadLine(*child));
  EXPECT_THAT(lines, ElementsAre("a", "b", "", "closed:half a li"));
}

TEST_F(ChildTest, ReadsALongLineUpToTheCap) {
  const std::unique_ptr<Child> child = Start("head -c 300000 /dev/zero | tr '\\0' x; echo; echo next");
  EXPECT_EQ(ReadLine(*child, kLong, 300'000), std::string(300'000, 'x'));
  EXPECT_EQ(ReadLine(*child), "next");
}

TEST_F(ChildTest, SaysThatALineIsTooLong) {
  const std::unique_ptr<Child> child = Start("exec cat /dev/zero");
  EXPECT_EQ(ReadLine(*child, kLong, 300'000), "too long");
  EXPECT_EQ(ReadLine(*child, kLong, 300'000), "too long");
}

TEST_F(ChildTest, TimesOutWithoutHarm) {
  const std::unique_ptr<Child> child = Start("printf 'half'; read -r x; echo ' and half'; sleep 1000");
  EXPECT_EQ(ReadLine(*child, kSoon), "timed out");
  child->WriteLine("go", In(kLong));
  EXPECT_EQ(ReadLine(*child), "half and half");
}

TEST_F(ChildTest, WritingTimesOutWhenNobodyReads) {
  const std::unique_ptr<Child> child = Start("sleep 1000");
  EXPECT_EQ(child->WriteLine(std::string(1 << 20, 'x'), In(kSoon)), Child::Written::kTimedOut);
}

TEST_F(ChildTest, WritingToTheDeadSaysSo) {
  const std::unique_ptr<Child> child = Start("echo bye >&2; exit 7");
  EXPECT_EQ(ReadLine(*child), "closed:");
  const ProcessResult result = child->Wait(In(kLong));
  EXPECT_EQ(DescribeEnding(result), "exit code 7");
  EXPECT_EQ(result.error_tail, "bye\n");
  EXPECT_EQ(child->WriteLine("hello", In(kLong)), Child::Written::kClosed);
}

TEST_F(ChildTest, IsClosedByItsDeathThoughAGrandchildHoldsThePipe) {
  const std::unique_ptr<Child> child = Start("setsid -f sleep 1000; echo last; exit 1");
  EXPECT_EQ(ReadLine(*child), "last");
  EXPECT_EQ(ReadLine(*child), "closed:");
}

TEST_F(ChildTest, TerminateLetsAProgramSayFarewell) {
  const auto child = Start("trap 'echo bye; exit 4' TERM; echo up; while :; do sleep 0.01; done");
  std::string line;
  ASSERT_EQ(child->ReadLine(line, In(kLong), 100), Child::Read::kLine);
  child->Terminate();
  ASSERT_EQ(child->ReadLine(line, In(kLong), 100), Child::Read::kLine);
  EXPECT_EQ(line, "bye");
  EXPECT_EQ(child->Wait(In(kLong)).code, 4);
}

TEST_F(ChildTest, KillEndsAReadInAnotherThread) {
  const std::unique_ptr<Child> child = Start("sleep 1000");
  std::jthread killer([&] { child->Kill(); });
  EXPECT_EQ(ReadLine(*child), "closed:");
  EXPECT_EQ(DescribeEnding(child->Wait(In(kLong))), "signal 9 (SIGKILL)");
}

TEST_F(ChildTest, WaitTimesOutAndLeavesTheProgramRunning) {
  const std::unique_ptr<Child> child = Start("read -r x; exit 4");
  EXPECT_EQ(child->Wait(In(kSoon)).ending, Ending::kTimedOut);
  child->WriteLine("", In(kLong));
  EXPECT_EQ(DescribeEnding(child->Wait(In(kLong))), "exit code 4");
}

TEST_F(ChildTest, AFloodOnStandardErrorDoesNotBlockTheAnswer) {
  const std::unique_ptr<Child> child = Start("head -c 10000000 /dev/zero >&2; echo tail >&2; echo answer; sleep 1000");
  EXPECT_EQ(ReadLine(*child), "answer");
  child->Kill();
  EXPECT_TRUE(child->Wait(In(kLong)).error_tail.ends_with("tail\n"));
}

TEST_F(ChildTest, SaysWhyAProgramCannotBeStarted) {
  Write("text", "echo\n");
  EXPECT_EQ(processes_->Start(Request({"./text"})).error().Message(),
            "cannot start ./text: Exec format error (a script needs a first line like #!/bin/sh)");
  EXPECT_EQ(processes_->Start(Request({"no-such-program"})).error().Message(),
            "cannot start no-such-program: not found on PATH");
}

}  // namespace
}  // namespace harness
