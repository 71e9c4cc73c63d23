#include "harness/models/spend.h"

#include <algorithm>
#include <cmath>

#include "harness/models/around.h"

namespace harness {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr double kPico = 1e12;
constexpr double kMostUsd = 1e6;
constexpr milliseconds kLook{50};  // how often a call that waits looks at the clock, at least

ChatError Refusal(std::string why) {
  return {FailureKind::kUnavailable, "not asked: " + std::move(why), false, 0, {}};
}

std::string Usd(SpendBudget::Picodollars amount) {
  return fmt::format("{:.6g} USD", static_cast<double>(amount) / kPico);
}

class Spending {
 public:
  Spending(AskedModel model, std::shared_ptr<const PriceTable> prices, std::shared_ptr<SpendBudget> budget)
      : model_(std::move(model)), prices_(std::move(prices)), budget_(std::move(budget)) {}

  template <typename Asked, typename Next>
  auto Call(const Asked& asked, const CallContext& context, Next next) {
    using Reply = decltype(next(context));
    const auto most = Most(EstimateTokens(model_, asked));
    if (!most) return Reply(tl::unexpected(most.error()));
    if (const auto reserved = budget_->Reserve(*most, context); !reserved)
      return Reply(tl::unexpected(reserved.error()));
    Reply answer = next(context);
    if (answer)
      budget_->Settle(*most, answer->cost_usd ? ToPicodollars(*answer->cost_usd) : *most);
    else
      budget_->Settle(*most, answer.error().may_be_billed ? *most : 0);
    return answer;
  }

 private:
  // That a call can cost.
  tl::expected<SpendBudget::Picodollars, ChatError> Most(const TokenEstimate& tokens) const {
    const Price* price = prices_->Find(model_);
    if (!price)
      return tl::unexpected(
          Refusal(fmt::format("--max-cost needs the price of model '{}', which is unknown; --prices "
                              "FILE can say it",
                              model_.model)));
    std::optional<int64_t> output = tokens.max_output;
    if (!output) output = price->output > 0 ? price->max_output : int64_t{0};
    if (!output)
      return tl::unexpected(Refusal(
          fmt::format("--max-cost needs to know the longest answer of model '{}': set max_tokens", model_.model)));
    Price dearest = *price;
    dearest.input = std::max(price->input, price->cached_input.value_or(0));
    return ToPicodollars(CostOf(dearest, {tokens.most_input, *output, 0}));
  }

  AskedModel model_;
  std::shared_ptr<const PriceTable> prices_;
  std::shared_ptr<SpendBudget> budget_;
};

}  // namespace

SpendBudget::Picodollars ToPicodollars(double usd) {
  constexpr double kRounding = 1e-3;  // of a picodollar: 0.1 * 3 is no more than 0.3
  if (!(usd > 0)) return 0;
  return static_cast<SpendBudget::Picodollars>(std::ceil(std::min(usd, kMostUsd) * kPico - kRounding));
}

SpendBudget::SpendBudget(double max_usd, double spent_usd)
    : whole_(ToPicodollars(max_usd)), max_(whole_), spent_(ToPicodollars(spent_usd)) {}

void SpendBudget::SetParts(int parts) {
  const std::lock_guard lock(mutex_);
  max_ = whole_ / parts;
}

tl::expected<void, ChatError> SpendBudget::Reserve(Picodollars most, const CallContext& context) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (spent_ + most > max_) {
      exhausted_ = true;
      return tl::unexpected(Refusal(fmt::format("{} of --max-cost {} are spent, and this call could cost {}",
                                                Usd(spent_), Usd(max_), Usd(most))));
    }
    if (spent_ + reserved_ + most <= max_) break;
    const auto left = duration_cast<microseconds>(context.deadline - context.clock.SteadyNow());
    if (context.stop.stop_requested()) return tl::unexpected(ChatError{FailureKind::kStopped, "stopped", false, 0, {}});
    if (left.count() <= 0)
      return tl::unexpected(Refusal(fmt::format(
          "no room in --max-cost {} before the deadline: {} are spent and {} are reserved by calls that are under way",
          Usd(max_), Usd(spent_), Usd(reserved_))));
    const uint64_t seen = settlements_;
    settled_.wait_for(lock, context.stop, std::min<microseconds>(left, kLook), [&] { return settlements_ != seen; });
  }
  reserved_ += most;
  return {};
}

void SpendBudget::Settle(Picodollars reserved, Picodollars spent) {
  const std::lock_guard lock(mutex_);
  reserved_ -= reserved;
  spent_ += spent;
  ++settlements_;
  settled_.notify_all();
}

double SpendBudget::spent_usd() const {
  const std::lock_guard lock(mutex_);
  return static_cast<double>(spent_) / kPico;
}

bool SpendBudget::exhausted() const {
  const std::lock_guard lock(mutex_);
  return exhausted_;
}

std::shared_ptr<Chat> WithSpend(std::shared_ptr<Chat> within, AskedModel model,
                                std::shared_ptr<const PriceTable> prices, std::shared_ptr<SpendBudget> budget) {
  return GoAround(std::move(within), Spending(std::move(model), std::move(prices), std::move(budget)));
}

std::shared_ptr<Embedder> WithSpend(std::shared_ptr<Embedder> within, AskedModel model,
                                    std::shared_ptr<const PriceTable> prices, std::shared_ptr<SpendBudget> budget) {
  return GoAround(std::move(within), Spending(std::move(model), std::move(prices), std::move(budget)));
}

}  // namespace harness
