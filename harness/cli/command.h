// A command of the program: its options, and what it does. One file a command.
#pragma once

#include <boost/program_options.hpp>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/cli/world.h"

namespace harness {

struct Command {
  const char* name;
  const char* arguments;  // "SUITE…"
  const char* summary;    // one line
  int (*run)(World& world,
             const std::vector<std::string>& arguments);  // the arguments behind the command's name; an exit code
};

// In the order of --help.
const std::vector<Command>& Commands();

int RunRun(World& world, const std::vector<std::string>& arguments);
int RunScore(World& world, const std::vector<std::string>& arguments);
int RunTry(World& world, const std::vector<std::string>& arguments);
int RunCheck(World& world, const std::vector<std::string>& arguments);
int RunConvert(World& world, const std::vector<std::string>& arguments);
int RunSchema(World& world, const std::vector<std::string>& arguments);
int RunGenerate(World& world, const std::vector<std::string>& arguments);
int RunQuality(World& world, const std::vector<std::string>& arguments);
int RunInit(World& world, const std::vector<std::string>& arguments);
int RunEstimate(World& world, const std::vector<std::string>& arguments);
int RunShow(World& world, const std::vector<std::string>& arguments);
int RunReport(World& world, const std::vector<std::string>& arguments);
int RunRender(World& world, const std::vector<std::string>& arguments);
int RunRuns(World& world, const std::vector<std::string>& arguments);
int RunJudge(World& world, const std::vector<std::string>& arguments);
int RunMerge(World& world, const std::vector<std::string>& arguments);
int RunDoctor(World& world, const std::vector<std::string>& arguments);

}  // namespace harness
