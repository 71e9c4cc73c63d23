// The model server as a process of its own: harness-model-server, started for one test and killed with it.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "harness/base/process.h"

namespace harness {

class ModelServerProcess {
 public:
  // `program` is the path of harness-model-server, `script` that of its rules or empty. `processes` outlive this.
  ModelServerProcess(Processes& processes, std::string program, const std::string& script = "") {
    ProcessRequest request{{std::move(program)}, "", {}};
    if (!script.empty()) request.argv.push_back(script);
    auto child = processes.Start(request);
    if (!child) return;
    child_ = std::move(*child);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    if (child_->ReadLine(url_, deadline, 1000) != Child::Read::kLine) url_.clear();
  }

  // "http://127.0.0.1:PORT"; empty: it did not start.
  const std::string& url() const { return url_; }

 private:
  std::unique_ptr<Child> child_;
  std::string url_;
};

}  // namespace harness
