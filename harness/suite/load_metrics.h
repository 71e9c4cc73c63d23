// From the entries of the list `metrics` to what a run remembers of them. Part of LoadSuite.
#pragma once

#include <vector>

#include "harness/base/error.h"
#include "harness/base/node.h"
#include "harness/base/shape.h"
#include "harness/core/catalogue.h"
#include "harness/core/run.h"

namespace harness {

// The options of every metric.
Shape MetricOptions();

// Unnamed ones are called by their type, then TYPE-2, …. False if there was a mistake.
bool LoadMetrics(const Node& list, const Catalogue& catalogue, std::vector<MetricInfo>& metrics,
                 Diagnostics& diagnostics);

}  // namespace harness
