// SQLite behind RAII: a connection, prepared statements, transactions. The only files that include sqlite3.h are this
// pair and sqlite_rows.cc.
//
// Errors carry SQLite's text and the path of the database; Database::problem says of which kind the last one was. A
// connection and all that is made from it belong to one thread at a time; a Statement may not outlive a Database's use,
// but is safe to destroy after it.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace harness {

class Database;
class SqliteRows;

enum class SqliteProblem { kNone, kBusy, kFull, kConstraint, kCorrupt, kNotADatabase, kReadOnly, kCannotOpen, kOther };

struct SqliteOptions {
  enum class Mode { kReadOnly, kReadWrite, kCreate };
  Mode mode = Mode::kReadWrite;
  std::chrono::milliseconds busy_timeout = std::chrono::seconds(10);
  std::string vfs = {};  // empty: the default one
};

// One statement, compiled. Parameters and columns: parameters count from 1, columns from 0.
class Statement {
 public:
  Statement() = default;

  // Views are not copied: their text must live until the next Reset, Run or Bind of the same parameter. A failure (too
  // large, no such parameter) is kept and returned by Step.
  Statement& Bind(int parameter, std::integral auto value) {
    return BindInteger(parameter, static_cast<int64_t>(value));
  }
  Statement& Bind(int parameter, std::floating_point auto value) { return BindNumber(parameter, value); }
  Statement& Bind(int parameter, std::string_view value) { return BindText(parameter, value); }
  Statement& Bind(int parameter, const char* value) { return BindText(parameter, value); }
  Statement& Bind(int parameter, std::nullptr_t) { return BindNull(parameter); }
  template <typename T>
  Statement& Bind(int parameter, const std::optional<T>& value) {
    return value ? Bind(parameter, *value) : BindNull(parameter);
  }
  Statement& BindCopy(int parameter, std::string_view value);  // the text may go at once
  Statement& BindBlob(int parameter, std::string_view bytes);  // not copied

  // To the next row; false when there is none, and then the statement is as after Reset.
  Result<bool> Step();
  // For a statement without rows: steps to its end.
  Result<> Run();
  // Before the first row again; parameters keep their values.
  void Reset();

  int columns() const;
  std::string_view ColumnName(int column) const;
  bool IsNull(int column) const;
  int64_t Integer(int column) const;
  double Number(int column) const;
  // Text or blob, valid until the next Step or Reset; empty if null.
  std::string_view Text(int column) const;

 private:
  friend class Database;
  struct Close {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  Statement& BindInteger(int parameter, int64_t value);
  Statement& BindNumber(int parameter, double value);
  Statement& BindText(int parameter, std::string_view value);
  Statement& BindNull(int parameter);
  Statement& Keep(int code);

  std::unique_ptr<sqlite3_stmt, Close> statement_;
  int bind_problem_ = 0;
};

class Database {
 public:
  // ":memory:" is a database of its own. The file is looked at when it is first used.
  static Result<Database> Open(const std::string& path, const SqliteOptions& options = {});

  // Runs all statements of `sql`, without parameters; rows are dropped.
  Result<> Exec(const std::string& sql);
  // Exactly one statement.
  Result<Statement> Prepare(std::string_view sql);

  int64_t last_insert_id() const;
  // Rows that the last INSERT, UPDATE or DELETE changed.
  int64_t changes() const;
  bool in_transaction() const;
  // Of the last call on this connection.
  SqliteProblem problem() const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  explicit Database(sqlite3* database) : database_(database) {}
  friend Result<> AddRows(Database& database, const std::string& name, int columns, const SqliteRows& rows);
  std::unique_ptr<sqlite3, Close> database_;
};

// Of the library: "3.40.1".
std::string SqliteVersion();

// BEGIN IMMEDIATE … COMMIT; rolled back when it is destroyed before its Commit, or when that fails.
class Transaction {
 public:
  static Result<Transaction> Begin(Database& database);
  ~Transaction();
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction& operator=(Transaction&&) = delete;

  Result<> Commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  void Rollback();
  Database* database_;
};

}  // namespace harness
