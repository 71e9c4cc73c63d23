// A server of the tests as a process of its own, which prints its url on its first line; killed with this.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/process.h"

namespace harness {

class ServerProcess {
 public:
  // `processes` outlive this.
  ServerProcess(Processes& processes, std::vector<std::string> argv) {
    auto child = processes.Start({std::move(argv), "", {}});
    if (!child) return;
    child_ = std::move(*child);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    if (child_->ReadLine(url_, deadline, 1000) != Child::Read::kLine) url_.clear();
  }

  // "http://127.0.0.1:PORT"; empty: it did not start.
  const std::string& url() const { return url_; }
  std::string port() const { return url_.substr(url_.rfind(':') + 1); }

 private:
  std::unique_ptr<Child> child_;
  std::string url_;
};

}  // namespace harness
