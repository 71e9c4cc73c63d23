#include "harness/cli/doctor_machine.h"

#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "harness/base/sqlite.h"
#include "harness/base/text.h"
#include "harness/models/model_config.h"
#include "harness/sql/postgres.h"
#include "harness/store/migrations.h"
#include "harness/store/schema.h"

namespace harness {
namespace {

using State = Finding::State;

constexpr std::chrono::seconds kPatience{10};
constexpr uint64_t kLittleSpace = uint64_t{256} << 20;  // bytes: live reports stop at that
constexpr rlim_t kFewFiles = 1100;                      // a thousand connections, and what else is open
// Of curl; https_proxy and its like in capitals too, but for HTTP_PROXY, which curl leaves alone.
constexpr std::array kProxies = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
                                 "ALL_PROXY",  "no_proxy",    "NO_PROXY"};
constexpr std::array kTrusted = {"SSL_CERT_FILE", "SSL_CERT_DIR"};
constexpr std::array kDatabricksKeys = {"DATABRICKS_TOKEN", "DATABRICKS_CLIENT_SECRET"};

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

class Examiner {
 public:
  Examiner(World& world, const std::string& store_path) : world_(world), store_path_(store_path) {}

  std::vector<Finding> Examine() {
    Add({State::kOk, "harness", kVersion});
    AddProgram("harness-supervisor");
    AddProgram("harness-sqlite");
    Add({State::kOk, "sqlite", SqliteVersion()});
    AddLibraries();
    AddStore();
    std::vector<std::string> keys = ProviderKeyVariables();
    keys.insert(keys.end(), kDatabricksKeys.begin(), kDatabricksKeys.end());
    for (const std::string& name : keys) AddKey(name);
    for (const char* name : kProxies) AddProxy(name);
    for (const char* name : kTrusted) AddTrusted(name);
    AddOpenFiles();
    return std::move(findings_);
  }

 private:
  void Add(Finding finding) { findings_.push_back(std::move(finding)); }

  const std::string* Variable(const std::string& name) const {
    const auto found = world_.environment.find(name);
    return found == world_.environment.end() ? nullptr : &found->second;
  }

  // It says its own version: that it can be started at all is what matters.
  void AddProgram(const std::string& name) {
    const std::string path = SiblingProgram(name);
    const RunLimits limits{world_.clock.SteadyNow() + kPatience, 1000, world_.control.stop()};
    const ProcessResult result = world_.processes.Run({{path, "--version"}, "", {}}, "", limits);
    const std::string advice = "put it into the folder of harness, from the same build";
    if (result.ending == ProcessResult::Ending::kNotStarted)
      return Add({State::kMissing, name, result.message, advice});
    const std::string said(Trim(result.output));
    if (said == fmt::format("{} {}", name, kVersion)) return Add({State::kOk, name, kVersion});
    const bool well = result.ending == ProcessResult::Ending::kExited && result.code == 0;
    Add({State::kFailed, name,
         well ? fmt::format("{} calls itself '{}', and harness is {}", path, Abbreviate(said, 60), kVersion)
              : fmt::format("{}: {}", path, WithErrorTail(DescribeEnding(result), result)),
         advice});
  }

  // What is loaded when it is needed: a suite that needs it says so below.
  void AddLibraries() {
    if (const std::string missing = world_.http.Missing(); missing.empty())
      Add({State::kOk, "libcurl", world_.http.Version()});
    else
      Add({State::kNote, "libcurl", missing, "install libcurl4; without it no model and no service can be asked"});
    if (const std::string version = PostgresClientVersion(); !version.empty())
      Add({State::kOk, "libpq", version});
    else
      Add({State::kNote, "libpq", "libpq.so.5 is not installed, or too old",
           "install libpq5; without it no PostgreSQL database can be asked"});
  }

  void AddStore() {
    const auto newest = static_cast<int>(StoreMigrations().size());
    const Result<bool> there = LooksLikeStore(store_path_, world_.files, newest);
    if (!there) return Add({State::kFailed, "store", there.error().Message()});
    const std::string folder = NearestFolder();
    if (*there) {
      if (access(store_path_.c_str(), W_OK) != 0) return AddNotWritable(store_path_);
    }
    // SQLite puts its log beside the file.
    if (access(folder.c_str(), W_OK | X_OK) != 0) return AddNotWritable(folder);
    const std::string schema = *there ? SchemaOf(newest) : "none yet: the first run makes it";
    struct statvfs space {};
    if (statvfs(folder.c_str(), &space) != 0) return Add({State::kOk, "store", store_path_ + ": " + schema});
    const uint64_t free = uint64_t{space.f_bavail} * space.f_frsize;
    Finding finding{State::kOk, "store", fmt::format("{}: {}, {} free", store_path_, schema, FormatSize(free))};
    if (free < kLittleSpace) finding.state = State::kFailed;
    if (free < kLittleSpace) finding.advice = "make room, or name another store with --store";
    Add(std::move(finding));
  }

  void AddNotWritable(const std::string& path) {
    Add({State::kFailed, "store", fmt::format("{} can't be written: {}", path, std::strerror(errno)),
         "name another store with --store"});
  }

  // The folder of the store, or the one above it in which it would be made.
  std::string NearestFolder() const {
    std::string folder = FolderOf(store_path_);
    while (folder != "." && folder != "/" && access(folder.c_str(), F_OK) != 0) folder = FolderOf(folder);
    return folder;
  }

  std::string SchemaOf(int newest) const {
    Result<Database> database = Database::Open(store_path_, {.mode = SqliteOptions::Mode::kReadOnly});
    if (!database) return "its schema can't be read";
    auto statement = database->Prepare("PRAGMA user_version");
    if (!statement || !statement->Step().value_or(false)) return "its schema can't be read";
    const int64_t schema = statement->Integer(0);
    return schema == newest ? fmt::format("schema {}", schema)
                            : fmt::format("schema {}, which the next run brings to {}", schema, newest);
  }

  void AddKey(const std::string& name) {
    const std::string* value = Variable(name);
    Add({value && !value->empty() ? State::kOk : State::kNote, name,
         !value           ? "not set"
         : value->empty() ? "set, but empty"
                          : "set"});
  }

  // Only where a proxy is, never who one is there.
  void AddProxy(const char* name) {
    const std::string* value = Variable(name);
    if (!value || value->empty()) return;
    const bool list = std::string_view(name).ends_with("no_proxy") || std::string_view(name).ends_with("NO_PROXY");
    if (list) return Add({State::kNote, name, Abbreviate(*value, 100)});
    if (!world_.http.Missing().empty()) return;  // it takes libcurl to read an url
    const std::string shown = OriginOf(value->find("://") == std::string::npos ? "http://" + *value : *value);
    if (shown.empty()) return Add({State::kFailed, name, "no url of a proxy", "write it as http://host:port"});
    Add({State::kNote, name, shown});
  }

  void AddTrusted(const char* name) {
    const std::string* value = Variable(name);
    if (!value || value->empty()) return;
    if (access(value->c_str(), R_OK) == 0)
      return Add(
          {State::kNote, name, fmt::format("certificates of {} are trusted in the place of the system's", *value)});
    Add({State::kFailed, name, fmt::format("{}: {}", *value, std::strerror(errno)),
         "without it no https server is trusted: correct it, or unset it"});
  }

  // As harness has raised it.
  void AddOpenFiles() {
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    if (files.rlim_cur >= kFewFiles) return Add({State::kOk, "open files", std::to_string(files.rlim_cur)});
    Add({State::kNote, "open files",
         fmt::format("at most {}, which bounds how many calls can be made at once", files.rlim_cur),
         "raise the hard limit: ulimit -Hn"});
  }

  World& world_;
  const std::string& store_path_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> ExamineMachine(World& world, const std::string& store_path) {
  return Examiner(world, store_path).Examine();
}

}  // namespace harness
