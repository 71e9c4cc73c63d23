#include "harness/suite/databases.h"

#include <map>
#include <mutex>
#include <optional>

#include "harness/base/scratch_folder.h"
#include "harness/base/sqlite.h"
#include "harness/base/text.h"
#include "harness/sql/databricks.h"
#include "harness/sql/databricks_options.h"
#include "harness/sql/postgres.h"
#include "harness/sql/sqlite_sandbox.h"

namespace harness {
namespace {

constexpr uint64_t kMaxScript = 64 << 20;  // bytes

using Engines = std::vector<std::shared_ptr<SqlEngine>>;

class SuiteDatabases final : public Databases {
 public:
  explicit SuiteDatabases(const Services& services)
      : services_(services), sandbox_(DefaultSqliteWorkerPath(), services.processes, services.clock) {}

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
    names.reserve(named_.size());
    for (const auto& [name, engine] : named_) names.push_back(name);
    return names;
  }

  GoldQueries& gold() override { return gold_; }

  // Before anybody calls Find.
  void Add(const Node& name, const Node& config, Diagnostics& diagnostics) {
    Result<std::shared_ptr<SqlEngine>> engine = Make(config);
    if (!engine) diagnostics.Add(engine.error());
    named_.emplace(name.AsString(), engine ? std::move(*engine) : nullptr);  // its name is known all the same
  }

 private:
  Result<Engines> Open(const std::string& name, const std::string& path) {
    const Result<FileInfo> info = services_.files.Stat(path);
    if (!info) return Unexpected(info.error());
    std::vector<std::string> found;
    if (info->kind == FileInfo::Kind::kFile) found.push_back(path);
    if (info->kind == FileInfo::Kind::kFolder) {
      Result<std::vector<std::string>> files = services_.files.Glob(EscapeGlob(path) + "/*.sqlite*");
      if (!files) return Unexpected(files.error());
      found = std::move(*files);
    }
    if (found.empty()) return NoSuch(name, path);
    Engines engines;
    std::erase_if(found, [](const std::string& file) {
      return file.ends_with("-wal") || file.ends_with("-shm") || file.ends_with("-journal");
    });
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
    if (const Node* file = config.Find("sqlite")) return MakeSqlite(*file, config);
    if (const Node* url = config.Find("postgresql")) {
      const Node* schema = config.Find("schema");
      auto engine = MakePostgres({url->AsString(), schema ? schema->AsString() : ""}, services_.clock);
      if (!engine) return url->Fail("{}", engine.error().Message());
      return std::shared_ptr<SqlEngine>(std::move(*engine));
    }
    const Node& options = *config.Find("databricks");
    Result<DatabricksConfig> databricks = ReadDatabricks(options);
    if (!databricks) return Unexpected(databricks.error());
    auto engine = MakeDatabricks(std::move(*databricks), services_.http, services_.clock, services_.files,
                                 services_.processes, services_.environment, services_.secrets);
    if (!engine) return options.Fail("{}", engine.error().Message());
    return std::shared_ptr<SqlEngine>(std::move(*engine));
  }

  Result<DatabricksConfig> ReadDatabricks(const Node& options) const {
    Result<DatabricksConfig> config = ReadDatabricksLogin(options, services_.environment);
    if (!config) return config;
    for (const auto& [key, to] : {std::pair("warehouse", &config->warehouse), std::pair("catalog", &config->catalog),
                                  std::pair("schema", &config->schema)})
      if (const Node* node = options.Find(key)) *to = node->AsString();
    return config;
  }

  Result<std::shared_ptr<SqlEngine>> MakeSqlite(const Node& file, const Node& config) {
    const Node* strings = config.Find("double_quoted_strings");
    const SqliteSandbox::Options options{strings && strings->AsBool()};
    std::string path = file.AsPath();
    if (!FileExists(services_.files, path)) return file.Fail("there is no file {}", path);
    if (path.ends_with(".sql")) {
      Result<std::string> built = Build(path);
      if (!built) return file.Fail("{}", built.error().Message());
      path = std::move(*built);
    }
    return std::shared_ptr<SqlEngine>(MakeSqliteEngine(sandbox_, path, options));
  }

  // A line that begins one, as sqlite3's .dump writes it.
  static bool HasTransaction(std::string_view script) {
    for (const std::string_view line : Split(script, "\n"))
      if (FoldCase(Trim(line)).starts_with("begin")) return true;
    return false;
  }

  // Runs a script into a database of its own.
  Result<std::string> Build(const std::string& script_path) {
    const Result<std::string> script = ReadWholeFile(services_.files, script_path, kMaxScript);
    if (!script) return Unexpected(script.error());
    if (!scratch_) {
      auto made = ScratchFolder::Make();
      if (!made) return Unexpected(made.error());
      scratch_.emplace(std::move(*made));
    }
    std::string path = fmt::format("{}/{}.sqlite", scratch_->path(), ++built_);
    Result<Database> database = Database::Open(path, {.mode = SqliteOptions::Mode::kCreate});
    if (!database) return Unexpected(database.error());
    const bool own = HasTransaction(*script);
    const Result<> done = database->Exec("PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY;" +
                                         (own ? *script : "BEGIN;" + *script + "\n;COMMIT;"));
    if (!done) return Fail("{}: {}", script_path, done.error().Message());
    if (database->in_transaction()) return Fail("{}: its transaction is never committed", script_path);
    return path;
  }

  const Services services_;
  std::optional<ScratchFolder> scratch_;
  int built_ = 0;
  SqliteSandbox sandbox_;
  GoldQueries gold_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<SqlEngine>> named_;
  std::map<std::string, Engines> paths_;
};

}  // namespace

namespace {

Shape DatabricksShape() {
  Shape shape{DatabricksLoginFields()};
  shape.fields.push_back({"warehouse", kText, "The id of the SQL warehouse; by default DATABRICKS_WAREHOUSE_ID."});
  shape.fields.push_back({"catalog", kText, "Of names without one."});
  shape.fields.push_back({"schema", kText, "Of names without one."});
  return shape;
}

// One kind, and only options of that kind.
bool CheckKind(const Node& name, const Node& config, Diagnostics& diagnostics) {
  constexpr std::string_view kKinds[] = {"sqlite", "postgresql", "databricks"};
  std::vector<std::string_view> found;
  for (const std::string_view kind : kKinds)
    if (config.Find(kind)) found.push_back(kind);
  if (found.size() != 1) {
    const std::string has = found.empty() ? "none" : fmt::format("{} and {}", found[0], found[1]);
    diagnostics.Add(name.MakeDiagnostic(
        fmt::format("a database has one of 'sqlite', 'postgresql' and 'databricks'; found {}", has)));
    return false;
  }
  for (const auto& [option, kind] : {std::pair("double_quoted_strings", "sqlite"), std::pair("schema", "postgresql")})
    if (const Node* node = config.Find(option); node && found[0] != kind) {
      diagnostics.Add(node->MakeDiagnostic(fmt::format("'{}' is an option of {}", option, kind)));
      return false;
    }
  return true;
}

}  // namespace

Shape DatabaseShape() {
  return {{
      {"sqlite", kText, "The path of a SQLite file, or of a .sql script that a database is built from for the run."},
      {"double_quoted_strings", kBool,
       "Whether \"a\" is a text where it is no name, as in SQLite by default; else it is a mistake of the query."},
      {"postgresql", kText, "A connection as libpq reads it, such as postgresql://user@host/database."},
      {"schema", kText, "Of PostgreSQL: the search_path."},
      {"databricks", kMap, "A SQL warehouse.", false, {}, std::make_shared<const Shape>(DatabricksShape())},
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
    else if (CheckShape(entry.value, DatabaseShape(), diagnostics) && CheckKind(entry.key, entry.value, diagnostics))
      databases->Add(entry.key, entry.value, diagnostics);
  }
  return databases;
}

}  // namespace harness
