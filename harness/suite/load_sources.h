// From the entries of `cases` to sources. Part of LoadSuite.
#pragma once

#include <memory>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/node.h"
#include "harness/core/case_source.h"
#include "harness/suite/load_scorers.h"
#include "harness/suite/suite.h"

namespace harness {

// Scorers that sources and inline cases ask for are added to `scorers`; `targets` is the suite's table.
std::vector<std::unique_ptr<CaseSource>> LoadSources(const Node& list, const std::vector<TargetSpec>& targets,
                                                     ScorerLoader& scorers, const Services& services,
                                                     Diagnostics& diagnostics);

}  // namespace harness
