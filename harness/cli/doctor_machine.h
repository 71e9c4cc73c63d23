// What `harness doctor` says of the installation and of the machine: programs, libraries, store, keys, proxies, limits.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/world.h"
#include "harness/core/finding.h"

namespace harness {

// Changes nothing: a store that is not there is not made, one of an older harness not brought up to date. Of keys no
// more is said than whether they are set.
std::vector<Finding> ExamineMachine(World& world, const std::string& store_path);

}  // namespace harness
