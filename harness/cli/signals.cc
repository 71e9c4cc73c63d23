#include "harness/cli/signals.h"

namespace harness {

SignalWatch::SignalWatch(Control& control) : control_(control) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of the write
  std::signal(SIGXFSZ, SIG_IGN);  // and so is a file that may not grow
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGINT);
  sigaddset(&signals_, SIGTERM);
  sigaddset(&signals_, SIGUSR1);  // ends the watch
  pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  thread_ = std::thread([this] { Watch(); });
}

SignalWatch::~SignalWatch() {
  pthread_kill(thread_.native_handle(), SIGUSR1);
  thread_.join();
}

void SignalWatch::Watch() {
  bool asked = false;
  while (true) {
    int signal = 0;
    if (sigwait(&signals_, &signal) != 0) return;
    if (signal == SIGUSR1) return;
    if (asked) control_.Abort();
    else control_.Stop();
    asked = true;
  }
}

}  // namespace harness
