// So many in a time, evenly: a bucket that fills all the time and from which each call takes what it costs.
//
// It holds a second's worth (at least 1), so a pause can't be made up for by a burst; a call that costs more than that
// goes when the bucket is full, and puts it into debt. Told the time; owned by one thread at a time.
#pragma once

#include <chrono>
#include <cstdint>

#include "harness/base/rate.h"

namespace harness {

class RateBucket {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // `per_minute` is at least 1. It begins full.
  RateBucket(int64_t per_minute, Time now);
  // `rate` is above 0.
  RateBucket(const Rate& rate, Time now);

  // When `cost` can be taken: not after `now` if at once.
  Time ReadyAt(double cost, Time now);
  // Takes it, ready or not.
  void Take(double cost, Time now);
  // Puts back what was taken in vain; a negative amount takes more.
  void Return(double amount, Time now);

  int64_t per_minute() const { return per_minute_; }

 private:
  void Fill(Time now);

  int64_t per_minute_;
  double per_microsecond_;
  double most_;
  double level_;
  Time filled_;
};

}  // namespace harness
