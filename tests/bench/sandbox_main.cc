// sandbox_overhead DATABASE QUERIES: what the sandbox adds to a query's bare SQLite time.
//
// QUERIES is a file of JSON lines, each {"sql": …}. Every query runs ROUNDS times on a connection of this process and
// in the sandbox, by turns; both read all rows. Prints the medians, over the queries that run, of the bare time and of
// the difference of each query's medians, in microseconds: {"queries", "bare_us", "added_us"}.
#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <optional>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/json.h"
#include "harness/base/sqlite.h"
#include "harness/sql/sqlite_sandbox.h"

namespace harness {
namespace {

constexpr int kRounds = 15;
constexpr std::chrono::seconds kTime{30};

using Micros = std::chrono::duration<double, std::micro>;

double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

// Reads every cell, as the worker of the sandbox does. nullopt: it does not run.
std::optional<size_t> RunBare(Database& database, const std::string& sql) {
  Result<Statement> statement = database.Prepare(sql);
  if (!statement) return std::nullopt;
  size_t bytes = 0;
  for (;;) {
    const Result<bool> row = statement->Step();
    if (!row) return std::nullopt;
    if (!*row) return bytes;
    for (int column = 0; column < statement->columns(); ++column) bytes += statement->Text(column).size();
  }
}

struct Times {
  double bare = 0, added = 0;
};

std::optional<Times> Measure(Database& database, SqlEngine& engine, Clock& clock, const std::string& sql) {
  std::vector<double> bare, sandboxed;
  for (int round = 0; round < kRounds; ++round) {
    const auto begun = clock.SteadyNow();
    if (!RunBare(database, sql)) return std::nullopt;
    const auto between = clock.SteadyNow();
    SqlLimits limits;
    limits.deadline = between + kTime;
    if (!engine.Query(sql, limits)) return std::nullopt;
    bare.push_back(Micros(between - begun).count());
    sandboxed.push_back(Micros(clock.SteadyNow() - between).count());
  }
  return Times{Median(bare), Median(sandboxed) - Median(bare)};
}

int Main(const std::string& path, const std::string& queries) {
  const auto clock = MakeSystemClock();
  const auto processes = MakeProcesses(DefaultSupervisorPath());
  SqliteSandbox sandbox(DefaultSqliteWorkerPath(), *processes, *clock);
  const auto engine = MakeSqliteEngine(sandbox, path, {});
  Result<Database> database = Database::Open(path, {.mode = SqliteOptions::Mode::kReadOnly});
  if (!database) return std::cerr << database.error().Message() << "\n", 1;
  std::vector<double> bare, added;
  std::ifstream in(queries);
  for (std::string line; std::getline(in, line);) {
    const Result<Json> json = ParseJson(line);
    if (!json) return std::cerr << json.error().Message() << "\n", 1;
    const auto times = Measure(*database, *engine, *clock, (*json)["sql"].get<std::string>());
    if (!times) continue;
    bare.push_back(times->bare);
    added.push_back(times->added);
  }
  if (added.empty()) return std::cerr << "no query runs\n", 1;
  std::cout << Json{{"queries", added.size()}, {"bare_us", Median(bare)}, {"added_us", Median(added)}}.dump() << "\n";
  return 0;
}

}  // namespace
}  // namespace harness

int main(int count, char** words) {
  if (count != 3) return std::cerr << "sandbox_overhead DATABASE QUERIES\n", 2;
  return harness::Main(words[1], words[2]);
}
