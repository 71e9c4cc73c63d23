// The reports: each turns summaries and the stored attempts into bytes, streaming.
//
// All write to an OutputFile, which the caller commits: a file is complete or absent. Attempts come in case order. What
// each holds, field by field: docs/reports.md. Memory does not grow with the attempts.
#pragma once

#include <span>
#include <string>

#include "harness/base/files.h"
#include "harness/core/store.h"
#include "harness/results/summary.h"

namespace harness {

// Several suites in one call make one report. --json of one run is one object as docs/reports.md lists it; of several,
// {"harness", "runs": […], "exit_code"}.
Result<> WriteJsonReport(std::span<const Summary> summaries, OutputFile& file);

// JUnit, valid against the xUnit plug-in's junit-10.xsd whatever the outputs hold. A warning is returned as text when
// GitLab's limits are passed, else "". Reads the attempts once for the counts and once for each target; refuses a run
// that grows meanwhile.
Result<std::string> WriteJunit(std::span<const Summary> summaries, Store& store, OutputFile& file);

// The exit code of a call with several runs: the first that occurs of 2, 130, 1, 3, 4, 0.
int WorstExitCode(std::span<const Summary> summaries);

}  // namespace harness
