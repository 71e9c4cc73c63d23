#include "harness/suite/databases.h"

#include <map>
#include <mutex>
#include <optional>

#include "harness/base/scratch_folder.h"
#include "harness/base/sqlite.h"
#include "harness/base/text.h"
#include "harness/sql/sqlite_sandbox.h"

namespace harness {
namespace {

constexpr uint64_t kMaxScript = 64 << 20;  // bytes

using Engines = std::vector<std::shared_ptr<SqlEngine>>;

class SuiteDatabases final : public Databases {
 public:
  explicit SuiteDatabases(const Services& services)
      : files_(services.files), sandbox_(DefaultSqliteWorkerPath(), services.processes, services.clock) {}

  Result<Engines> Find(const std::string& name, const std::string& folder) override {
    const std::lock_guard lock(mutex_);
    if (const auto found = named_.find(name); found != named_.end()) return Engines{found->second};
    const std::string path = PathFrom(folder, name);
    if (const auto found = paths_.find(path); found != paths_.end()) return found->second;
    Result<Engines> engines = Open(name, path);
    if (engines) paths_.emplace(path, *engines);
    return engines;
  }

  std::vector<std::string> Names() const override {
    std::vector<std::string> names;
    for (const auto& [name, engine] : named_) names.push_back(name);
    return names;
  }

  // Before anybody calls Find.
  void Add(const Node& name, const Node& config, Diagnostics& diagnostics) {
    Result<std::shared_ptr<SqlEngine>> engine = Make(config);
    if (!engine) return diagnostics.Add(engine.error());
    named_.emplace(name.AsString(), std::move(*engine));
  }

 private:
  Result<Engines> Open(const std::string& name, const std::string& path) {
    const Result<FileInfo> info = files_.Stat(path);
    if (!info) return Unexpected(info.error());
    std::vector<std::string> found;
    if (info->kind == FileInfo::Kind::kFile) found.push_back(path);
    if (info->kind == FileInfo::Kind::kFolder) {
      Result<std::vector<std::string>> files = files_.Glob(EscapeGlob(path) + "/*.sqlite*");
      if (!files) return Unexpected(files.error());
      found = std::move(*files);
    }
    if (found.empty()) return NoSuch(name, path);
    Engines engines;
    for (std::string& file : found) engines.push_back(MakeSqliteEngine(sandbox_, std::move(file), {}));
    return engines;
  }

  static std::string EscapeGlob(const std::string& path) {
    std::string pattern;
    for (const char c : path) {
      if (c == '*' || c == '?' || c == '[' || c == '\\') pattern += '\\';
      pattern += c;
    }
    return pattern;
  }

  Unexpected NoSuch(const std::string& name, const std::string& path) const {
    if (named_.empty()) return Fail("there is no file {}, and the suite has no 'databases'", path);
    return Fail("{}, and there is no file {}", UnknownName("database", name, Names()), path);
  }

  Result<std::shared_ptr<SqlEngine>> Make(const Node& config) {
    const Node* strings = config.Find("double_quoted_strings");
    const SqliteSandbox::Options options{strings && strings->AsBool()};
    const Node& file = *config.Find("sqlite");
    std::string path = file.AsPath();
    if (!FileExists(files_, path)) return file.Fail("there is no file {}", path);
    if (path.ends_with(".sql")) {
      Result<std::string> built = Build(path);
      if (!built) return file.Fail("{}", built.error().Message());
      path = std::move(*built);
    }
    return std::shared_ptr<SqlEngine>(MakeSqliteEngine(sandbox_, path, options));
  }

  // Runs a script into a database of its own.
  Result<std::string> Build(const std::string& script_path) {
    const Result<std::string> script = ReadWholeFile(files_, script_path, kMaxScript);
    if (!script) return Unexpected(script.error());
    if (!scratch_) {
      auto made = ScratchFolder::Make();
      if (!made) return Unexpected(made.error());
      scratch_.emplace(std::move(*made));
    }
    std::string path = fmt::format("{}/{}.sqlite", scratch_->path(), ++built_);
    Result<Database> database = Database::Open(path, {.mode = SqliteOptions::Mode::kCreate});
    if (!database) return Unexpected(database.error());
    const Result<> done = database->Exec("PRAGMA synchronous=OFF; BEGIN;" + *script + ";COMMIT;");
    if (!done) return Fail("{}: {}", script_path, done.error().Message());
    return path;
  }

  Files& files_;
  std::optional<ScratchFolder> scratch_;
  int built_ = 0;
  SqliteSandbox sandbox_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<SqlEngine>> named_;
  std::map<std::string, Engines> paths_;
};

}  // namespace

Shape DatabaseShape() {
  return {{
      {"sqlite", kText, "The path of a SQLite file, or of a .sql script that a database is built from for the run.",
       true},
      {"double_quoted_strings", kBool,
       "Whether \"a\" is a text where it is no name, as in SQLite by default; else it is a mistake of the query."},
  }};
}

std::shared_ptr<Databases> LoadDatabases(const Node* node, const Services& services, Diagnostics& diagnostics) {
  auto databases = std::make_shared<SuiteDatabases>(services);
  if (!node || !node->IsMap()) return databases;
  for (const Node::Entry& entry : node->entries()) {
    if (diagnostics.full()) break;
    if (!entry.value.IsMap())
      diagnostics.Add(entry.value.MakeDiagnostic(
          fmt::format("a database is a map such as {{ sqlite: PATH }}, found {}", Describe(entry.value.kind()))));
    else if (CheckShape(entry.value, DatabaseShape(), diagnostics))
      databases->Add(entry.key, entry.value, diagnostics);
  }
  return databases;
}

}  // namespace harness
