#include "harness/models/retry.h"

#include <algorithm>
#include <optional>

#include "harness/base/digest.h"
#include "harness/base/rng.h"
#include "harness/base/text.h"
#include "harness/models/around.h"

namespace harness {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

constexpr double kSaved = 100;  // retries that quiet times lay by
constexpr int kMaxDoublings = 30;

uint64_t HashOf(const ChatRequest& request) {
  return request.messages.empty() ? 0 : Hash64(request.messages.back().text);
}
uint64_t HashOf(const Texts& texts) {
  return texts.empty() ? 0 : Hash64(texts.front());
}

ChatError Final(ChatError error, int tries, const std::string& why) {
  error.retryable = false;
  error.message += fmt::format(" ({} {}{}{})", tries, tries == 1 ? "try" : "tries", why.empty() ? "" : "; ", why);
  return error;
}

class Retries {
 public:
  Retries(const RetryTerms& terms, std::shared_ptr<RetryBudget> budget, Resting rest)
      : terms_(terms), budget_(std::move(budget)), rest_(std::move(rest)) {}

  template <typename Asked, typename Next>
  auto Call(const Asked& asked, const CallContext& context, Next next) {
    budget_->OnCall();
    CallContext inner = context;
    std::optional<Rng> jitter;  // made once it is needed
    for (int tries = 1;; ++tries) {
      auto answer = next(inner);
      if (answer) return answer;
      if (!answer.error().retryable) {
        if (tries > 1) answer = tl::unexpected(Final(answer.error(), tries, ""));
        return answer;
      }
      if (!jitter)
        jitter.emplace(context.seed, "retry", context.key.case_number, context.key.target, context.key.repeat,
                       context.sample, HashOf(asked));
      if (auto error = Pause(answer.error(), tries, context, *jitter)) {
        answer = tl::unexpected(std::move(*error));
        return answer;
      }
      ++inner.tries;
    }
  }

 private:
  // Pauses before the next try; or says why there is none.
  std::optional<ChatError> Pause(const ChatError& error, int tries, const CallContext& context, Rng& jitter) {
    if (tries > terms_.retries) return Final(error, tries, "");
    const auto left = duration_cast<microseconds>(context.deadline - context.clock.SteadyNow());
    const microseconds asked = std::max(error.retry_after.value_or(microseconds(0)), microseconds(0));
    if (asked > terms_.most_asked)
      return Final(error, tries,
                   fmt::format("it asks to wait {}, and no more than {} is waited", FormatDuration(asked),
                               FormatDuration(terms_.most_asked)));
    if (asked.count() > 0 && asked >= left)
      return Final(error, tries,
                   fmt::format("it asks to wait {}, and {} are left", FormatDuration(asked),
                               FormatDuration(std::max(left, microseconds(0)))));
    const microseconds drawn = Draw(tries - 1, jitter);
    if (asked.count() == 0 && drawn >= left)
      return Final(error, tries,
                   fmt::format("a pause of {} would end after the deadline: {} are left", FormatDuration(drawn),
                               FormatDuration(std::max(left, microseconds(0)))));
    if (error.kind != FailureKind::kRateLimited && !budget_->TakeRetry())
      return Final(error, tries, "not again: too many calls of this model failed");
    const microseconds pause = asked + drawn < left ? asked + drawn : asked;
    if (!rest_(pause, context.stop)) return ChatError{FailureKind::kStopped, "stopped", false, 0, {}};
    return std::nullopt;
  }

  microseconds Draw(int retry, Rng& jitter) const {
    const double most =
        static_cast<double>(terms_.base.count()) * static_cast<double>(1LL << std::min(retry, kMaxDoublings));
    return microseconds(static_cast<int64_t>(jitter.Unit() * std::min(most, static_cast<double>(terms_.cap.count()))));
  }

  const RetryTerms terms_;
  std::shared_ptr<RetryBudget> budget_;
  Resting rest_;
};

}  // namespace

RetryBudget::RetryBudget(double share, double floor) : share_(share), most_(floor + kSaved), tokens_(floor) {}

void RetryBudget::OnCall() {
  const std::lock_guard lock(mutex_);
  tokens_ = std::min(most_, tokens_ + share_);
}

bool RetryBudget::TakeRetry() {
  constexpr double kRounding = 1e-9;  // five fifths are one
  const std::lock_guard lock(mutex_);
  if (tokens_ + kRounding < 1) return false;
  tokens_ -= 1;
  return true;
}

std::shared_ptr<Chat> WithRetries(std::shared_ptr<Chat> within, const RetryTerms& terms,
                                  std::shared_ptr<RetryBudget> budget, Resting rest) {
  return GoAround(std::move(within), Retries(terms, std::move(budget), std::move(rest)));
}

std::shared_ptr<Embedder> WithRetries(std::shared_ptr<Embedder> within, const RetryTerms& terms,
                                      std::shared_ptr<RetryBudget> budget, Resting rest) {
  return GoAround(std::move(within), Retries(terms, std::move(budget), std::move(rest)));
}

}  // namespace harness
