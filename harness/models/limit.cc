#include "harness/models/limit.h"

#include <algorithm>

#include "harness/models/around.h"

namespace harness {
namespace {

using std::chrono::microseconds;

class Limit {
 public:
  Limit(std::shared_ptr<Limiter> limiter, AskedModel model, std::optional<microseconds> timeout)
      : limiter_(std::move(limiter)), model_(std::move(model)), timeout_(timeout) {}

  template <typename Asked, typename Next>
  auto Call(const Asked& asked, const CallContext& context, Next next) {
    const TokenEstimate estimate = EstimateTokens(model_, asked);
    const auto permit = limiter_->Acquire(estimate.input + estimate.max_output.value_or(0), context);
    if (!permit) return decltype(next(context))(tl::unexpected(permit.error()));
    const auto now = context.clock.SteadyNow();
    CallContext inner = context;
    if (timeout_ && context.deadline - now > *timeout_) inner.deadline = now + *timeout_;
    auto answer = next(inner);
    if (answer)
      limiter_->Succeeded(*permit, TokensOf(answer->usage), context.tries > 0 || answer->kept, context.clock);
    else
      limiter_->Failed(*permit, answer.error(), context.clock);
    return answer;
  }

 private:
  std::shared_ptr<Limiter> limiter_;
  AskedModel model_;
  std::optional<microseconds> timeout_;
};

}  // namespace

std::shared_ptr<Chat> WithLimit(std::shared_ptr<Chat> within, std::shared_ptr<Limiter> limiter, AskedModel model,
                                std::optional<microseconds> timeout) {
  return GoAround(std::move(within), Limit(std::move(limiter), std::move(model), timeout));
}

std::shared_ptr<Embedder> WithLimit(std::shared_ptr<Embedder> within, std::shared_ptr<Limiter> limiter,
                                    AskedModel model, std::optional<microseconds> timeout) {
  return GoAround(std::move(within), Limit(std::move(limiter), std::move(model), timeout));
}

}  // namespace harness
