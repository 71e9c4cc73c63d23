#include "harness/sql/sqlite_reader.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <optional>

#include "harness/sql/sqlite_functions.h"

namespace harness {
namespace {

using std::chrono::steady_clock;

constexpr size_t kMaxConnections = 16;
constexpr int kBusyMillis = 200;      // how long another program's writing is waited for
constexpr int kProgressSteps = 1000;  // instructions of SQLite's machine between two looks at the clock

constexpr std::array<std::pair<int, int>, 10> kLimits = {{
    {SQLITE_LIMIT_LENGTH, 1'000'000},  // bytes of a text, blob or row
    {SQLITE_LIMIT_SQL_LENGTH, 1'000'000},
    {SQLITE_LIMIT_COLUMN, 2000},
    {SQLITE_LIMIT_EXPR_DEPTH, 500},
    {SQLITE_LIMIT_COMPOUND_SELECT, 200},
    {SQLITE_LIMIT_FUNCTION_ARG, 100},
    {SQLITE_LIMIT_ATTACHED, 0},
    {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 0},
    {SQLITE_LIMIT_WORKER_THREADS, 0},
}};

struct CloseStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using StatementHandle = std::unique_ptr<sqlite3_stmt, CloseStatement>;

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};

// Which file a path named when it was opened.
struct FileState {
  dev_t device = 0;
  ino_t inode = 0;
  off_t size = 0;
  int64_t changed_ns = 0;
  bool has_log = false;  // a write-ahead log with something in it
  bool operator==(const FileState&) const = default;
};

std::optional<FileState> StateOf(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  struct stat log {};
  const bool has_log = stat((path + "-wal").c_str(), &log) == 0 && log.st_size > 0;
  return FileState{info.st_dev, info.st_ino, info.st_size, info.st_mtim.tv_sec * 1'000'000'000LL + info.st_mtim.tv_nsec,
                   has_log};
}

// A file: URI with everything but letters, digits and a few signs escaped.
std::string UriOf(const std::string& path, std::string_view options) {
  std::string uri = "file:";
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
                       c == '.' || c == '_' || c == '-';
    uri += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri + "?" + std::string(options);
}

SqlProblem ProblemOf(int code, std::string_view message, bool preparing) {
  switch (code & 0xff) {
    case SQLITE_INTERRUPT:
      return SqlProblem::kTimeout;
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG:
      return SqlProblem::kTooLarge;
    case SQLITE_CANTOPEN:
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_IOERR:
    case SQLITE_BUSY:
    case SQLITE_READONLY:
    case SQLITE_PROTOCOL:
      return SqlProblem::kUnavailable;
    default:
      break;
  }
  if (message.starts_with("no such") || message.starts_with("ambiguous column")) return SqlProblem::kMissingName;
  for (const std::string_view large : {"Expression tree is too large", "too many terms", "parser stack overflow"})
    if (message.starts_with(large)) return SqlProblem::kTooLarge;
  return preparing ? SqlProblem::kSyntax : SqlProblem::kFailed;
}

// Bytes that a reply takes once it is a table.
int64_t Held(const SqliteReply& reply, int64_t cells) {
  return static_cast<int64_t>(reply.bytes()) + cells * static_cast<int64_t>(sizeof(SqlValue));
}

void AddCell(sqlite3_stmt* statement, int column, SqliteReply& reply) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return reply.AddInteger(sqlite3_column_int64(statement, column));
    case SQLITE_FLOAT:
      return reply.AddReal(sqlite3_column_double(statement, column));
    case SQLITE_NULL:
      return reply.AddNull();
    default:
      break;
  }
  const bool blob = sqlite3_column_type(statement, column) == SQLITE_BLOB;
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement, column));
  const std::string_view bytes(data, static_cast<size_t>(sqlite3_column_bytes(statement, column)));
  return blob ? reply.AddBlob(bytes) : reply.AddText(bytes);
}

}  // namespace

struct SqliteReader::Connection {
  std::string path;
  FileState state;
  std::unique_ptr<sqlite3, CloseDatabase> database;
  std::string refused;  // what the authorizer said no to last
  Now now = nullptr;
  steady_clock::time_point deadline;

  static int Authorize(void* self, int action, const char* first, const char* second, const char*, const char*) {
    auto& connection = *static_cast<Connection*>(self);
    const auto text = [](const char* t) { return std::string_view(t ? t : ""); };
    if (action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_RECURSIVE) return SQLITE_OK;
    if (action == SQLITE_FUNCTION && IsAllowedSqliteFunction(text(second))) return SQLITE_OK;
    // What FTS5 asks before it reads.
    if (action == SQLITE_PRAGMA && text(first) == "data_version" && !second) return SQLITE_OK;
    connection.refused = action == SQLITE_FUNCTION ? fmt::format("the function {}() is not allowed", text(second))
                                                   : "only reading is allowed";
    return SQLITE_DENY;
  }

  static int Progress(void* self) {
    const auto& connection = *static_cast<const Connection*>(self);
    return connection.now() >= connection.deadline ? 1 : 0;
  }

  bool Set(int option, int value) const {
    int is = 0;
    return sqlite3_db_config(database.get(), option, value, &is) == SQLITE_OK && is == value;
  }

  // Everything that keeps a query to reading. False if the library does not do as it was told.
  bool Harden() {
    for (const auto& [limit, value] : kLimits) {
      sqlite3_limit(database.get(), limit, value);
      if (sqlite3_limit(database.get(), limit, -1) > value) return false;
    }
    const bool set = Set(SQLITE_DBCONFIG_DEFENSIVE, 1) && Set(SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0) &&
                     Set(SQLITE_DBCONFIG_ENABLE_TRIGGER, 0) && Set(SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0) &&
                     Set(SQLITE_DBCONFIG_DQS_DDL, 0);
    // Connects the tables of these functions, which the authorizer would take for writing.
    const char* connect = "SELECT 1 FROM json_each('[]'), json_tree('[]')";
    if (sqlite3_exec(database.get(), connect, nullptr, nullptr, nullptr) != SQLITE_OK) return false;
    const char* pragmas = "PRAGMA temp_store=MEMORY; PRAGMA query_only=1; PRAGMA cell_size_check=1;";
    if (!set || sqlite3_exec(database.get(), pragmas, nullptr, nullptr, nullptr) != SQLITE_OK) return false;
    sqlite3_busy_timeout(database.get(), kBusyMillis);
    sqlite3_progress_handler(database.get(), kProgressSteps, Progress, this);
    return sqlite3_set_authorizer(database.get(), Authorize, this) == SQLITE_OK;
  }

  std::string Error(int code, bool preparing) const {
    const std::string message = sqlite3_errmsg(database.get());
    if (!refused.empty()) return SqliteReply::Error(SqlProblem::kRefused, refused);
    return SqliteReply::Error(ProblemOf(code, message, preparing), message);
  }
};

SqliteReader::SqliteReader(Now now) : now_(now) {
  sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);  // no locks; before anything else of the library is used
  sqlite3_hard_heap_limit64(kSqliteHeap);
}
SqliteReader::~SqliteReader() = default;

SqliteReader::Connection* SqliteReader::Open(const SqliteRequest& request, std::string& problem) {
  const std::optional<FileState> state = StateOf(request.path);
  if (!state) {
    problem = fmt::format("there is no file {}", request.path);
    return nullptr;
  }
  if (state->size == 0) {
    problem = fmt::format("{} is empty", request.path);
    return nullptr;
  }
  const auto same = [&](const auto& c) { return c->path == request.path; };
  const auto found = std::find_if(connections_.begin(), connections_.end(), same);
  if (found != connections_.end() && (*found)->state == *state) {
    connections_.splice(connections_.begin(), connections_, found);
    return connections_.front().get();
  }
  if (found != connections_.end()) connections_.erase(found);
  auto made = std::make_unique<Connection>();
  made->path = request.path;
  made->state = *state;
  made->now = now_;
  made->deadline = steady_clock::time_point::max();
  sqlite3* opened = nullptr;
  const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
  // A database in WAL mode can't be read without a file beside it that this process may not create; without a log
  // nothing is lost by taking the file as it is.
  const char* options = state->has_log ? "mode=ro&readonly_shm=1" : "mode=ro&immutable=1";
  const int code = sqlite3_open_v2(UriOf(request.path, options).c_str(), &opened, flags, nullptr);
  made->database.reset(opened);
  if (code != SQLITE_OK || !made->Harden()) {
    problem = fmt::format("{}: {}", request.path, opened ? sqlite3_errmsg(opened) : "out of memory");
    return nullptr;
  }
  connections_.push_front(std::move(made));
  if (connections_.size() > kMaxConnections) connections_.pop_back();
  return connections_.front().get();
}

std::string SqliteReader::Run(const SqliteRequest& request) {
  std::string problem;
  Connection* connection = Open(request, problem);
  if (!connection) return SqliteReply::Error(SqlProblem::kUnavailable, problem);
  if (request.sql.find('\0') != std::string::npos)
    return SqliteReply::Error(SqlProblem::kSyntax, "the query holds a NUL byte");
  if (!connection->Set(SQLITE_DBCONFIG_DQS_DML, request.double_quoted_strings ? 1 : 0))
    return SqliteReply::Error(SqlProblem::kUnavailable, "SQLite can't be told how to take \"a\"");
  return Execute(*connection, request);
}

std::string SqliteReader::Execute(Connection& connection, const SqliteRequest& request) {
  const auto begun = now_();
  connection.deadline = begun + request.time;
  connection.refused.clear();
  sqlite3_stmt* made = nullptr;
  const char* tail = nullptr;
  sqlite3* database = connection.database.get();
  const int prepared =
      sqlite3_prepare_v2(database, request.sql.c_str(), static_cast<int>(request.sql.size()) + 1, &made, &tail);
  const StatementHandle statement(made);
  if (prepared != SQLITE_OK) return connection.Error(prepared, true);
  if (!made) return SqliteReply::Error(SqlProblem::kSyntax, "there is no statement");
  if (sqlite3_stmt_isexplain(made) != 0 || sqlite3_stmt_readonly(made) == 0 || sqlite3_column_count(made) == 0)
    return SqliteReply::Error(SqlProblem::kRefused, "only reading is allowed");
  sqlite3_stmt* second = nullptr;
  const int more = sqlite3_prepare_v2(database, tail, -1, &second, nullptr);
  const StatementHandle stacked(second);
  if (second || more != SQLITE_OK) return SqliteReply::Error(SqlProblem::kSyntax, "there is more than one statement");

  SqliteReply reply;
  const int columns = sqlite3_column_count(made);
  for (int i = 0; i < columns; ++i) reply.AddColumn(sqlite3_column_name(made, i));
  bool truncated = false;
  int code = SQLITE_ROW;
  for (int64_t rows = 0; (code = sqlite3_step(made)) == SQLITE_ROW; ++rows) {
    truncated = rows == request.max_rows || Held(reply, rows * columns) > request.max_bytes;
    if (truncated) break;
    for (int i = 0; i < columns; ++i) AddCell(made, i, reply);
  }
  if (!truncated && code != SQLITE_DONE) return connection.Error(code, false);
  return reply.Answer(now_() - begun, truncated);
}

}  // namespace harness
