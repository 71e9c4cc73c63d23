// Which commit a suite's folder is at, asked of git while a run goes on.
#pragma once

#include <stop_token>
#include <string>
#include <thread>

#include "harness/cli/world.h"

namespace harness {

class GitReader {
 public:
  GitReader(World& world, const std::string& suite_path);
  // The commit, "-dirty" behind it if files that git knows are changed; empty outside a work tree or without git. Waits
  // for git, at most a few seconds.
  std::string Take();

 private:
  std::string commit_;
  std::jthread thread_;
};

}  // namespace harness
