#include "harness/cli/git.h"

#include "harness/base/text.h"

namespace harness {
namespace {

constexpr std::chrono::seconds kPatience{5};
constexpr size_t kMaxOutput = size_t{16} << 20;  // a line for each file that is changed
constexpr std::string_view kCommit = "# branch.oid ";

// From `git status --porcelain=v2 --branch`: headers behind '#', then a line for each change. "" in a folder that has
// no commit yet.
std::string ReadCommit(std::string_view status) {
  std::string commit;
  bool dirty = false;
  for (const std::string_view line : Split(status, "\n")) {
    if (line.starts_with(kCommit)) commit = line.substr(kCommit.size());
    dirty |= !line.empty() && !line.starts_with('#');
  }
  if (commit == "(initial)") return "";
  return dirty ? commit + "-dirty" : commit;
}

}  // namespace

// One look at the files, none at the history, which may be long; and no lock in a folder that is not ours.
GitReader::GitReader(World& world, const std::string& suite_path) {
  const size_t slash = suite_path.rfind('/');
  ProcessRequest request;
  request.argv = {"git",
                  "--no-optional-locks",
                  "-C",
                  slash == std::string::npos ? "." : suite_path.substr(0, slash + 1),
                  "status",
                  "--porcelain=v2",
                  "--branch",
                  "--no-ahead-behind",
                  "--untracked-files=no"};
  thread_ = std::jthread([this, &world, request = std::move(request)](std::stop_token stop) {
    const RunLimits limits{
        .deadline = world.clock.SteadyNow() + kPatience, .output_cap = kMaxOutput, .stop = std::move(stop)};
    const ProcessResult result = world.processes.Run(request, "", limits);
    if (result.ending == ProcessResult::Ending::kExited && result.code == 0) commit_ = ReadCommit(result.output);
  });
}

std::string GitReader::Take() {
  if (thread_.joinable()) thread_.join();
  return commit_;
}

}  // namespace harness
