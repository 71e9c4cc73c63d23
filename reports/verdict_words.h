// A run's verdict in one line of words.
#pragma once

#include <string>

#include "harness/results/summary.h"
#include "reports/display.h"

namespace harness {

// "PASS: 3 gates hold", "FAIL: 2 of 5 gates failed", "INCOMPLETE: coverage is 92.0%, …", by the summary's exit code. A
// gate that is judged for several targets is one gate.
std::string VerdictInWords(const Summary& summary);

// For one run's exit code.
Tone ToneOf(int exit_code);

// A gate's value with the unit that its bound was written in, and as many decimals as it takes to tell it from the
// bound: "89.96%", "2.41s",
// "$1.20", "–" for none.
std::string FormatGateValue(const GateResult& result);

}  // namespace harness
