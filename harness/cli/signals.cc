#include "harness/cli/signals.h"

#include <unistd.h>

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
  int asked = 0;
  while (true) {
    int signal = 0;
    if (sigwait(&signals_, &signal) != 0) return;
    if (signal == SIGUSR1) return;
    switch (++asked) {
      case 1:
        control_.Stop();
        break;
      case 2:
        control_.Abort();
        break;
      default:
        kill(getpid(), SIGKILL);  // whatever it is that does not listen; the store and its programs survive that
    }
  }
}

}  // namespace harness
