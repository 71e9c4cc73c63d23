// What only scorers that compare targets must get right. Part of LoadSuite.
#pragma once

#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/node.h"
#include "harness/suite/suite.h"

namespace harness {

// All pairs of so many targets are asked about twice: 240 calls a case.
inline constexpr size_t kMaxCompared = 16;

// That there is something to compare. `key`: where the type stands, `config`: the type's own options, `turn`: of a
// conversation that it stands in, 0: none. Mistakes go to the diagnostics; says whether there was none.
bool CheckComparer(const Node& key, const Node& config, const std::vector<TargetSpec>& targets, int turn,
                   Diagnostics& diagnostics);

// Of a member of a combination: it judges one output, a comparer several.
void RefuseMember(const Node& key, std::string_view combination, Diagnostics& diagnostics);

}  // namespace harness
