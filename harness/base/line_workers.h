// A pool of long-lived programs that are asked one line at a time and answer one line each.
//
// Up to `in_flight` questions are with a worker at once and answers may come in any order, matched by id; two questions
// with one id are never with the same worker at once. Workers are started when they are needed. Whoever asks waits for
// its answer; its time limit counts from when a worker takes the question, again if it is tried again.
//   - A worker dies: what it held is tried once more, each question alone with its worker; what is answered neither
//   time
//     is kCrashed.
//   - A question is late: it alone is kTimedOut; its worker is replaced, and what else that held is tried once more,
//     each alone.
//   - A line that is no answer, or is longer than the cap: kInvalid or kTooLarge when one question was in flight, or
//   else
//     all are tried once more, each alone. The worker is replaced.
//   - Answers that nobody waits for (late, duplicate, of an unknown id) are counted and warned about.
//   - Workers that die more than `max_restarts` times without an answer in between: every question from then on is
//     kUnavailable.
// Any thread may ask. Destroying closes the workers' inputs, gives them a second, and kills them; nobody may be asking
// then.
#pragma once

#include <any>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "harness/base/clock.h"
#include "harness/base/error.h"
#include "harness/base/log.h"
#include "harness/base/process.h"

namespace harness {

// A line that a worker wrote: to which question, and what the reader made of it.
struct LineReply {
  std::string id;
  std::optional<int64_t> repeat;  // tells questions with one id apart, where it is there
  std::any body;
};

struct LineWorkersOptions {
  ProcessRequest request;
  int workers = 1;
  int in_flight = 1;
  size_t max_output = 8 << 20;  // bytes a line
  int max_restarts = 10;
  // Reads a line; fails on what is no answer at all. Called on the workers' threads.
  std::function<Result<LineReply>(std::string_view line)> read;
};

struct LineQuestion {
  std::string id;
  int64_t repeat = 0;
  std::string line;  // without its newline
  std::chrono::steady_clock::duration limit{};
  std::optional<int> worker{};  // that should have it, if it is still alive: it remembers what was asked before
};

struct LineOutcome {
  enum class Ending { kAnswered, kCrashed, kTimedOut, kInvalid, kTooLarge, kUnavailable, kStopped };

  Ending ending = Ending::kAnswered;
  std::any body;        // of kAnswered: what the reader made of the line
  std::string message;  // of all others: why, with the end of standard error where there is one
  std::optional<std::chrono::microseconds> took;  // from when the worker was told; none: it never was
  std::optional<int> worker{};                    // that answered; none: nobody did
};

class LineWorkers {
 public:
  virtual ~LineWorkers() = default;
  virtual LineOutcome Ask(LineQuestion question, const std::stop_token& stop) = 0;
};

// Fails when the system has no threads left. `processes`, `clock` (whose steady time must be the real one) and `log`
// outlive the workers.
Result<std::unique_ptr<LineWorkers>> StartLineWorkers(LineWorkersOptions options, Processes& processes, Clock& clock,
                                                      Log& log);

}  // namespace harness
