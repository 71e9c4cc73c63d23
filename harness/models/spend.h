// A budget of money (--max-cost) that all calls of a run share, and which is never exceeded.
//
// Before a call the most that it can cost is reserved: each byte of the request as a token, and max_tokens (or what the
// model answers with at most) as output. Afterwards what it did cost is taken instead. A call for which there is only
// no room because others are under way waits for those; one for which there never will be is refused. Any thread.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>

#include "harness/core/chat.h"
#include "harness/models/asked_model.h"
#include "harness/models/price.h"

namespace harness {

class SpendBudget {
 public:
  // USD / 10^12: sums are exact.
  using Picodollars = int64_t;

  // `spent`: by the run before it was resumed. Both in USD, up to a million.
  explicit SpendBudget(double max_usd, double spent_usd = 0);

  // One of so many shards, which has its part of the sum. Before the first call.
  void SetParts(int parts);

  // Reserves `most`; refused with an error that is not retryable.
  tl::expected<void, ChatError> Reserve(Picodollars most, const CallContext& context);
  // Of what was reserved so much was spent.
  void Settle(Picodollars reserved, Picodollars spent);

  double spent_usd() const;
  // A call was refused for want of money: nothing more should be begun.
  bool exhausted() const;

 private:
  const Picodollars whole_;
  Picodollars max_;
  mutable std::mutex mutex_;
  std::condition_variable_any settled_;
  Picodollars spent_ = 0;
  Picodollars reserved_ = 0;
  uint64_t settlements_ = 0;
  bool exhausted_ = false;
};

// Rounded up.
SpendBudget::Picodollars ToPicodollars(double usd);

// A model whose price or longest answer is unknown is refused. What stands within must say the cost of replies
// (WithPrice); of a reply without one, all that was reserved counts as spent, and so it does for calls that may have
// been answered in vain (timeouts, stopped calls, answers that are malformed or too large). Other failures cost
// nothing.
std::shared_ptr<Chat> WithSpend(std::shared_ptr<Chat> within, AskedModel model,
                                std::shared_ptr<const PriceTable> prices, std::shared_ptr<SpendBudget> budget);
std::shared_ptr<Embedder> WithSpend(std::shared_ptr<Embedder> within, AskedModel model,
                                    std::shared_ptr<const PriceTable> prices, std::shared_ptr<SpendBudget> budget);

}  // namespace harness
