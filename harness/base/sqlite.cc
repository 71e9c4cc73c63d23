#include "harness/base/sqlite.h"

#include <sqlite3.h>

#include <cassert>

#include "harness/base/text.h"

namespace harness {
namespace {

Unexpected FailOf(sqlite3* database) {
  const char* path = sqlite3_db_filename(database, "main");
  const std::string name = path == nullptr || *path == '\0' ? ":memory:" : path;
  return Fail("{}: {}", name, sqlite3_errmsg(database));
}

int FlagsOf(SqliteOptions::Mode mode) {
  switch (mode) {
    case SqliteOptions::Mode::kReadOnly:
      return SQLITE_OPEN_READONLY;
    case SqliteOptions::Mode::kReadWrite:
      return SQLITE_OPEN_READWRITE;
    case SqliteOptions::Mode::kCreate:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  }
  return 0;
}

// SQLite counts its memory under a lock of its own at each allocation; nobody asks for the count.
void CountNoMemory() {
  static const int done = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(done);
}

}  // namespace

void Statement::Close::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}
void Database::Close::operator()(sqlite3* database) const {
  sqlite3_close_v2(database);
}

Statement& Statement::Keep(int code) {
  if (code != SQLITE_OK && bind_problem_ == SQLITE_OK) bind_problem_ = code;
  return *this;
}

Statement& Statement::BindInteger(int parameter, int64_t value) {
  return Keep(sqlite3_bind_int64(statement_.get(), parameter, value));
}

Statement& Statement::BindNumber(int parameter, double value) {
  return Keep(sqlite3_bind_double(statement_.get(), parameter, value));
}

// A view of nothing has no address, which SQLite would take for NULL.
Statement& Statement::BindText(int parameter, std::string_view value) {
  const char* text = value.data() == nullptr ? "" : value.data();
  return Keep(sqlite3_bind_text64(statement_.get(), parameter, text, value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

Statement& Statement::BindCopy(int parameter, std::string_view value) {
  const char* text = value.data() == nullptr ? "" : value.data();
  return Keep(sqlite3_bind_text64(statement_.get(), parameter, text, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

Statement& Statement::BindBlob(int parameter, std::string_view bytes) {
  const char* data = bytes.data() == nullptr ? "" : bytes.data();
  return Keep(sqlite3_bind_blob64(statement_.get(), parameter, data, bytes.size(), SQLITE_STATIC));
}

Statement& Statement::BindNull(int parameter) {
  return Keep(sqlite3_bind_null(statement_.get(), parameter));
}

Result<bool> Statement::Step() {
  sqlite3* database = sqlite3_db_handle(statement_.get());
  if (bind_problem_ != SQLITE_OK) {
    const int problem = std::exchange(bind_problem_, SQLITE_OK);
    return Fail("cannot bind a parameter: {}", sqlite3_errstr(problem));
  }
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) {
    Unexpected failure = FailOf(database);
    Reset();
    return failure;
  }
  Reset();
  return false;
}

Result<> Statement::Run() {
  while (true) {
    auto row = Step();
    if (!row) return Unexpected(std::move(row.error()));
    if (!*row) return {};
  }
}

void Statement::Reset() {
  sqlite3_reset(statement_.get());
}

int Statement::columns() const {
  return sqlite3_column_count(statement_.get());
}
std::string_view Statement::ColumnName(int column) const {
  return sqlite3_column_name(statement_.get(), column);
}
bool Statement::IsNull(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}
int64_t Statement::Integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}
double Statement::Number(int column) const {
  return sqlite3_column_double(statement_.get(), column);
}

std::string_view Statement::Text(int column) const {
  const void* text = sqlite3_column_type(statement_.get(), column) == SQLITE_BLOB
                         ? sqlite3_column_blob(statement_.get(), column)
                         : sqlite3_column_text(statement_.get(), column);
  if (text == nullptr) return {};
  return {static_cast<const char*>(text), static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Result<Database> Database::Open(const std::string& path, const SqliteOptions& options) {
  CountNoMemory();
  sqlite3* handle = nullptr;
  const char* vfs = options.vfs.empty() ? nullptr : options.vfs.c_str();
  const int code = sqlite3_open_v2(path.c_str(), &handle, FlagsOf(options.mode) | SQLITE_OPEN_NOMUTEX, vfs);
  Database database(handle);
  if (code != SQLITE_OK) {
    return Fail("cannot open {}: {}", path, handle == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle));
  }
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, static_cast<int>(options.busy_timeout.count()));
  // Otherwise "a misspelt column" is taken for a text.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  return database;
}

Result<> Database::Exec(const std::string& sql) {
  if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    return FailOf(database_.get());
  return {};
}

Result<Statement> Database::Prepare(std::string_view sql) {
  sqlite3_stmt* handle = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle, &tail);
  Statement statement(handle);
  if (code != SQLITE_OK) return FailOf(database_.get());
  const std::string_view rest = Trim(sql.substr(static_cast<size_t>(tail - sql.data())));
  if (handle == nullptr || !rest.empty()) return Fail("one SQL statement is expected, not: {}", Abbreviate(sql, 200));
  return statement;
}

std::string SqliteVersion() {
  return sqlite3_libversion();
}

int64_t Database::last_insert_id() const {
  return sqlite3_last_insert_rowid(database_.get());
}
int64_t Database::changes() const {
  return sqlite3_changes64(database_.get());
}
bool Database::in_transaction() const {
  return sqlite3_get_autocommit(database_.get()) == 0;
}

SqliteProblem Database::problem() const {
  switch (sqlite3_errcode(database_.get()) & 0xFF) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
      return SqliteProblem::kNone;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return SqliteProblem::kBusy;
    case SQLITE_FULL:
      return SqliteProblem::kFull;
    case SQLITE_CONSTRAINT:
      return SqliteProblem::kConstraint;
    case SQLITE_CORRUPT:
      return SqliteProblem::kCorrupt;
    case SQLITE_NOTADB:
      return SqliteProblem::kNotADatabase;
    case SQLITE_READONLY:
      return SqliteProblem::kReadOnly;
    case SQLITE_CANTOPEN:
      return SqliteProblem::kCannotOpen;
    default:
      return SqliteProblem::kOther;
  }
}

Result<Transaction> Transaction::Begin(Database& database) {
  auto begun = database.Exec("BEGIN IMMEDIATE");
  if (!begun) return Unexpected(std::move(begun.error()));
  return Transaction(database);
}

Transaction::~Transaction() {
  Rollback();
}

// SQLite has rolled back by itself after some errors (disk full, out of memory).
void Transaction::Rollback() {
  if (database_ == nullptr || !database_->in_transaction()) return;
  const auto ignored = database_->Exec("ROLLBACK");
  static_cast<void>(ignored);
}

Result<> Transaction::Commit() {
  assert(database_ != nullptr);
  auto committed = database_->Exec("COMMIT");
  if (!committed) Rollback();
  database_ = nullptr;
  return committed;
}

}  // namespace harness
