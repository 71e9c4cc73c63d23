// Anything that turns a case into an output.
//
// Thread-safe: called from many workers at once. Never throws. Ends by context.deadline, or by as much later as it had
// to wait for a worker. What goes wrong is data: Output::Failed.
#pragma once

#include <vector>

#include "harness/core/call_context.h"
#include "harness/core/case.h"
#include "harness/core/finding.h"
#include "harness/core/output.h"

namespace harness {

class Target {
 public:
  virtual ~Target() = default;
  virtual Output Call(const Case& test, const CallContext& context) = 0;
  // Whether it is called with each turn of a conversation; if not, once, for the whole of it (replay).
  virtual bool Converses() const { return true; }
  // Whether all that its calls do is ask models of the suite's `models`: with others in their place it can be
  // rehearsed.
  virtual bool OnlyAsksModels() const { return false; }
  // False for targets whose calls only compute (replay): more workers than processors gain nothing then.
  virtual bool Waits() const { return true; }
  // For `harness doctor`: what it needs, and whether that is there now, in whatever way changes nothing and costs
  // nothing. `offline`: without the network. Findings are about parts of it ("program"); none: there is nothing to say.
  virtual std::vector<Finding> Probe(bool offline, const CallContext& context) {
    static_cast<void>(offline), static_cast<void>(context);
    return {};
  }
};

}  // namespace harness
