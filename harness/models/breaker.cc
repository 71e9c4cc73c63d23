#include "harness/models/breaker.h"

#include <algorithm>

#include "harness/models/around.h"

namespace harness {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

constexpr std::chrono::seconds kProbing{1};  // after which a call may ask again while probes are under way
constexpr size_t kMaxReason = 300;           // bytes

bool IsFault(const ChatError& error) {
  switch (error.kind) {
    case FailureKind::kStopped:
    case FailureKind::kRateLimited:
      return false;
    case FailureKind::kTimeout:
    case FailureKind::kInvalidOutput:
      return true;
    default:
      return error.status >= 500 || error.status == 408 || (error.status == 0 && error.retryable);
  }
}

class Guard {
 public:
  explicit Guard(std::shared_ptr<Breaker> breaker) : breaker_(std::move(breaker)) {}

  template <typename Asked, typename Next>
  auto Call(const Asked&, const CallContext& context, Next next) {
    const auto ticket = breaker_->Enter(context.clock);
    if (!ticket) return decltype(next(context))(tl::unexpected(ticket.error()));
    auto answer = next(context);
    if (answer)
      breaker_->Succeeded(*ticket, context.clock);
    else
      breaker_->Failed(*ticket, answer.error(), context.clock);
    return answer;
  }

 private:
  std::shared_ptr<Breaker> breaker_;
};

}  // namespace

Breaker::Breaker(const BreakerTerms& terms) : terms_(terms) {}

Breaker::State Breaker::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

void Breaker::Change(State to) {
  state_ = to;
  ++era_;
  recent_.clear();
  next_ = 0;
  failed_ = 0;
  probing_ = 0;
}

void Breaker::Open(Clock& clock) {
  why_ = fmt::format("{} of the last {} calls failed (the last: {})", failed_, recent_.size(), last_);
  opened_ = clock.SteadyNow();
  opened_wall_ = clock.WallMicros();
  Change(State::kOpen);
}

ChatError Breaker::Refusal(microseconds left, Clock& clock) const {
  return {FailureKind::kUnavailable,
          fmt::format("not asked: {}; since {}, next at {}", why_, FormatTimestamp(opened_wall_),
                      FormatTimestamp(clock.WallMicros() + left.count())),
          true, 0, left};
}

tl::expected<Breaker::Ticket, ChatError> Breaker::Enter(Clock& clock) {
  const std::lock_guard lock(mutex_);
  const Time now = clock.SteadyNow();
  if (state_ == State::kOpen) {
    const auto left = duration_cast<microseconds>(opened_ + terms_.open - now);
    if (left.count() > 0) return tl::unexpected(Refusal(left, clock));
    Change(State::kHalfOpen);
  }
  if (state_ == State::kHalfOpen) {
    if (probing_ >= terms_.probes) return tl::unexpected(Refusal(kProbing, clock));
    ++probing_;
  }
  return era_;
}

void Breaker::Count(bool failure, Clock& clock) {
  const auto window = static_cast<size_t>(state_ == State::kHalfOpen ? terms_.probes : terms_.window);
  if (recent_.size() < window) {
    recent_.push_back(failure);
  } else {
    failed_ -= recent_[next_] ? 1 : 0;
    recent_[next_] = failure;
    next_ = (next_ + 1) % window;
  }
  failed_ += failure ? 1 : 0;
  const auto known = static_cast<int>(recent_.size());
  if (known < (state_ == State::kHalfOpen ? terms_.probes : std::min(terms_.least, terms_.window))) return;
  if (failed_ >= terms_.failures * known)
    Open(clock);
  else if (state_ == State::kHalfOpen)
    Change(State::kClosed);
}

void Breaker::Succeeded(Ticket ticket, Clock& clock) {
  const std::lock_guard lock(mutex_);
  if (ticket == era_) Count(false, clock);
}

void Breaker::Failed(Ticket ticket, const ChatError& error, Clock& clock) {
  const std::lock_guard lock(mutex_);
  if (ticket != era_) return;
  if (!IsFault(error)) {
    if (state_ == State::kHalfOpen) --probing_;  // tells nothing: another one may
    return;
  }
  last_ = error.message.size() <= kMaxReason ? error.message : error.message.substr(0, kMaxReason) + "…";
  Count(true, clock);
}

std::shared_ptr<Chat> WithBreaker(std::shared_ptr<Chat> within, std::shared_ptr<Breaker> breaker) {
  return GoAround(std::move(within), Guard(std::move(breaker)));
}

std::shared_ptr<Embedder> WithBreaker(std::shared_ptr<Embedder> within, std::shared_ptr<Breaker> breaker) {
  return GoAround(std::move(within), Guard(std::move(breaker)));
}

}  // namespace harness
