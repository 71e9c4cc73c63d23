// What calls of models took together. Unknown once is unknown in all.
#pragma once

#include <optional>

#include "harness/core/chat.h"

namespace harness {

struct Spent {
  int calls = 0;
  std::optional<Usage> usage;      // nullopt: there was no call, or one did not say
  std::optional<double> cost_usd;  // the same

  void Add(const ChatReply& reply);
};

}  // namespace harness
