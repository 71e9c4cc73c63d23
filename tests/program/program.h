// The harness program as its users see it: started with arguments in a folder of its own, judged by its exit code and
// what it leaves.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/process.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {

struct ProgramResult {
  int code = -1;  // exit code; 128 + signal when it was killed
  std::string out;
  std::string err;  // its last 4 KiB
};

class Program {
 public:
  Program();

  // Runs `harness ARGUMENTS…` in the folder, for at most two minutes.
  ProgramResult Run(std::vector<std::string> arguments);
  // The same, killed with signal 9, with all that it started, after so long (if it has not ended by then; then as Run).
  ProgramResult RunAndKill(std::vector<std::string> arguments, std::chrono::milliseconds after);
  // The same with a signal to harness itself.
  ProgramResult RunAndSignal(std::vector<std::string> arguments, int signal, std::chrono::milliseconds after);
  // Through a shell, with HARNESS naming the program: for limits and redirections.
  ProgramResult Shell(const std::string& script);

  const TemporaryFolder& folder() const { return folder_; }
  // Processes whose working folder is this one now: what targets leave running.
  int CountRunning() const;
  void SetEnvironment(const std::string& name, const std::string& value) { environment_[name] = value; }
  // A file of the folder as JSON, and as a list of JSON lines.
  Json ReadJson(const std::string& name) const;
  std::vector<Json> ReadJsonLines(const std::string& name) const;
  // The first file found, below the folder too, in which the text stands; "": none.
  std::string FileWith(const std::string& text) const;

  // The program that misbehaves on demand, and the real one under test.
  static std::string HostileTarget();
  static std::string Triage();

 private:
  TemporaryFolder folder_;
  std::map<std::string, std::string> environment_;
  std::unique_ptr<Processes> processes_;
};

// `count` cases c0, c1, … that expect what they ask, as CSV with columns id, text, want, kind.
std::string EchoCases(int count);
// A suite over cases.csv that sends them to `command` (a YAML list) in lines mode; `more` is appended.
std::string EchoSuite(const std::string& command, const std::string& more = "");
// What of a --json report does not depend on time: everything but ids, dates, durations and latencies.
Json Timeless(Json report);

}  // namespace harness
