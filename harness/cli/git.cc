#include "harness/cli/git.h"

#include "harness/base/text.h"

namespace harness {
namespace {

constexpr std::chrono::seconds kPatience{5};

}  // namespace

GitReader::GitReader(World& world, const std::string& suite_path) {
  const size_t slash = suite_path.rfind('/');
  ProcessRequest request;
  request.argv = {"git",         "-C",         slash == std::string::npos ? "." : suite_path.substr(0, slash + 1),
                  "describe",    "--always",   "--dirty",
                  "--abbrev=40", "--exclude=*"};
  thread_ = std::jthread([this, &world, request = std::move(request)](std::stop_token stop) {
    const RunLimits limits{
        .deadline = world.clock.SteadyNow() + kPatience, .output_cap = 4096, .stop = std::move(stop)};
    const ProcessResult result = world.processes.Run(request, "", limits);
    if (result.ending == ProcessResult::Ending::kExited && result.code == 0) commit_ = Trim(result.output);
  });
}

std::string GitReader::Take() {
  if (thread_.joinable()) thread_.join();
  return commit_;
}

}  // namespace harness
