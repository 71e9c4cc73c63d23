// Programs that harness starts, none of which outlives its use.
//
// Every program runs under harness-supervisor (supervisor_main.cc), in a process group of its own. When the program
// ends, when its deadline passes, when it is stopped and even when harness itself is killed, every process that it has
// started is killed too, daemons included, so a pipe is never held open by a forgotten grandchild. What a program
// writes is untrusted: output is cut off at a cap, and of standard error only the end is kept. A program sees its
// standard streams and no other descriptor.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.h"

namespace harness {

inline constexpr size_t kErrorTailBytes = 4096;

struct ProcessRequest {
  std::vector<std::string> argv;                   // argv[0] is found as FindProgram does; not empty
  std::string folder;                              // the working folder; empty: that of harness
  std::map<std::string, std::string> environment;  // added to that of harness, or replacing
};

struct RunLimits {
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
  size_t output_cap = 8 << 20;  // bytes of standard output
  std::stop_token stop;
};

struct ProcessResult {
  enum class Ending {
    kExited,      // `code` is the exit code
    kSignalled,   // `code` is the signal's number
    kTimedOut,    // killed at the deadline
    kTooLarge,    // killed for writing more than the cap
    kNotStarted,  // `message` says why
    kStopped,     // killed because the stop token asked
  };
  Ending ending = Ending::kNotStarted;
  int code = 0;
  std::string output;      // standard output, at most the cap; as far as it was read if the program was killed
  std::string error_tail;  // the last kErrorTailBytes of standard error
  std::string message;     // only of kNotStarted
};

// "exit code 3", "signal 11 (SIGSEGV)", "timed out", "too much output", "stopped", or the message of kNotStarted.
std::string DescribeEnding(const ProcessResult& result);
// `what` and the end of standard error: "exit code 3; standard error ends: …".
std::string WithErrorTail(std::string what, const ProcessResult& result);

// A long-lived program that is talked to in lines. WriteLine and CloseInput belong to one thread, ReadLine and Wait to
// one thread, which may be another; Kill and Terminate may be called by any. A program can block in writing while
// nobody is in ReadLine or Wait, so whoever writes more than a pipe holds (64 KiB) should have a second thread reading.
// Destroying kills.
class Child {
 public:
  enum class Written { kAll, kClosed, kTimedOut };  // kTimedOut: perhaps a part of the line was written
  enum class Read { kLine, kClosed, kTimedOut, kTooLong };
  using TimePoint = std::chrono::steady_clock::time_point;

  virtual ~Child() = default;
  // Writes `line` and a newline.
  virtual Written WriteLine(std::string_view line, TimePoint deadline) = 0;
  // Takes the next line, without its newline. With kClosed, which comes once the program is dead or has closed its
  // output, `line` is what came after the last newline. Lines of more than `cap` bytes are kTooLong, again and again.
  virtual Read ReadLine(std::string& line, TimePoint deadline, size_t cap) = 0;
  virtual void CloseInput() = 0;
  // Asks for the death of the program and all of its descendants; returns at once.
  virtual void Kill() = 0;
  // Asks the program and its group to end (SIGTERM), which they may ignore; returns at once.
  virtual void Terminate() = 0;
  // Waits until all of them are dead, throwing away what is still written to standard output. kExited or kSignalled, or
  // kTimedOut when the program is still running at the deadline, which it survives.
  virtual ProcessResult Wait(TimePoint deadline) = 0;
};

// Starts programs. Thread-safe.
class Processes {
 public:
  virtual ~Processes() = default;
  // Runs a program to its end, with `input` on its standard input; a program need not read it. Returns within the
  // deadline, but for the time that the kernel takes to kill.
  virtual ProcessResult Run(const ProcessRequest& request, std::string_view input, const RunLimits& limits) = 0;
  virtual Result<std::unique_ptr<Child>> Start(const ProcessRequest& request) = 0;
};

// `supervisor` is the path of harness-supervisor.
std::unique_ptr<Processes> MakeProcesses(std::string supervisor);

// The path of a program in the folder of the running executable.
std::string SiblingProgram(const std::string& name);

// harness-supervisor in the folder of the running executable.
std::string DefaultSupervisorPath();

// The absolute path of the program that `argv0` names: with a slash relative to `folder`, without one looked up on
// PATH. Fails when there is none, or when it can't be executed.
Result<std::string> FindProgram(const std::string& argv0, const std::string& folder);

}  // namespace harness
