#include "harness/models/limiter.h"

#include <algorithm>
#include <condition_variable>

#include "harness/base/text.h"

namespace harness {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr milliseconds kLook{50};  // how often the first in line looks at the clock, at least

template <typename T>
std::optional<T> Narrower(std::optional<T> a, std::optional<T> b) {
  if (a && b) return std::min(*a, *b);
  return a ? a : b;
}

}  // namespace

// One call that waits; it lies on the stack of its thread and is touched under the mutex alone.
struct Limiter::Waiter {
  std::condition_variable_any wakened;
  bool woken = false;
};

Limiter::Time Limiter::ReadyAt(double tokens, Time now) {
  Time ready = std::max(now, paused_until_);
  if (requests_) ready = std::max(ready, requests_->ReadyAt(1, now));
  if (tokens_) ready = std::max(ready, tokens_->ReadyAt(tokens, now));
  return ready;
}

void Limiter::MakeBuckets(Time now) {
  const auto make = [now](std::optional<RateBucket>& bucket, std::optional<int64_t> per_minute) {
    if (per_minute && (!bucket || bucket->per_minute() > *per_minute)) bucket.emplace(*per_minute, now);
  };
  make(requests_, terms_.requests_per_minute);
  make(tokens_, terms_.tokens_per_minute);
}

Limiter::Permit Limiter::Give(double tokens, Time since, Time now) {
  if (requests_) requests_->Take(1, now);
  if (tokens_) tokens_->Take(tokens, now);
  adaptive_.OnStart(++under_way_);
  const Permit permit{tokens_ ? tokens : 0, duration_cast<microseconds>(now - since)};
  waited_ += permit.waited;
  return permit;
}

void Limiter::WakeFirst() {
  if (line_.empty()) return;
  line_.front()->woken = true;
  line_.front()->wakened.notify_one();
}

ChatError Limiter::NotInTime(Time ready, Time now) const {
  std::string why = fmt::format("{} calls are under way, of {} allowed", under_way_, Limit());
  if (ready > now)
    why = fmt::format("the next may begin in {}", FormatDuration(duration_cast<microseconds>(ready - now)));
  return {FailureKind::kRateLimited, fmt::format("not asked: no turn before the deadline ({})", why), false, 0, {}};
}

tl::expected<Limiter::Permit, ChatError> Limiter::Acquire(int64_t tokens, const CallContext& context) {
  const auto cost = static_cast<double>(std::max<int64_t>(tokens, 0));
  const Time since = context.clock.SteadyNow();
  std::unique_lock lock(mutex_);
  MakeBuckets(since);
  Waiter self;
  const auto place = line_.insert(line_.end(), &self);
  const auto leave = [&] {
    const bool first = line_.front() == &self;
    line_.erase(place);
    if (first) WakeFirst();
  };
  for (;;) {
    const Time now = context.clock.SteadyNow();
    const bool first = line_.front() == &self;
    if (context.stop.stop_requested()) {
      leave();
      return tl::unexpected(ChatError{FailureKind::kStopped, "stopped", false, 0, {}});
    }
    const Time ready = first ? ReadyAt(cost, now) : now;
    if (now >= context.deadline || ready >= context.deadline) {
      const ChatError error = NotInTime(ready, now);
      leave();
      return tl::unexpected(error);
    }
    if (first && ready <= now && under_way_ < Limit()) {
      const Permit permit = Give(cost, since, now);
      leave();
      return permit;
    }
    auto pause = duration_cast<microseconds>(context.deadline - now);
    if (first) pause = std::min<microseconds>(pause, kLook);
    if (first && ready > now) pause = std::min(pause, duration_cast<microseconds>(ready - now));
    self.woken = false;
    self.wakened.wait_for(lock, context.stop, std::max(pause, microseconds(1)), [&] { return self.woken; });
  }
}

void Limiter::Release() {
  --under_way_;
  WakeFirst();
}

void Limiter::Succeeded(const Permit& permit, std::optional<int64_t> tokens, bool neutral, Clock& clock) {
  const Time now = clock.SteadyNow();
  const std::lock_guard lock(mutex_);
  if (tokens_ && tokens) tokens_->Return(permit.tokens - static_cast<double>(*tokens), now);
  if (!neutral) adaptive_.OnSuccess(under_way_, now);
  Release();
}

void Limiter::Failed(const Permit& permit, const ChatError& error, Clock& clock) {
  const Time now = clock.SteadyNow();
  const std::lock_guard lock(mutex_);
  if (tokens_ && error.status >= 400) tokens_->Return(permit.tokens, now);
  if (error.kind == FailureKind::kRateLimited) {
    adaptive_.OnRateLimited(now);
    if (error.retry_after)
      paused_until_ = std::max(paused_until_, now + std::min<microseconds>(*error.retry_after, kMaxPause));
  } else if (error.retryable) {
    adaptive_.OnFailure();
  }
  Release();
}

void Limiter::Narrow(const LimitTerms& terms) {
  const std::lock_guard lock(mutex_);
  terms_.requests_per_minute = Narrower(terms_.requests_per_minute, terms.requests_per_minute);
  terms_.tokens_per_minute = Narrower(terms_.tokens_per_minute, terms.tokens_per_minute);
  terms_.concurrency = Narrower(terms_.concurrency, terms.concurrency);
  if (terms.adaptive.max < terms_.adaptive.max) {
    terms_.adaptive.max = terms.adaptive.max;
    adaptive_ = AdaptiveConcurrency(terms_.adaptive);
  }
}

LimiterState Limiter::State() const {
  const std::lock_guard lock(mutex_);
  return {Limit(), under_way_, static_cast<int>(line_.size()), waited_};
}

std::shared_ptr<Limiter> Limiters::Get(const LimiterKey& key, const LimitTerms& terms) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<Limiter>& limiter = limiters_[key];
  if (limiter)
    limiter->Narrow(terms);
  else
    limiter = std::make_shared<Limiter>(terms);
  return limiter;
}

}  // namespace harness
