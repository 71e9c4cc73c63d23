// From the entries of `cases` to sources. Part of LoadSuite.
#pragma once

#include <memory>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/node.h"
#include "harness/core/case_source.h"
#include "harness/core/catalogue.h"
#include "harness/suite/load_scorers.h"
#include "harness/suite/suite.h"

namespace harness {

// Scorers that sources and inline cases ask for are added to `scorers`; `targets` is the suite's table,
// `types` those of the catalogue.
std::vector<std::unique_ptr<CaseSource>> LoadSources(const Node& list, const std::vector<SourceType>& types,
                                                     const std::vector<TargetSpec>& targets, ScorerLoader& scorers,
                                                     const Services& services, Diagnostics& diagnostics);

// The entry of a source of this type, options of every source included.
Shape SourceShape(const SourceType& type);

}  // namespace harness
