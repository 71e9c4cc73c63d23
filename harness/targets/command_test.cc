#include "harness/targets/command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "harness/base/files.h"
#include "tests/fakes/fake_http.h"

namespace harness {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class NoLog final : public Log {
 public:
  void Write(LogLevel, std::string_view message) override { last = message; }
  std::string last;
};

// JSON as a configuration would have been read from `source`.
Node ToNode(const Json& json, const std::shared_ptr<const Source>& source) {
  if (json.is_object()) {
    std::vector<Node::Entry> entries;
    for (const auto& [key, value] : json.items())
      entries.push_back({Node::Scalar(Node::Kind::kString, key, source, 1, 1), ToNode(value, source)});
    return Node::Map(std::move(entries), source, 1, 1);
  }
  if (json.is_array()) {
    std::vector<Node> items;
    for (const Json& item : json) items.push_back(ToNode(item, source));
    return Node::List(std::move(items), source, 1, 1);
  }
  const auto kind = json.is_boolean()  ? Node::Kind::kBool
                    : json.is_number() ? Node::Kind::kInteger
                    : json.is_null()   ? Node::Kind::kNull
                                       : Node::Kind::kString;
  return Node::Scalar(kind, JsonText(json), source, 1, 1);
}

std::string Short(const Output& output) {
  if (output.failure) return fmt::format("{}: {}", ToString(output.failure->kind), output.failure->message);
  return output.json ? output.json->dump() : output.text;
}

class CommandTest : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  Result<std::unique_ptr<Target>> Make(const Json& config) {
    const TargetType type = CommandTargetType();
    const auto source = std::make_shared<const Source>(Source{(folder_ / "suite.yaml").string(), ""});
    const Node node = ToNode(config, source);
    Diagnostics mistakes;
    if (!CheckShape(node, type.shape, mistakes)) return Unexpected(std::move(mistakes).ToError());
    return type.make(node, {*clock_, *files_, *processes_, http_, log_, environment_, 0});
  }

  std::string Mistake(const Json& config) {
    const Result<std::unique_ptr<Target>> target = Make(config);
    if (target) return "none";
    std::string all;
    for (const Diagnostic& diagnostic : target.error().diagnostics()) all += diagnostic.message + "\n";
    return all;
  }

  std::string Call(const Json& config, std::chrono::milliseconds time = std::chrono::minutes(1)) {
    Result<std::unique_ptr<Target>> target = Make(config);
    if (!target) return target.error().Message();
    Case test;
    test.id = "vpn-1";
    test.input = "VPN drops";
    test.expected = "Access";
    return Short((*target)->Call(test, {*clock_, clock_->SteadyNow() + time, stop_.get_token(), {0, 0, 2}, 0}));
  }

  std::string Shell(const std::string& script, Json more = Json::object()) {
    more["command"] = {"sh", "-c", script};
    return Call(more);
  }

  const fs::path folder_ =
      fs::path(testing::TempDir()) /
      fmt::format("command-{}-{}", getpid(), testing::UnitTest::GetInstance()->current_test_info()->name());
  const std::unique_ptr<Processes> processes_ = MakeProcesses(DefaultSupervisorPath());
  FakeHttp http_;
  const std::unique_ptr<Clock> clock_ = MakeSystemClock();
  const std::unique_ptr<Files> files_ = MakeFiles();
  std::map<std::string, std::string> environment_;
  NoLog log_;
  std::stop_source stop_;
};

TEST_F(CommandTest, GivesTheCaseWithoutWhatIsExpected) {
  EXPECT_EQ(Shell("cat"), R"({"id":"vpn-1","input":"VPN drops","vars":{},"category":"","tags":[],"repeat":2})");
}

TEST_F(CommandTest, TakesOneNewlineOffTheAnswer) {
  EXPECT_EQ(Shell("printf 'Access\\n'"), "Access");
  EXPECT_EQ(Shell("printf 'Access\\n\\n'"), "Access\n");
  EXPECT_EQ(Shell("printf ''"), "");
}

TEST_F(CommandTest, ParsesTheAnswerWhereJsonIsAskedFor) {
  EXPECT_EQ(Shell("echo '{\"group\": \"Access\"}'", {{"format", "json"}}), R"({"group":"Access"})");
  EXPECT_THAT(Shell("echo Access", {{"format", "json"}}), HasSubstr("invalid_output: the output is no JSON: line 1"));
}

TEST_F(CommandTest, WarnsOfAnAnswerThatIsNoUtf8) {
  EXPECT_EQ(Shell("printf 'a\\377'"), "a\uFFFD");
  EXPECT_EQ(log_.last, "case 'vpn-1': bytes of the output that are no UTF-8 became U+FFFD");
}

TEST_F(CommandTest, RunsInTheFolderOfTheSuite) {
  std::ofstream(folder_ / "own") << "#!/bin/sh\npwd\n";
  fs::permissions(folder_ / "own", fs::perms::owner_all);
  EXPECT_EQ(Call({{"command", "./own"}}), fs::canonical(folder_).string());
}

TEST_F(CommandTest, AddsVariables) {
  environment_ = {{"FROM_WORLD", "world"}, {"BOTH", "world"}};
  EXPECT_EQ(Shell("echo $FROM_WORLD $BOTH $NUMBER", {{"env", {{"BOTH", "suite"}, {"NUMBER", 5}}}}), "world suite 5");
}

TEST_F(CommandTest, FailsOnAnExitCode) {
  EXPECT_EQ(Shell("echo out; echo no model >&2; exit 3"), "exit_code: exit code 3; standard error ends: no model");
}

TEST_F(CommandTest, FailsOnASignal) {
  EXPECT_EQ(Shell("kill -ABRT $$"), "crashed: signal 6 (SIGABRT); nothing on standard error");
}

TEST_F(CommandTest, FailsAtTheDeadline) {
  EXPECT_EQ(Call({{"command", {"sleep", "1000"}}}, std::chrono::milliseconds(200)),
            "timeout: no answer within the time limit; nothing on standard error");
}

TEST_F(CommandTest, FailsOnTooMuchOutput) {
  EXPECT_EQ(Shell("cat /dev/zero", {{"max_output", "1 MiB"}}), "too_large: more than 1 MiB of output");
}

TEST_F(CommandTest, StopsWhenAsked) {
  stop_.request_stop();
  EXPECT_EQ(Shell("sleep 1000"), "stopped: stopped");
}

TEST_F(CommandTest, IsUnavailableWhenTheProgramIsGone) {
  std::ofstream(folder_ / "text") << "echo no first line\n";
  fs::permissions(folder_ / "text", fs::perms::owner_all);
  EXPECT_EQ(Call({{"command", "./text"}}),
            "unavailable: cannot start ./text: Exec format error (a script needs a first line like #!/bin/sh)");
}

TEST_F(CommandTest, TalksInLines) {
  const std::string script = "read -r x; echo '{\"id\": \"vpn-1\", \"output\": \"[1]\"}'; cat";
  EXPECT_EQ(Shell(script, {{"lines", true}}), "[1]");
  EXPECT_EQ(Shell(script, {{"lines", true}, {"format", "json"}, {"workers", 2}, {"in_flight", 3}}), "[1]");
}

TEST_F(CommandTest, RefusesAMissingProgram) {
  EXPECT_EQ(Mistake({{"command", "no-such-program"}}), "cannot start no-such-program: not found on PATH\n");
}

TEST_F(CommandTest, ExplainsACommandLineInOneText) {
  EXPECT_EQ(
      Mistake({{"command", "no-such-program --fast"}}),
      "cannot start no-such-program --fast: not found on PATH; write a program with arguments as a list: [program, "
      "argument]\n");
}

TEST_F(CommandTest, RefusesAnEmptyCommand) {
  EXPECT_EQ(Mistake({{"command", Json::array()}}), "the command is empty\n");
  EXPECT_EQ(Mistake({{"command", ""}}), "there is no program to start\n");
}

TEST_F(CommandTest, RefusesOptionsOfLinesWithoutLines) {
  EXPECT_EQ(Mistake({{"command", "cat"}, {"workers", 2}}), "'workers' needs lines: true\n");
}

TEST_F(CommandTest, FindsEveryMistake) {
  EXPECT_EQ(Mistake({{"command", "cat"},
                     {"lines", true},
                     {"workers", 0},
                     {"in_flight", 5000},
                     {"max_restarts", -1},
                     {"max_output", 0},
                     {"env", {{"A=B", "x"}}}}),
            "the name of a variable is not empty and holds no '='\n"
            "'max_output' must be 1 B to 1 GiB\n"
            "'workers' must be 1 to 256\n"
            "'in_flight' must be 1 to 4096\n"
            "'max_restarts' must be 0 to 1000000\n");
}

TEST_F(CommandTest, RefusesAVariableThatIsAList) {
  EXPECT_EQ(Mistake({{"command", "cat"}, {"env", {{"A", {1, 2}}}}}), "the variable 'A' must be text, found a list\n");
}

}  // namespace
}  // namespace harness
