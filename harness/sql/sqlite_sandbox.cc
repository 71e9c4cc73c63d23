#include "harness/sql/sqlite_sandbox.h"

#include <algorithm>
#include <functional>

#include "harness/sql/sqlite_protocol.h"

namespace harness {
namespace {

using std::chrono::milliseconds;

constexpr size_t kMaxIdle = 64;
// A process that has not answered so long after the deadline is inside one long function call, and killed.
constexpr milliseconds kGrace{150};
// Escapes at most double a text; numbers and names come on top.
constexpr size_t kReplySlack = 16 << 20;

tl::unexpected<SqlError> Failed(SqlProblem problem, std::string message) {
  return tl::unexpected(SqlError{problem, std::move(message)});
}

tl::unexpected<SqlError> TimedOut() {
  return Failed(SqlProblem::kTimeout, "not done in time");
}

// One request, one reply. After an error the worker is of no use any more.
tl::expected<std::string, SqlError> Exchange(Child& worker, const std::string& request, const SqlLimits& limits) {
  const std::stop_callback<std::function<void()>> on_stop(limits.stop, [&] { worker.Kill(); });
  const auto kill_at = limits.deadline + kGrace;
  std::string line;
  Child::Read read = Child::Read::kTimedOut;
  if (worker.WriteLine(request, kill_at) != Child::Written::kTimedOut)
    read = worker.ReadLine(line, kill_at, 2 * static_cast<size_t>(limits.max_bytes) + kReplySlack);
  if (limits.stop.stop_requested()) return Failed(SqlProblem::kStopped, "stopped");
  switch (read) {
    case Child::Read::kTimedOut:
      return TimedOut();
    case Child::Read::kTooLong:
      return Failed(SqlProblem::kTooLarge, "the answer is too large");
    case Child::Read::kClosed:
      return Failed(SqlProblem::kFailed, "the query ended its sandbox: " + DescribeEnding(worker.Wait(kill_at)));
    case Child::Read::kLine:
      break;
  }
  return line;
}

class SqliteEngine final : public SqlEngine {
 public:
  SqliteEngine(SqliteSandbox& sandbox, std::string path, SqliteSandbox::Options options)
      : sandbox_(sandbox), path_(std::move(path)), options_(options) {}

  tl::expected<SqlAnswer, SqlError> Query(std::string_view sql, const SqlLimits& limits) override {
    return sandbox_.Query(path_, sql, limits, options_);
  }
  SqlDialect dialect() const override { return SqlDialect::kSqlite; }

 private:
  SqliteSandbox& sandbox_;
  const std::string path_;
  const SqliteSandbox::Options options_;
};

}  // namespace

Result<std::unique_ptr<Child>> SqliteSandbox::Take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      std::unique_ptr<Child> worker = std::move(idle_.back());
      idle_.pop_back();
      return worker;
    }
  }
  return processes_.Start({{program_}, "", {}});
}

void SqliteSandbox::GiveBack(std::unique_ptr<Child> worker) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kMaxIdle) idle_.push_back(std::move(worker));
}

tl::expected<SqlAnswer, SqlError> SqliteSandbox::Query(const std::string& path, std::string_view sql,
                                                       const SqlLimits& limits, const Options& options) {
  if (limits.stop.stop_requested()) return Failed(SqlProblem::kStopped, "stopped");
  const auto time = std::chrono::ceil<milliseconds>(limits.deadline - clock_.SteadyNow());
  if (time <= milliseconds(0)) return TimedOut();
  Result<std::unique_ptr<Child>> taken = Take();
  if (!taken) return Failed(SqlProblem::kUnavailable, taken.error().Message());
  const std::string request = Encode({path, std::string(sql), time, limits.max_rows, limits.max_bytes,
                                      options.double_quoted_strings || limits.double_quoted_strings});
  auto line = Exchange(**taken, request, limits);
  if (!line) return tl::unexpected(std::move(line).error());
  GiveBack(std::move(*taken));
  return ParseSqliteReply(*line);
}

std::unique_ptr<SqlEngine> MakeSqliteEngine(SqliteSandbox& sandbox, std::string path, SqliteSandbox::Options options) {
  return std::make_unique<SqliteEngine>(sandbox, std::move(path), options);
}

std::string DefaultSqliteWorkerPath() {
  return SiblingProgram("harness-sqlite");
}

}  // namespace harness
