// The record that a scorer's option `calibration` names. Part of LoadSuite.
#pragma once

#include <string>

#include "harness/base/error.h"
#include "harness/base/files.h"
#include "harness/base/node.h"
#include "harness/core/calibration.h"

namespace harness {

// `path` is where the record lies, `type` the scorer's with its not-. Refuses, at `path`, what is no record and one of
// another type of scorer.
Result<Calibration> ReadCalibration(const Node& path, const std::string& type, Files& files);

}  // namespace harness
