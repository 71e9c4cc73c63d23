#include "harness/runner/servers.h"

#include <algorithm>

namespace harness {
namespace {

constexpr std::chrono::seconds kGrace{2};  // to end of its own accord

}  // namespace

Servers::~Servers() {
  const bool at_once = control_.abort().stop_requested();
  for (auto server = begun_.rbegin(); server != begun_.rend(); ++server)
    (*server)->Stop(at_once ? std::chrono::seconds(0) : kGrace);
}

Result<> Servers::Start(const std::function<bool(size_t target)>& wanted) {
  for (size_t i = 0; i < suite_.targets.size(); ++i) {
    const TargetSpec& target = suite_.targets[i];
    const bool begun = std::find(begun_.begin(), begun_.end(), target.server) != begun_.end();
    if (!target.server || begun || !wanted(i)) continue;
    log_.Debug("the target '{}': starting what it needs", target.info.name);
    begun_.push_back(target.server);
    if (auto started = target.server->Start(control_.stop()); !started)
      return Fail("the target '{}' can't be used: {}", target.info.name, started.error().Message());
  }
  return {};
}

}  // namespace harness
