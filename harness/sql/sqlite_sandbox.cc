#include "harness/sql/sqlite_sandbox.h"

#include <algorithm>
#include <functional>
#include <optional>

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

constexpr const char* kLate = "not done in time";

struct Exchanged {
  std::optional<std::string> line;
  SqlError error = {};  // without a line; the worker is of no use any more
  bool died = false;    // it ended before it answered
};

Exchanged Wrong(SqlProblem problem, std::string message, bool died = false) {
  return {std::nullopt, {problem, std::move(message)}, died};
}

// One request, one reply.
Exchanged Exchange(Child& worker, const std::string& request, const SqlLimits& limits) {
  const std::stop_callback<std::function<void()>> on_stop(limits.stop, [&] { worker.Kill(); });
  const auto kill_at = limits.deadline + kGrace;
  std::string line;
  Child::Read read = Child::Read::kTimedOut;
  if (worker.WriteLine(request, kill_at) != Child::Written::kTimedOut)
    read = worker.ReadLine(line, kill_at, 2 * static_cast<size_t>(limits.max_bytes) + kReplySlack);
  if (limits.stop.stop_requested()) return Wrong(SqlProblem::kStopped, "stopped");
  if (read == Child::Read::kTimedOut) return Wrong(SqlProblem::kTimeout, kLate);
  if (read == Child::Read::kTooLong) return Wrong(SqlProblem::kTooLarge, "the answer is too large");
  if (read == Child::Read::kLine) return {std::move(line), {}, false};
  return Wrong(SqlProblem::kFailed, "the query ended its sandbox: " + DescribeEnding(worker.Wait(kill_at)), true);
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

Result<std::unique_ptr<Child>> SqliteSandbox::Take(bool& reused) {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      std::unique_ptr<Child> worker = std::move(idle_.back());
      idle_.pop_back();
      reused = true;
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
  if (time <= milliseconds(0)) return Failed(SqlProblem::kTimeout, kLate);
  const std::string request = Encode({path, std::string(sql), time, limits.max_rows, limits.max_bytes,
                                      options.double_quoted_strings || limits.double_quoted_strings});
  if (request.size() > kMaxSqliteRequest) return Failed(SqlProblem::kTooLarge, "the query is too long");
  for (;;) {
    bool reused = false;
    Result<std::unique_ptr<Child>> taken = Take(reused);
    if (!taken) return Failed(SqlProblem::kUnavailable, taken.error().Message());
    Exchanged exchanged = Exchange(**taken, request, limits);
    if (exchanged.line) {
      GiveBack(std::move(*taken));
      return ParseSqliteReply(*exchanged.line);
    }
    // One that died while nobody asked is no fault of this query, which is asked anew.
    if (!exchanged.died || !reused) return tl::unexpected(std::move(exchanged.error));
  }
}

std::unique_ptr<SqlEngine> MakeSqliteEngine(SqliteSandbox& sandbox, std::string path, SqliteSandbox::Options options) {
  return std::make_unique<SqliteEngine>(sandbox, std::move(path), options);
}

std::string DefaultSqliteWorkerPath() {
  return SiblingProgram("harness-sqlite");
}

}  // namespace harness
