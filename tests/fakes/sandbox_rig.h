// A SQLite sandbox over a small database in a folder of its own.
#pragma once

#include <memory>
#include <string>

#include "harness/base/process.h"
#include "harness/base/sqlite.h"
#include "harness/sql/sqlite_sandbox.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {

class SandboxRig {
 public:
  SandboxRig() {
    auto database = Database::Open(path(), {.mode = SqliteOptions::Mode::kCreate});
    const std::string script =
        "CREATE TABLE hero (id INTEGER PRIMARY KEY, name TEXT, height REAL);"
        "INSERT INTO hero VALUES (1, 'Ant', 0.5), (2, 'Bee', NULL), (3, 'Cat', 2);"
        "CREATE VIEW tall AS SELECT name FROM hero WHERE height > 1;";
    made_ = database && database->Exec(script);
  }

  bool made() const { return made_; }
  std::string path() const { return folder_ / "hero.sqlite"; }
  const TemporaryFolder& folder() const { return folder_; }
  SqliteSandbox& sandbox() { return sandbox_; }

  tl::expected<SqlAnswer, SqlError> Query(std::string_view sql,
                                          std::chrono::milliseconds time = std::chrono::seconds(20)) {
    SqlLimits limits;
    limits.deadline = clock_->SteadyNow() + time;
    return Query(sql, limits);
  }
  tl::expected<SqlAnswer, SqlError> Query(std::string_view sql, const SqlLimits& limits) {
    return sandbox_.Query(path(), sql, limits, options);
  }

  // "1|Ant|0.5;…" or "refused: only reading is allowed".
  std::string Told(std::string_view sql) {
    const auto answer = Query(sql);
    if (!answer) return std::string(ToString(answer.error().problem)) + ": " + answer.error().message;
    std::string text;
    for (size_t row = 0; row < answer->table.rows(); ++row) {
      if (row > 0) text += ";";
      for (size_t column = 0; column < answer->table.columns.size(); ++column)
        text += (column > 0 ? "|" : "") + ToText(answer->table.at(row, column));
    }
    return text;
  }

  Clock& clock() { return *clock_; }
  SqliteSandbox::Options options;

 private:
  TemporaryFolder folder_;
  const std::unique_ptr<Clock> clock_ = MakeSystemClock();
  const std::unique_ptr<Processes> processes_ = MakeProcesses(DefaultSupervisorPath());
  SqliteSandbox sandbox_{DefaultSqliteWorkerPath(), *processes_, *clock_};
  bool made_ = false;
};

}  // namespace harness
