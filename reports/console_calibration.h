// The part of the console's summary that shows pass rates corrected for the errors of calibrated judges, and what makes
// figures doubtful.
#pragma once

#include <cstddef>
#include <string>

#include "harness/results/summary.h"

namespace harness {

// "" if no scorer was calibrated. `width` in columns.
std::string RenderCorrected(const Summary& summary, size_t width, bool colour);

// A line each, as long as they are.
std::string RenderWarnings(const Summary& summary, bool colour);

}  // namespace harness
