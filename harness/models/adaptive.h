// How many calls at once a provider bears, found by trying.
//
// It begins with `start` and doubles after each clean round (as many successes as the limit, and no failure of the
// provider) until the first 429; from then on it grows by a twentieth, at least by 1. Only while the limit was made use
// of: at least 0.8 of it were under way at some moment of the round. A 429 cuts it by a fifth, at least by 1; those of
// the 15 s that follow belong to the same episode and cut nothing, and nothing grows in them. Other failures never cut.
// (AIMD as in inspect_ai; driven by 429s and not by latency, which with language models follows the answer's length.)
// Told the time; owned by one thread at a time.
#pragma once

#include <chrono>

namespace harness {

struct AdaptiveTerms {
  int start = 10;
  int min = 1;
  int max = 100;
};

class AdaptiveConcurrency {
 public:
  using Time = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::seconds kCooldown{15};

  explicit AdaptiveConcurrency(const AdaptiveTerms& terms);

  int limit() const { return limit_; }
  // A call has begun: so many are under way with it.
  void OnStart(int under_way);
  // A call was answered at its first try; `under_way` with it.
  void OnSuccess(int under_way, Time now);
  void OnRateLimited(Time now);
  // Another failure of the provider: the round was not clean.
  void OnFailure();

 private:
  void BeginRound(int under_way);

  AdaptiveTerms terms_;
  int limit_;
  int successes_ = 0;  // of this round
  int peak_ = 0;       // most calls under way in this round
  bool met_limit_ = false;
  Time cooled_;  // until then nothing changes
};

}  // namespace harness
