// What listeners hear of a run, on the dispatcher's thread, in order; of an attempt only after its commit.
#pragma once

#include <string>
#include <variant>

#include "harness/core/attempt.h"
#include "harness/core/run.h"

namespace harness {

struct RunStarted {
  const RunRecord& run;
  uint64_t done_before = 0;  // attempts that a resumed run already has
};

// An attempt is about to be made. Attempts are claimed in the order of the reports: by case, target, repeat.
struct AttemptClaimed {
  const AttemptKey& key;
};

struct AttemptCommitted {
  const Finished& finished;
};

// Time passed; sent a few times a second so that a display can move.
struct Tick {
  uint64_t in_flight = 0;
};

struct RunEnded {
  const RunRecord& run;
};

using Event = std::variant<RunStarted, AttemptClaimed, AttemptCommitted, Tick, RunEnded>;

class Listener {
 public:
  virtual ~Listener() = default;
  virtual void OnEvent(const Event& event) = 0;
};

}  // namespace harness
