// SQLite files as engines: each query runs in a process of its own kind, harness-sqlite, which can be killed.
//
// Processes are pooled: a query takes an idle one or starts another, so that one that hangs or dies disturbs no other
// query. Thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/process.h"
#include "harness/sql/engine.h"

namespace harness {

class SqliteSandbox {
 public:
  // `program` is the path of harness-sqlite. Nothing is started yet.
  SqliteSandbox(std::string program, Processes& processes, Clock& clock)
      : program_(std::move(program)), processes_(processes), clock_(clock) {}
  SqliteSandbox(const SqliteSandbox&) = delete;
  SqliteSandbox& operator=(const SqliteSandbox&) = delete;

  struct Options {
    bool double_quoted_strings = false;  // "a" is a string where it is no name, as SQLite has it by default
  };

  // Ends by the limits' deadline, or up to half a second after it where a process must be killed.
  tl::expected<SqlAnswer, SqlError> Query(const std::string& path, std::string_view sql, const SqlLimits& limits,
                                          const Options& options);

 private:
  // Says whether the process has answered before.
  Result<std::unique_ptr<Child>> Take(bool& reused);
  void GiveBack(std::unique_ptr<Child> worker);

  const std::string program_;
  Processes& processes_;
  Clock& clock_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Child>> idle_;
};

// `path` is absolute; the sandbox outlives the engine.
std::unique_ptr<SqlEngine> MakeSqliteEngine(SqliteSandbox& sandbox, std::string path, SqliteSandbox::Options options);

// harness-sqlite in the folder of the running executable.
std::string DefaultSqliteWorkerPath();

}  // namespace harness
