// The reports that a command line asks for: what `run`, `report` and `merge` have in common once there are summaries.
#pragma once

#include <memory>
#include <span>

#include "harness/cli/options.h"
#include "harness/core/store.h"
#include "harness/results/summary.h"

namespace harness {

// A file to be written whole; "-" is standard output.
Result<std::unique_ptr<OutputFile>> CreateOutput(const std::string& path, World& world);

// Declares --junit, --json, --jsonl and --quiet.
void AddReportOptions(Options& options);

// `lines`: the --jsonl file if it is written already, to be committed. Writes the files and prints the console summary.
// The exit code of the summaries, or 3 with a message if a report could not be written. A file "-" is standard output,
// which then carries nothing else.
int Report(const Options& options, std::span<const Summary> summaries, Store& store, World& world,
           std::unique_ptr<OutputFile> lines = nullptr);

// The gates of a stored run, read again from their texts.
Result<std::vector<Gate>> GatesOf(const RunRecord& run);

}  // namespace harness
