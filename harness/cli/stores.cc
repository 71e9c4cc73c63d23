#include "harness/cli/stores.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "harness/base/text.h"
#include "harness/store/run_lock.h"
#include "harness/store/sqlite_store.h"

namespace harness {

Result<std::unique_ptr<Store>> OpenStoreAt(const std::string& path, World& world, bool create) {
  return OpenStore(path, world.files, {.create = create});
}

namespace {

// "did you mean '…'? ", or nothing.
std::string Meant(const std::string& name, const std::vector<RunRecord>& runs) {
  std::vector<std::string> ids = {"last"};
  for (const RunRecord& run : runs) ids.push_back(run.id);
  const auto meant = Suggest(name, std::span<const std::string>(ids));
  return meant ? fmt::format("did you mean '{}'? ", *meant) : "";
}

}  // namespace

Result<RunRecord> FindRun(Store& store, const std::string& name) {
  auto runs = store.Runs();
  if (!runs) return Unexpected(runs.error());
  if (name == "last" && !runs->empty()) return std::move(runs->front());
  std::vector<RunRecord> matches;
  for (RunRecord& run : *runs) {
    if (run.id == name) return std::move(run);
    if (run.id.starts_with(name)) matches.push_back(std::move(run));
  }
  if (matches.size() == 1) return std::move(matches[0]);
  if (matches.empty())
    return Fail("there is no run '{}'; {}'harness runs list' shows which there are", name, Meant(name, *runs));
  return Fail("{} runs begin with '{}': {}, {}, …", matches.size(), name, matches[0].id, matches[1].id);
}

std::string StoreFlag(const Options& options) {
  return options.store() == kDefaultStore ? "" : " --store " + options.store();
}

RunState StateNow(const RunRecord& run, const std::string& store_path) {
  if (run.state != RunState::kRunning) return run.state;
  const Result<bool> owned = RunLocks(store_path).IsOwned(run.number);
  return owned && !*owned ? RunState::kInterrupted : run.state;
}

std::string OwnerName(const World& world) {
  std::array<char, 256> host{};
  if (gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
  const auto user = world.environment.find("USER");
  const std::string name = user != world.environment.end() ? user->second : fmt::format("uid{}", getuid());
  return name + "@" + host.data();
}

uint64_t ProcessId() {
  return static_cast<uint64_t>(getpid());
}

}  // namespace harness
