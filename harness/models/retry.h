// Asks again what failed in passing: the only layer that does.
//
// Before the n-th retry (from 0) it pauses for U(0, min(cap, base * 2^n)) ("full jitter", AWS Architecture Blog,
// "Exponential Backoff And Jitter", 2015); where the provider says how long to wait, that comes on top, so that it is
// the least. Pause and try must fit into context.deadline: a pause that would not is not begun. Only what
// ChatError.retryable says is tried again, and what leaves here is never retryable. Any thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>

#include "harness/base/rest.h"
#include "harness/core/chat.h"

namespace harness {

struct RetryTerms {
  int retries = 4;  // at most so many after the first try; 0: none
  std::chrono::microseconds base = std::chrono::milliseconds(500);
  std::chrono::microseconds cap = std::chrono::seconds(30);
  std::chrono::microseconds most_asked = std::chrono::minutes(2);  // of what a provider may ask to wait
};

// How many retries all calls of one model may make together: `floor` of them, and one for each 1/share calls, of which
// at most `floor` + 100 are saved up. So an outage raises the load by no more than `share`. Any thread.
//
// Tries that a provider turned away with 429 don't count: the limiter sees to those.
class RetryBudget {
 public:
  explicit RetryBudget(double share = 0.2, double floor = 10);

  void OnCall();
  bool TakeRetry();

 private:
  const double share_;
  const double most_;
  std::mutex mutex_;
  double tokens_;
};

// Waits for a span; false: the stop token asked.
using Resting = std::function<bool(std::chrono::microseconds, const std::stop_token&)>;

// `budget` is that of all calls of the model. context.tries counts up for what stands within.
std::shared_ptr<Chat> WithRetries(std::shared_ptr<Chat> within, const RetryTerms& terms,
                                  std::shared_ptr<RetryBudget> budget, Resting rest = Rest);
std::shared_ptr<Embedder> WithRetries(std::shared_ptr<Embedder> within, const RetryTerms& terms,
                                      std::shared_ptr<RetryBudget> budget, Resting rest = Rest);

}  // namespace harness
