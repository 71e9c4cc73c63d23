// HTTP/2 over TLS before a model server, as a process of its own (http2_front.py), with a certificate made for it.
#pragma once

#include <chrono>
#include <string>

#include "tests/fakes/server_process.h"

namespace harness {

class Http2Front : public ServerProcess {
 public:
  // Debian's own Python is the one that has python3-h2.
  static constexpr const char* kPython = "/usr/bin/python3";

  static bool IsInstalled(Processes& processes) { return Runs(processes, {kPython, "-c", "import h2"}); }

  // Puts certificate.pem and key.pem into `folder`. `backend` is the server behind. `deaf`: see http2_front.py.
  Http2Front(Processes& processes, const std::string& folder, const ServerProcess& backend, bool deaf = false)
      : ServerProcess(processes, ArgumentsOf(processes, folder, backend, deaf)) {}

 private:
  static bool Runs(Processes& processes, const std::vector<std::string>& argv) {
    RunLimits limits;
    limits.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    const ProcessResult result = processes.Run({argv, "", {}}, "", limits);
    return result.ending == ProcessResult::Ending::kExited && result.code == 0;
  }

  static std::vector<std::string> ArgumentsOf(Processes& processes, const std::string& folder,
                                              const ServerProcess& backend, bool deaf) {
    const std::string certificate = folder + "/certificate.pem";
    const std::string key = folder + "/key.pem";
    if (!Runs(processes, {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                          "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                          "-keyout", key, "-out", certificate}))
      return {"false"};
    std::vector<std::string> argv = {kPython, HARNESS_SOURCE_DIR "/tests/fakes/http2_front.py", certificate, key,
                                     backend.port()};
    if (deaf) argv.push_back("--deaf");
    return argv;
  }
};

}  // namespace harness
