// One program under harness-supervisor: its three pipes and its lifeline. What process.cc is made of; nothing else
// includes it.
//
// One thread, except Kill and Terminate, which any may call before the destructor begins.
#pragma once

#include <atomic>
#include <chrono>
#include <string>

#include "harness/base/descriptor.h"
#include "harness/base/process.h"

namespace harness {

class Supervised {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  // Starts the supervisor; whether that could start the program is known later, by started() and over().
  static Result<std::unique_ptr<Supervised>> Start(const std::string& supervisor, const ProcessRequest& request);
  ~Supervised();
  Supervised(const Supervised&) = delete;
  Supervised& operator=(const Supervised&) = delete;

  // The ends of harness, none of which blocks.
  Descriptor input, output, errors;

  int lifeline() const { return lifeline_.get(); }
  // Reads what the supervisor has said; call when lifeline() is readable.
  void Listen();
  // The supervisor said that the program runs.
  bool started() const { return started_; }
  // Nothing is left of the program.
  bool over() const { return over_; }
  void Kill();
  // SIGTERM to the program's group, once it has started.
  void Terminate();
  // Waits until over() or the deadline.
  void Await(TimePoint deadline);

  // The ending, once over(): kExited, kSignalled or kNotStarted, with the message.
  ProcessResult Ending();

  // Keeps the end of what standard error holds now.
  void DrainErrors();
  std::string TakeErrorTail();

 private:
  Supervised() = default;
  void Understand(const std::string& line);

  std::string name_;
  pid_t supervisor_ = -1;
  Descriptor lifeline_;
  std::string said_;
  std::atomic<bool> over_ = false;
  pid_t program_ = 0;
  bool started_ = false;
  int exec_error_ = 0;
  ProcessResult::Ending ending_ = ProcessResult::Ending::kNotStarted;
  int code_ = 0;
  std::string error_tail_;
};

// Reads at most 64 KiB without blocking: the number of bytes, 0 at the end, -1 when there is nothing yet.
long ReadSome(int fd, std::string& to);

// Writes without blocking and without SIGPIPE: the number of bytes, or -1 when nobody reads any more.
long WriteSome(int fd, std::string_view text);

// The time until `deadline` for poll(): milliseconds rounded up, at least 0, at most a minute.
int PollTimeout(std::chrono::steady_clock::time_point deadline);

}  // namespace harness
