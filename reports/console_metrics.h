// The part of the console's summary that shows the suite's metrics: figures by target, labels, what is confused.
#pragma once

#include <cstddef>
#include <string>

#include "harness/results/summary.h"

namespace harness {

// A section for each metric, with empty lines between them; "" if there is none. `width` in columns.
std::string RenderMetrics(const Summary& summary, size_t width, bool colour);

}  // namespace harness
