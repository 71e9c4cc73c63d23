#include "generators/spent.h"

namespace harness {

void Spent::Add(const ChatReply& reply) {
  const bool known = calls++ == 0 || usage, cost_known = calls == 1 || cost_usd;
  if (known && reply.usage) {
    Usage sum = usage.value_or(Usage());
    sum.input_tokens += reply.usage->input_tokens;
    sum.output_tokens += reply.usage->output_tokens;
    sum.cached_tokens += reply.usage->cached_tokens;
    usage = sum;
  } else {
    usage.reset();
  }
  cost_usd = cost_known && reply.cost_usd ? std::optional(cost_usd.value_or(0) + *reply.cost_usd) : std::nullopt;
}

}  // namespace harness
