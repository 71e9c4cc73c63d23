// What every call of a target, scorer or model gets beside its question: until when, when to stop, for which attempt.
#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>

#include "harness/base/clock.h"

namespace harness {

// Which attempt of a run. Case numbers count over the whole plan from 0, targets in the suite's order from 0, repeats
// from 0.
struct AttemptKey {
  uint32_t case_number = 0;
  uint16_t target = 0;
  uint16_t repeat = 0;
  auto operator<=>(const AttemptKey&) const = default;
};

class AttemptCalls;       // core/reply_log.h
struct ConversationTurn;  // core/conversation.h

struct CallContext {
  Clock& clock;
  std::chrono::steady_clock::time_point deadline;
  std::stop_token stop;
  AttemptKey key;
  uint64_t seed = 0;              // keyed by (run seed, case, repeat): the same in every run with the same seed
  AttemptCalls* calls = nullptr;  // of models, by this attempt; null: replies are not kept
  // Which of several like requests of one attempt that each want an answer of their own (votes of a judge), from 0.
  uint32_t sample = 0;
  uint32_t tries = 0;                        // of this call that were made before this one, by whoever tries again
  ConversationTurn* conversation = nullptr;  // null: the case is no conversation

  // A judge is shown the pieces that it judges in reverse order: to see whether its verdict depends on their order.
  bool reversed_pieces = false;

  // Whether to give up: superlinear work polls this.
  bool Expired() const { return stop.stop_requested() || clock.SteadyNow() >= deadline; }
};

}  // namespace harness
