// SIGINT and SIGTERM, told to the run: the first asks it to stop, the second to give up at once; the
// third kills harness, for when it is busy with something that can't be asked.
//
// Made before any other thread, so that all of them inherit the blocked mask; a thread of its own waits for the
// signals.
#pragma once

#include <csignal>
#include <thread>

#include "harness/runner/control.h"

namespace harness {

class SignalWatch {
 public:
  explicit SignalWatch(Control& control);
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

 private:
  void Watch();

  Control& control_;
  sigset_t signals_{};
  std::thread thread_;
};

}  // namespace harness
