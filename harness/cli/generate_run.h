// Data sets whose making is a run: models are asked, or records judged.
#pragma once

#include <string>
#include <vector>

#include "generators/data_spec.h"
#include "harness/cli/options.h"
#include "harness/cli/world.h"

namespace harness {

// Makes the records of the spec at `path` and writes those that passed to `outputs`. The exit code.
int RunDataSet(World& world, const Options& options, const std::string& path, const DataSpec& spec,
               const std::vector<TableOutput>& outputs);
// Makes the first records and prints them with the prompts that they took and what that cost; stores nothing. `read`:
// as the spec is read. The exit code.
int PreviewDataSet(World& world, const Options& options, const std::string& path, DataSpecOptions read, uint64_t count);
// Goes on with the run that --resume names.
int ResumeDataSet(World& world, const Options& options);

}  // namespace harness
