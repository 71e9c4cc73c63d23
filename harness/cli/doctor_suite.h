// What `harness doctor` says of a suite: its models, databases, targets and judges.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/selection.h"
#include "harness/cli/world.h"
#include "harness/core/finding.h"

namespace harness {

// Reads the suite and its cases as `harness check` does; an Error holds what is wrong with them. A key that is not
// there is a finding and no mistake. `offline`: nothing is asked over the network.
Result<std::vector<Finding>> ExamineSuite(World& world, const std::string& path, const Selection& selection,
                                          bool offline);

}  // namespace harness
