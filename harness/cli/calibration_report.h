// What `harness judge calibrate` prints.
//
// Pure functions, any thread.
#pragma once

#include <cstddef>
#include <string>

#include "harness/cli/calibration_outcome.h"

namespace harness {

// The figures by their names, for the record and for --json.
Json FiguresJson(const CalibrationOutcome& outcome);

std::string CalibrationText(const CalibrationOutcome& outcome, size_t width, bool colour);

}  // namespace harness
