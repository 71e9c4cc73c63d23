// Stops asking a model that does not answer: a circuit breaker.
//
// As in resilience4j: once at least 20 of the last 100 calls are known and half of them failed, it opens, and calls
// fail at once. After 60 s it lets 10 calls through as probes: if half of them fail it opens again, else it closes.
// Only faults of the provider are failures (no connection, 5xx, a malformed answer, none in time); what the caller did
// wrong (4xx), 429s and stopped calls count neither way. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "harness/core/chat.h"

namespace harness {

struct BreakerTerms {
  double failures = 0.5;  // the share at which it opens
  int window = 100;       // calls, the latest
  int least = 20;         // calls that must be known
  std::chrono::microseconds open = std::chrono::seconds(60);
  int probes = 10;
};

class Breaker {
 public:
  enum class State : uint8_t { kClosed, kOpen, kHalfOpen };
  // Of a call that may be made: which state's answers it belongs to.
  using Ticket = uint64_t;

  explicit Breaker(const BreakerTerms& terms = {});

  // Refused: a retryable kUnavailable that says why, since when and when it is asked again; its retry_after is the
  // time until then. Each ticket is given back once, with one of the following.
  tl::expected<Ticket, ChatError> Enter(Clock& clock);
  void Succeeded(Ticket ticket, Clock& clock);
  void Failed(Ticket ticket, const ChatError& error, Clock& clock);

  State state() const;

 private:
  using Time = std::chrono::steady_clock::time_point;

  void Change(State to);
  void Open(Clock& clock);
  void Count(bool failure, Clock& clock);
  ChatError Refusal(std::chrono::microseconds left, Clock& clock) const;

  const BreakerTerms terms_;
  mutable std::mutex mutex_;
  State state_ = State::kClosed;
  Ticket era_ = 0;            // counts the changes of state: answers of an earlier one are not counted
  std::vector<bool> recent_;  // a ring: whether each call failed
  size_t next_ = 0;           // in it
  int failed_ = 0;            // of recent_
  int probing_ = 0;           // probes that were let through and may count
  Time opened_;               // the last time
  int64_t opened_wall_ = 0;   // µs since 1970
  std::string why_;           // it opened
  std::string last_;          // failure
};

std::shared_ptr<Chat> WithBreaker(std::shared_ptr<Chat> within, std::shared_ptr<Breaker> breaker);
std::shared_ptr<Embedder> WithBreaker(std::shared_ptr<Embedder> within, std::shared_ptr<Breaker> breaker);

}  // namespace harness
