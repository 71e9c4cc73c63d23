// The commands of `harness judge`: one file a command, one row a command in judge.cc.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/world.h"

namespace harness {

// The arguments behind the command's name; an exit code.
int RunJudgeAttack(World& world, const std::vector<std::string>& arguments);
int RunJudgeCalibrate(World& world, const std::vector<std::string>& arguments);
int RunJudgeAgreement(World& world, const std::vector<std::string>& arguments);

}  // namespace harness
