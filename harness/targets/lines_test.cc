#include "harness/targets/lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <future>
#include <mutex>
#include <thread>

#include "harness/core/conversation.h"
#include "tests/fakes/survivors.h"

namespace harness {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class RecordingLog final : public Log {
 public:
  void Write(LogLevel, std::string_view message) override {
    const std::lock_guard lock(mutex_);
    lines_.emplace_back(message);
  }
  std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

constexpr milliseconds kSoon{300};
constexpr milliseconds kLong{60'000};

// An output in short: its text, its JSON or its failure.
std::string Short(const Output& output) {
  if (output.failure) return fmt::format("{}: {}", ToString(output.failure->kind), output.failure->message);
  return output.json ? output.json->dump() : output.text;
}

class LinesTest : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override {
    target_.reset();
    EXPECT_THAT(ProcessesWith("HARNESS_TEST_MARK=" + folder_.string()), IsEmpty());
    fs::remove_all(folder_);
  }

  // Starts the target with hostile-worker as its program.
  void Use(LinesOptions options, std::vector<std::string> arguments = {}) {
    options.request.argv = {"./hostile-worker"};
    options.request.argv.insert(options.request.argv.end(), arguments.begin(), arguments.end());
    options.request.folder = HARNESS_BINARY_DIR "/bin";
    options.request.environment["HARNESS_TEST_MARK"] = folder_.string();
    Result<std::unique_ptr<Target>> target = MakeLinesTarget(options, *processes_, *clock_, log_);
    ASSERT_TRUE(target.has_value()) << target.error().Message();
    target_ = std::move(*target);
  }

  static LinesOptions InFlight(int cases) {
    LinesOptions options;
    options.in_flight = cases;
    return options;
  }

  static LinesOptions Restarts(int most) {
    LinesOptions options;
    options.max_restarts = most;
    return options;
  }

  static Case Named(const std::string& id, const std::string& input) {
    Case test;
    test.id = id;
    test.input = input;
    return test;
  }

  Output CallFull(const std::string& id, const std::string& input, milliseconds time = kLong, uint16_t repeat = 0) {
    const Case test = Named(id, input);
    return target_->Call(test, {*clock_, clock_->SteadyNow() + time, stop_.get_token(), {0, 0, repeat}, 0});
  }

  std::string Call(const std::string& id, const std::string& input, milliseconds time = kLong, uint16_t repeat = 0) {
    return Short(CallFull(id, input, time, repeat));
  }

  std::future<std::string> Begin(const std::string& id, const std::string& input, milliseconds time = kLong,
                                 uint16_t repeat = 0) {
    return std::async(std::launch::async, [=, this] { return Call(id, input, time, repeat); });
  }

  std::string File(const std::string& name) const { return (folder_ / name).string(); }

  // Until a worker made the file.
  void Await(const std::string& name) const {
    for (int i = 0; i < 6000 && !fs::exists(folder_ / name); ++i) std::this_thread::sleep_for(milliseconds(10));
    ASSERT_TRUE(fs::exists(folder_ / name)) << name;
  }

  const fs::path folder_ =
      fs::path(testing::TempDir()) /
      fmt::format("lines-{}-{}", getpid(), testing::UnitTest::GetInstance()->current_test_info()->name());
  const std::unique_ptr<Processes> processes_ = MakeProcesses(DefaultSupervisorPath());
  const std::unique_ptr<Clock> clock_ = MakeSystemClock();
  RecordingLog log_;
  std::stop_source stop_;
  std::unique_ptr<Target> target_;
};

TEST_F(LinesTest, AnswersCaseAfterCaseWithOneWorker) {
  Use({});
  EXPECT_EQ(Call("a", "say one"), "one");
  EXPECT_EQ(Call("b", "say two\nlines"), "two\nlines");
  EXPECT_EQ(Call("c", "pid"), Call("d", "pid"));
  EXPECT_THAT(log_.lines(), IsEmpty());
}

TEST_F(LinesTest, KeepsAConversationWithTheWorkerThatRemembersIt) {
  LinesOptions options;
  options.workers = 2;
  Use(options);
  auto held = Begin("other", "hold " + File("held"));
  Await("held");
  const auto say = [&](ConversationTurn& turn, const std::string& input) {
    Case test = Named("talk", input);
    return Short(target_->Call(
        test,
        {.clock = *clock_, .deadline = clock_->SteadyNow() + kLong, .stop = {}, .key = {}, .conversation = &turn}));
  };
  ConversationTurn turn{"s-1", 1, {}, ""};
  const std::string pid = say(turn, "pid");
  EXPECT_EQ(Call("free", "release"), "");  // now both workers have nothing to do
  stop_.request_stop();
  held.wait();
  for (turn.turn = 2; turn.turn < 6; ++turn.turn) EXPECT_EQ(say(turn, "pid"), pid);
  say(turn, "exit 1");  // the worker is gone, another one takes over
  EXPECT_NE(say(turn, "pid"), pid);
}

TEST_F(LinesTest, MatchesAnswersByIdInAnyOrder) {
  Use(InFlight(2));
  auto first = Begin("a", "hold " + File("held"));
  Await("held");
  EXPECT_EQ(Call("b", "release second"), "second");
  EXPECT_EQ(first.get(), "held");
}

TEST_F(LinesTest, RunsWorkersSideBySide) {
  LinesOptions options;
  options.workers = 2;
  Use(options);
  auto first = Begin("a", "hold " + File("held"));
  Await("held");
  EXPECT_EQ(Call("b", "say free"), "free");
  stop_.request_stop();
  EXPECT_EQ(first.get(), "stopped: stopped");
}

TEST_F(LinesTest, NeverGivesTwoRepeatsOfACaseToAWorkerAtOnce) {
  Use(InFlight(4));
  auto first = Begin("x", "hold " + File("held"));
  Await("held");
  auto second = Begin("x", "say second", kLong, 1);
  EXPECT_EQ(Call("y", "say other"), "other");
  EXPECT_EQ(Call("z", "release"), "");
  EXPECT_EQ(first.get(), "held");
  EXPECT_EQ(second.get(), "second");
}

TEST_F(LinesTest, TakesUsageCostAndTheTimeOfTheWorkerItself) {
  Use({});
  const Output output = CallFull("a", R"(with {"usage": {"input_tokens": 3, "output_tokens": 4}, "cost_usd": 0.5})");
  EXPECT_EQ(output.usage, (Usage{3, 4, 0}));
  EXPECT_EQ(output.cost_usd, 0.5);
  EXPECT_TRUE(output.latency_recorded);
}

TEST_F(LinesTest, TakesReportedErrors) {
  Use({});
  EXPECT_EQ(Call("a", R"(with {"error": "too hard"})"), "reported: too hard");
  const Output output = CallFull("b", R"(with {"error": "busy", "retryable": true})");
  EXPECT_EQ(Short(output), "provider_error: busy");
  EXPECT_TRUE(output.failure->retryable);
}

TEST_F(LinesTest, TriesACaseOnceMoreWhenItsWorkerDies) {
  Use({});
  EXPECT_EQ(Call("a", "first exit 3 " + File("died")), "again");
  EXPECT_THAT(log_.lines(),
              ElementsAre("./hostile-worker: a worker died: exit code 3; standard error ends: leaving over a"));
}

TEST_F(LinesTest, FailsACaseThatKillsItsWorkerAgain) {
  Use({});
  EXPECT_EQ(Call("a", "exit 3"),
            "crashed: the worker died while it held this case alone: exit code 3; standard error ends: leaving over a");
  EXPECT_EQ(Call("b", "signal 15"),
            "crashed: the worker died while it held this case alone: signal 15 (SIGTERM); nothing on standard error");
  EXPECT_EQ(Call("c", "say fine"), "fine");
}

TEST_F(LinesTest, TriesInnocentCasesAgainWhenAnotherKillsTheirWorker) {
  Use(InFlight(2));
  auto innocent = Begin("a", "first hold " + File("held"));
  Await("held");
  EXPECT_THAT(Call("b", "exit 3"), HasSubstr("crashed: the worker died while it held this case alone: exit code 3"));
  EXPECT_EQ(innocent.get(), "again");
}

TEST_F(LinesTest, FailsOnlyTheLateCase) {
  Use(InFlight(2));
  auto innocent = Begin("a", "first hold " + File("held"));
  Await("held");
  EXPECT_EQ(Call("b", "hang", kSoon), "timeout: no answer within the time limit; nothing on standard error");
  EXPECT_EQ(innocent.get(), "again");
}

TEST_F(LinesTest, TellsWhatALateWorkerWroteToStandardError) {
  Use({});
  EXPECT_EQ(Call("a", "mutter waiting for the model", kSoon),
            "timeout: no answer within the time limit; standard error ends: waiting for the model");
  EXPECT_EQ(Call("b", "say hello", kLong), "hello");
}

TEST_F(LinesTest, NeverCountsALateAnswerForAnotherCase) {
  Use({});
  EXPECT_EQ(Call("a", "sleep 600", kSoon), "timeout: no answer within the time limit; nothing on standard error");
  EXPECT_EQ(Call("a", "say right", kLong, 1), "right");
}

TEST_F(LinesTest, StartsTheTimeLimitWhenAWorkerTakesTheCase) {
  Use({});
  auto first = Begin("a", "sleep 1200");
  auto second = Begin("b", "sleep 1200");
  EXPECT_EQ(Call("c", "say in time", milliseconds(1100)), "in time");
  EXPECT_EQ(first.get() + second.get(), "12001200");
}

TEST_F(LinesTest, CountsTheFirstOfTwoAnswers) {
  Use({});
  EXPECT_EQ(Call("a", "twice a"), "a");
  EXPECT_EQ(Call("b", "say b"), "b");
  EXPECT_THAT(log_.lines(), ElementsAre("./hostile-worker: an answer to \"a\", for which nobody waits"));
}

TEST_F(LinesTest, WarnsOfAnswersToUnknownIds) {
  Use({});
  EXPECT_EQ(Call("a", "stray ghost"), "ghost");
  EXPECT_THAT(log_.lines(), ElementsAre("./hostile-worker: an answer to \"ghost\", for which nobody waits"));
}

TEST_F(LinesTest, SaysHowManyAnswersNobodyWaitedFor) {
  Use({});
  for (int i = 0; i < 8; ++i) Call(fmt::format("case-{}", i), "stray ghost");
  target_.reset();
  EXPECT_EQ(log_.lines().size(), 6u);
  EXPECT_EQ(log_.lines().back(), "answers that nobody waited for: 8 in all, of which the first 5 were shown");
}

TEST_F(LinesTest, FailsACaseWhoseWorkerDiesInTheMiddleOfALine) {
  Use({});
  EXPECT_EQ(Call("a", "half"),
            R"(crashed: the worker died while it held this case alone: exit code 1 after half a line, )"
            R"("{\"id\": \"ha"; nothing on standard error)");
}

TEST_F(LinesTest, FailsACaseThatIsAnsweredWithGarbage) {
  Use({});
  EXPECT_THAT(Call("a", "raw Traceback: oops"),
              testing::AllOf(HasSubstr("invalid_output: a line that is no answer: line 1, column"),
                             HasSubstr("; it begins \"Traceback: oops\"; nothing on standard error")));
  EXPECT_EQ(Call("b", "say fine"), "fine");
}

TEST_F(LinesTest, TriesEachAloneWhenOneOfSeveralIsAnsweredWithGarbage) {
  Use(InFlight(2));
  auto innocent = Begin("a", "first hold " + File("held"));
  Await("held");
  EXPECT_THAT(Call("b", "raw Traceback: oops"), HasSubstr("invalid_output: a line that is no answer: "));
  EXPECT_EQ(innocent.get(), "again");
}

TEST_F(LinesTest, FailsAnAnswerOverTheCap) {
  LinesOptions options;
  options.max_output = 1 << 20;
  Use(options);
  EXPECT_EQ(Call("a", "long 2000000"), "too_large: a line of more than 1 MiB; nothing on standard error");
  EXPECT_EQ(Call("b", "long 1000000").size(), 1'000'000u);
}

TEST_F(LinesTest, FailsACaseWhoseWorkerClosesItsOutput) {
  Use({});
  EXPECT_EQ(Call("a", "close"),
            "crashed: the worker died while it held this case alone: it closed its standard output; "
            "nothing on standard error");
}

TEST_F(LinesTest, TimesOutWhenTheWorkerDoesNotReadTheCase) {
  Use(InFlight(2));
  auto first = Begin("a", "first hang " + File("hangs"));
  Await("hangs");
  EXPECT_EQ(Call("b", "say " + std::string(1 << 20, 'x'), kSoon),
            "timeout: the worker did not read the case within the time limit; nothing on standard error");
  EXPECT_EQ(first.get(), "again");
}

TEST_F(LinesTest, StopsAtOnceWhenAsked) {
  Use({});
  auto running = Begin("a", "first hang " + File("hangs"));
  Await("hangs");
  auto waiting = Begin("b", "say b");
  stop_.request_stop();
  EXPECT_EQ(running.get(), "stopped: stopped");
  EXPECT_EQ(waiting.get(), "stopped: stopped");
}

TEST_F(LinesTest, GivesUpAWorkerThatAlwaysDies) {
  Use(Restarts(2), {"--die"});
  const std::string given_up =
      "unavailable: given up: the workers of ./hostile-worker died 3 times without an answer in between; the last: "
      "exit code 9; standard error ends: no model";
  const std::string first = Call("a", "say a");
  EXPECT_TRUE(first == given_up || first ==
                                       "crashed: the worker died while it held this case alone: exit code 9; "
                                       "standard error ends: no model")
      << first;
  Call("b", "say b");
  EXPECT_EQ(Call("c", "say c"), given_up);
}

TEST_F(LinesTest, GoesOnWhenAnswersComeBetweenDeaths) {
  Use(Restarts(2));
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(Call("bad", "exit 3"), HasSubstr("crashed: "));
    EXPECT_EQ(Call("good", "say good"), "good");
  }
}

TEST_F(LinesTest, DoesNotCountLateCasesAsDeaths) {
  Use(Restarts(0));
  for (int i = 0; i < 3; ++i) EXPECT_THAT(Call("late", "hang", kSoon), HasSubstr("timeout: "));
  EXPECT_EQ(Call("good", "say good"), "good");
}

TEST_F(LinesTest, LetsWorkersFinishAtTheEnd) {
  Use({}, {"--farewell", File("farewell")});
  Call("a", "say a");
  target_.reset();
  EXPECT_TRUE(fs::exists(File("farewell")));
}

TEST_F(LinesTest, KillsWorkersThatDoNotEnd) {
  Use({}, {"--ignore-end"});
  const pid_t pid = std::stoi(Call("a", "pid"));
  target_.reset();
  EXPECT_EQ(kill(pid, 0), -1);
}

TEST_F(LinesTest, BlamesOnlyTheGuiltyAmongManyThreads) {
  LinesOptions options;
  options.workers = 3;
  options.in_flight = 4;
  options.max_restarts = 1'000;
  Use(options);
  std::vector<std::future<std::string>> threads;
  for (int t = 0; t < 8; ++t) {
    threads.push_back(std::async(std::launch::async, [this, t] {
      std::string wrong;
      for (int i = 0; i < 50; ++i) {
        const std::string id = fmt::format("{}-{}", t, i);
        const bool dies = i % 10 == 3;
        const std::string answer = Call(id, dies ? "exit 1" : "say " + id);
        if (dies ? !answer.starts_with("crashed: ") : answer != id) wrong += fmt::format("{}: {}\n", id, answer);
      }
      return wrong;
    }));
  }
  for (auto& thread : threads) EXPECT_EQ(thread.get(), "");
}

}  // namespace
}  // namespace harness
