// How many calls an endpoint and account gets: at once, and requests and tokens a minute. One object for all models,
// targets and judges that ask there.
//
// Permits are given in the order in which they were asked for; one that is given back wakes the next in line and nobody
// else. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "harness/core/chat.h"
#include "harness/models/adaptive.h"
#include "harness/models/rate_bucket.h"

namespace harness {

struct LimitTerms {
  std::optional<int64_t> requests_per_minute{};
  std::optional<int64_t> tokens_per_minute{};
  std::optional<int> concurrency{};  // at most so many calls at once, at least 1; nullopt: adaptive
  AdaptiveTerms adaptive{};
};

struct LimiterState {
  int limit = 0;  // calls at once
  int under_way = 0;
  int waiting = 0;
  std::chrono::microseconds waited{0};  // by all that got a permit
};

class Limiter {
 public:
  // What a call is held back for at most when a 429 asks for longer.
  static constexpr std::chrono::seconds kMaxPause{60};

  struct Permit {
    double tokens = 0;                    // taken for it
    std::chrono::microseconds waited{0};  // for it
  };

  explicit Limiter(const LimitTerms& terms) : terms_(terms), adaptive_(terms.adaptive) {}

  // Waits for a permit for a call of about so many tokens. Without one by the deadline: kRateLimited; stopped:
  // kStopped; neither is retryable. Each permit is given back with one of the following.
  tl::expected<Permit, ChatError> Acquire(int64_t tokens, const CallContext& context);
  // The call was answered. `tokens`: what it took, nullopt if that was not said. `neutral`: kept, or at a second try,
  // which tells nothing of what the provider bears.
  void Succeeded(const Permit& permit, std::optional<int64_t> tokens, bool neutral, Clock& clock);
  void Failed(const Permit& permit, const ChatError& error, Clock& clock);

  // Of both terms the narrower ones count from now on.
  void Narrow(const LimitTerms& terms);
  LimiterState State() const;

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Waiter;

  int Limit() const { return terms_.concurrency ? std::max(*terms_.concurrency, 1) : adaptive_.limit(); }
  Time ReadyAt(double tokens, Time now);
  Permit Give(double tokens, Time since, Time now);
  void Release();
  void WakeFirst();
  void MakeBuckets(Time now);
  ChatError NotInTime(Time ready, Time now) const;

  mutable std::mutex mutex_;
  LimitTerms terms_;
  AdaptiveConcurrency adaptive_;
  std::optional<RateBucket> requests_;
  std::optional<RateBucket> tokens_;
  std::list<Waiter*> line_;
  Time paused_until_;
  int under_way_ = 0;
  std::chrono::microseconds waited_{0};
};

// What a limiter is for. `account` tells keys apart without giving them away: a digest of the key. `model` is "" unless
// the provider limits each model by itself.
struct LimiterKey {
  std::string origin;
  std::string account;
  std::string model;
  auto operator<=>(const LimiterKey&) const = default;
};

class Limiters {
 public:
  // The limiter of the key, the same one each time; of several terms the narrowest count.
  std::shared_ptr<Limiter> Get(const LimiterKey& key, const LimitTerms& terms);

 private:
  std::mutex mutex_;
  std::map<LimiterKey, std::shared_ptr<Limiter>> limiters_;
};

}  // namespace harness
