// The model server as a process of its own: harness-model-server, started for one test and killed with it.
#pragma once

#include <string>
#include <utility>

#include "tests/fakes/server_process.h"

namespace harness {

class ModelServerProcess : public ServerProcess {
 public:
  // `program` is the path of harness-model-server, `script` that of its rules or empty. `processes` outlive this.
  ModelServerProcess(Processes& processes, std::string program, const std::string& script = "")
      : ServerProcess(processes,
                      script.empty() ? std::vector{std::move(program)} : std::vector{std::move(program), script}) {}
};

}  // namespace harness
