// What a person reads at the end of a run: figures by target and category, scorers, the first failures, the gates and
// the verdict.
//
// Pure function, any thread. Whatever targets put out is made harmless for the terminal.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "harness/results/summary.h"

namespace harness {

struct ConsoleOptions {
  bool colour = false;                    // the caller asks the terminal and NO_COLOR
  size_t width = 100;                     // columns; lines are cut or drop columns to fit, though never below 40
  std::vector<std::string> reports = {};  // where the reports of this call lie
  std::string resume_flags = {};  // what the command that resumes needs beside suite and run: "--store other.db"
};

// The last line of each run says its verdict and id, or, if it was interrupted, the command that resumes. Several runs
// end in a line on all of them.
std::string RenderSummary(std::span<const Summary> summaries, const ConsoleOptions& options);

}  // namespace harness
