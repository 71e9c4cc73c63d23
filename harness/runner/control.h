// How a run is told to stop from outside: by a signal, or by another program.
//
// Any thread may ask; the dispatcher obeys. Asking twice does no harm.
#pragma once

#include <stop_token>

namespace harness {

class Control {
 public:
  // Stop claiming cases, finish what is in flight, write the reports.
  void Stop() { stop_.request_stop(); }
  // Stop now: what is in flight is given up, and not stored.
  void Abort() {
    stop_.request_stop();
    abort_.request_stop();
  }

  std::stop_token stop() const { return stop_.get_token(); }
  std::stop_token abort() const { return abort_.get_token(); }

 private:
  std::stop_source stop_;
  std::stop_source abort_;
};

}  // namespace harness
