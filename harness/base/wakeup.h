// Makes a poll() return from another thread. Notify may be called by any thread, any number of times; it is never taken
// back.
#pragma once

#include <sys/eventfd.h>

#include <cstdint>

#include "harness/base/descriptor.h"

namespace harness {

class Wakeup {
 public:
  Wakeup() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

  void Notify() {
    const uint64_t one = 1;
    (void)!write(event_.get(), &one, sizeof one);
  }
  // Readable once notified.
  int fd() const { return event_.get(); }

 private:
  Descriptor event_;
};

}  // namespace harness
