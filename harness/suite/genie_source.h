// The source `benchmark: { genie: SPACE }`: the questions that a Genie space holds itself.
#pragma once

#include <memory>

#include "harness/base/error.h"
#include "harness/base/node.h"
#include "harness/base/shape.h"
#include "harness/core/case_source.h"
#include "harness/core/services.h"

namespace harness {

// Of the map under `benchmark`.
Shape GenieSourceShape();

// `config` has been checked against BenchmarkSourceShape, and its `benchmark` is a map. The space is asked when the
// source is first read, once: what it said then is what every reading yields. Every case gets `extras` (null: none).
// `services` outlives the source.
Result<std::unique_ptr<CaseSource>> MakeGenieSource(const Node& config, std::shared_ptr<const CaseExtras> extras,
                                                    const Services& services);

}  // namespace harness
