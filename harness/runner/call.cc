#include "harness/runner/call.h"

#include <fmt/format.h>

namespace harness {
namespace {

// How long the news of a death may take: a lost connection is heard of first.
constexpr std::chrono::milliseconds kDeathNews{200};

// A target whose program is dead can't answer: that is no word of its own.
Output CallServed(const TargetSpec& target, const Case& test, const CallContext& context) {
  if (const std::string death = target.server->Death(); !death.empty())
    return Output::Failed(FailureKind::kUnavailable,
                          fmt::format("what the target's 'start' started is dead: {}", death));
  Output output = target.target->Call(test, context);
  if (!output.failure || output.failure->kind == FailureKind::kStopped) return output;
  const bool lost = output.failure->kind == FailureKind::kUnavailable;
  const std::string death = target.server->Death(lost ? kDeathNews : std::chrono::milliseconds(0));
  if (death.empty()) return output;
  return Output::Failed(FailureKind::kUnavailable,
                        fmt::format("{}; what the target's 'start' started died: {}", output.failure->message, death));
}

}  // namespace

Output CallOnce(const TargetSpec& target, const Case& test, const CallContext& context) {
  const auto begun = context.clock.SteadyNow();
  Output output = target.server ? CallServed(target, test, context) : target.target->Call(test, context);
  if (!output.latency_recorded)
    output.latency = std::chrono::duration_cast<std::chrono::microseconds>(context.clock.SteadyNow() - begun);
  return output;
}

}  // namespace harness
