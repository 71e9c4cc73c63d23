// The servers of a suite's targets (`start`, `ready`), for as long as somebody calls them.
//
// Destroying stops them. One thread; the suite outlives it.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "harness/base/log.h"
#include "harness/runner/control.h"
#include "harness/suite/suite.h"

namespace harness {

class Servers {
 public:
  Servers(const Suite& suite, Control& control, Log& log) : suite_(suite), control_(control), log_(log) {}
  ~Servers();
  Servers(const Servers&) = delete;
  Servers& operator=(const Servers&) = delete;

  // Starts those of the targets that are wanted, one after the other, and returns when all are ready; or an error,
  // also when the run is told to stop.
  Result<> Start(const std::function<bool(size_t target)>& wanted);

 private:
  const Suite& suite_;
  Control& control_;
  Log& log_;
  std::vector<std::shared_ptr<Server>> begun_;
};

}  // namespace harness
