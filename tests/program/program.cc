#include "tests/program/program.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <thread>

namespace harness {
namespace {

constexpr std::chrono::minutes kPatience{2};

std::string BinFolder() {
  return HARNESS_BINARY_DIR "/bin";
}

ProgramResult ToResult(const ProcessResult& result) {
  const bool signalled = result.ending == ProcessResult::Ending::kSignalled;
  return {signalled ? 128 + result.code : result.code, result.output, result.error_tail};
}

}  // namespace

Program::Program() : processes_(MakeProcesses(BinFolder() + "/harness-supervisor")) {
  environment_["NO_COLOR"] = "1";
}

ProgramResult Program::Run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), BinFolder() + "/harness");
  RunLimits limits;
  limits.deadline = std::chrono::steady_clock::now() + kPatience;
  limits.output_cap = size_t{64} << 20;
  const ProcessResult result = processes_->Run({arguments, folder_.path(), environment_}, "", limits);
  EXPECT_NE(result.ending, ProcessResult::Ending::kTimedOut) << arguments[1];
  return ToResult(result);
}

ProgramResult Program::RunAndKill(std::vector<std::string> arguments, std::chrono::milliseconds after) {
  return RunAndSignal(std::move(arguments), SIGKILL, after);
}

ProgramResult Program::RunAndSignal(std::vector<std::string> arguments, int signal, std::chrono::milliseconds after) {
  // The shell is replaced by harness, so that its own process number names the process to be signalled.
  std::string script = "(sleep " + std::to_string(static_cast<double>(after.count()) / 1000) + "; kill -" +
                       std::to_string(signal) + " $$ 2>/dev/null) >/dev/null 2>&1 & exec \"$HARNESS\"";
  for (const std::string& argument : arguments) script += " '" + argument + "'";
  return Shell(script);
}

ProgramResult Program::Shell(const std::string& script) {
  RunLimits limits;
  limits.deadline = std::chrono::steady_clock::now() + kPatience;
  limits.output_cap = size_t{64} << 20;
  std::map<std::string, std::string> environment = environment_;
  environment["HARNESS"] = BinFolder() + "/harness";
  // A program that is killed, or that may not write, would leave broken counters to a build that measures coverage.
  environment["GCOV_PREFIX"] = folder_ / "coverage";
  const ProcessResult result = processes_->Run({{"sh", "-c", script}, folder_.path(), environment}, "", limits);
  EXPECT_NE(result.ending, ProcessResult::Ending::kTimedOut) << script;
  return ToResult(result);
}

Json Program::ReadJson(const std::string& name) const {
  const Result<Json> json = ParseJson(TemporaryFolder::Contents(folder_ / name));
  EXPECT_TRUE(json) << name << ": " << (json ? "" : json.error().Message());
  return json.value_or(Json());
}

std::vector<Json> Program::ReadJsonLines(const std::string& name) const {
  std::vector<Json> lines;
  std::ifstream file(folder_ / name);
  for (std::string line; std::getline(file, line);) {
    const Result<Json> json = ParseJson(line);
    EXPECT_TRUE(json) << line;
    lines.push_back(json.value_or(Json()));
  }
  return lines;
}

std::string Program::FileWith(const std::string& text) const {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
    if (!entry.is_regular_file()) continue;
    std::ostringstream contents;
    contents << std::ifstream(entry.path()).rdbuf();
    if (contents.str().find(text) != std::string::npos) return entry.path();
  }
  return "";
}

std::string Program::HostileTarget() {
  return BinFolder() + "/hostile_target";
}
std::string Program::Triage() {
  return BinFolder() + "/triage";
}

std::string EchoCases(int count) {
  std::string csv = "id,text,want,kind\n";
  for (int i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    // Every tenth case expects something else: a run has failures too.
    csv += "c" + number + ",ticket " + number + "," + (i % 10 == 7 ? "something else" : "ticket " + number) + "," +
           (i % 3 ? "common" : "rare") + "\n";
  }
  return csv;
}

std::string EchoSuite(const std::string& command, const std::string& more) {
  return "suite: echo\n"
         "cases:\n"
         "  - file: cases.csv\n"
         "    map: { id: id, input: text, expected: want, category: kind }\n"
         "targets:\n"
         "  - name: echo\n"
         "    command: " +
         command +
         "\n"
         "    lines: true\n" +
         more;
}

Json Timeless(Json report) {
  for (const char* name : {"id", "parent", "started_at", "duration_s", "owner", "git", "kind", "shard", "state"})
    report["run"].erase(name);
  const std::function<void(Json&)> strip = [&](Json& value) {
    if (value.is_object()) value.erase("latency_ms");
    if (value.is_structured())
      for (Json& member : value) strip(member);
  };
  strip(report);
  return report;
}

int Program::CountRunning() const {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::error_code gone;
    const auto folder = std::filesystem::read_symlink(entry.path() / "cwd", gone);
    if (!gone && folder == folder_.path()) ++count;
  }
  return count;
}

}  // namespace harness
