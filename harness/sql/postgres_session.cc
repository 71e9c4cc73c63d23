#include "harness/sql/postgres_session.h"

#include <poll.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include "harness/base/text.h"
#include "harness/sql/postgres_values.h"

namespace harness {
namespace {

using std::chrono::milliseconds;

// The server stops a statement by itself at the deadline; this long its word is waited for.
constexpr milliseconds kGrace{150};
constexpr milliseconds kRollbackGrace{100};
constexpr int64_t kSlack = 1 << 20;  // bytes of a row beyond the limit, before it is given up half read

SqlProblem ProblemOf(std::string_view state) {
  const auto is = [&](std::initializer_list<std::string_view> prefixes) {
    return std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view p) { return state.starts_with(p); });
  };
  if (is({"42601", "22021"})) return SqlProblem::kSyntax;
  if (is({"42P01", "42703", "42883", "42704", "3F000"})) return SqlProblem::kMissingName;
  if (is({"57014"})) return SqlProblem::kTimeout;
  if (is({"25006", "42501"})) return SqlProblem::kRefused;
  if (is({"53300", "08", "57P", "28", "3D"})) return SqlProblem::kUnavailable;
  if (is({"53", "54"})) return SqlProblem::kTooLarge;
  return SqlProblem::kFailed;
}

std::string ArrayLiteral(const std::vector<std::string>& items) {
  std::string text = "{";
  for (const std::string& item : items) {
    if (text.size() > 1) text += ',';
    text += '"';
    for (const char c : item) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    text += '"';
  }
  return text + "}";
}

// Of libpq's account of a connection that is gone: what the server said last, if it did.
std::string FirstLine(std::string_view message) {
  message = Trim(message);
  message = message.substr(0, message.find('\n'));
  if (message.starts_with("FATAL:")) message = Trim(message.substr(6));
  std::string text(message.empty() ? "the connection was lost" : message);
  RepairUtf8(text);
  return text;
}

// `name` as an identifier.
std::string QuotedName(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"') text += c;
    text += c;
  }
  return text + "\"";
}

}  // namespace

PostgresSession::PostgresSession(PGconn* connection, const SqlLimits& limits, Clock& clock)
    : connection_(connection),
      limits_(limits),
      clock_(clock),
      until_(limits.deadline + kGrace),
      on_stop_(limits.stop, [this] { wakeup_.Notify(); }) {
  Libpq().setnonblocking(connection_, 1);
}

PostgresSession::Fate PostgresSession::fate() const {
  if (broken_ || Libpq().status(connection_) != CONNECTION_OK) return Fate::kBroken;
  if (running_ || Libpq().transactionStatus(connection_) != PQTRANS_IDLE) return Fate::kToBeCancelled;
  return Fate::kReusable;
}

tl::expected<void, SqlError> PostgresSession::Begin(const std::string& schema) {
  const auto left = std::chrono::ceil<milliseconds>(limits_.deadline - clock_.SteadyNow()).count();
  if (left <= 0) return tl::unexpected(SqlError{SqlProblem::kTimeout, "no time left"});
  std::string text = fmt::format(
      "BEGIN READ ONLY; SET LOCAL default_transaction_read_only = on; SET LOCAL statement_timeout = {}; SET LOCAL "
      "standard_conforming_strings = on; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = hex; SET LOCAL "
      "datestyle = ISO; SET LOCAL intervalstyle = postgres",
      std::min<int64_t>(left, std::numeric_limits<int>::max()));
  if (!schema.empty()) text += "; SET LOCAL search_path = " + QuotedName(schema);
  return Finish(Libpq().sendQuery(connection_, text.c_str()) == 1, [](const PGresult*) { return true; });
}

tl::expected<std::vector<std::string>, SqlError> PostgresSession::VolatileAmong(const std::vector<std::string>& names) {
  const std::string array = ArrayLiteral(names);
  const char* values[] = {array.c_str()};
  std::vector<std::string> found;
  const bool sent =
      Libpq().sendQueryParams(connection_,
                              "SELECT DISTINCT proname FROM pg_catalog.pg_proc WHERE provolatile = 'v' AND "
                              "proname = ANY ($1::pg_catalog.name[])",
                              1, nullptr, values, nullptr, nullptr, 0) == 1;
  const auto done = Finish(sent, [&](const PGresult* result) {
    for (int row = 0; row < Libpq().ntuples(result); ++row) found.emplace_back(Libpq().getvalue(result, row, 0));
    return true;
  });
  if (!done) return tl::unexpected(done.error());
  return found;
}

tl::expected<SqlTable, SqlError> PostgresSession::Read(const std::string& sql) {
  SqlTable table;
  int64_t bytes = 0;
  const bool sent = Libpq().sendQueryParams(connection_, sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) == 1 &&
                    Libpq().setSingleRowMode(connection_) == 1;
  const auto done = Finish(sent, [&](const PGresult* result) {
    const int width = Libpq().nfields(result);
    if (table.columns.empty())
      for (int i = 0; i < width; ++i) table.columns.emplace_back(Libpq().fname(result, i));
    for (int row = 0; row < Libpq().ntuples(result); ++row) {
      for (int i = 0; i < width; ++i) bytes += Libpq().getlength(result, row, i);
      table.truncated = bytes > limits_.max_bytes || static_cast<int64_t>(table.rows()) >= limits_.max_rows;
      if (table.truncated) return false;
      for (int i = 0; i < width; ++i) table.cells.push_back(PostgresValue(result, row, i));
    }
    return true;
  });
  if (!done && done.error().problem == SqlProblem::kTooLarge && unread_ > limits_.max_bytes) {
    table.truncated = true;  // a row that by itself is too much
    return table;
  }
  if (!done) return tl::unexpected(done.error());
  return table;
}

void PostgresSession::End() {
  if (fate() != Fate::kToBeCancelled || running_) return;
  until_ = std::max(until_, clock_.SteadyNow() + kRollbackGrace);
  (void)Finish(Libpq().sendQuery(connection_, "ROLLBACK") == 1, [](const PGresult*) { return true; });
}

tl::expected<void, SqlError> PostgresSession::Finish(bool queued, const TakeResult& take) {
  running_ = true;
  unread_ = 0;
  if (!queued) return tl::unexpected(Lost());
  std::optional<SqlError> failed;
  for (;;) {
    if (auto waited = AwaitResult(); !waited) return waited;
    const ResultPtr result(Libpq().getResult(connection_));
    if (!result) break;
    unread_ = 0;
    const ExecStatusType status = Libpq().resultStatus(result.get());
    const bool good = status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE || status == PGRES_COMMAND_OK;
    if (!good && !failed) failed = ErrorOf(result.get());
    if (!good && Libpq().status(connection_) != CONNECTION_OK) return tl::unexpected(*std::move(failed));
    if (!good && (status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH))
      return tl::unexpected(SqlError{SqlProblem::kRefused, "copy is not allowed"});
    if (good && !failed && !take(result.get())) return {};
  }
  running_ = false;
  if (failed) return tl::unexpected(*std::move(failed));
  return {};
}

tl::expected<void, SqlError> PostgresSession::AwaitResult() {
  for (;;) {
    const int unsent = Libpq().flush(connection_);
    if (unsent < 0) return tl::unexpected(Lost());
    if (unsent == 0 && Libpq().isBusy(connection_) == 0) return {};
    if (auto waited = Await(unsent > 0 ? POLLIN | POLLOUT : POLLIN); !waited) return waited;
    if (!ReadInput()) return tl::unexpected(Lost());
    if (unread_ > limits_.max_bytes + kSlack)
      return tl::unexpected(SqlError{SqlProblem::kTooLarge, "a row that is too large"});
  }
}

tl::expected<void, SqlError> PostgresSession::Await(short events) {
  for (;;) {
    if (limits_.stop.stop_requested()) return tl::unexpected(SqlError{SqlProblem::kStopped, "stopped"});
    const auto left = std::chrono::ceil<milliseconds>(until_ - clock_.SteadyNow()).count();
    if (left <= 0) return tl::unexpected(SqlError{SqlProblem::kTimeout, "not done by the deadline"});
    pollfd wait[] = {{Libpq().socket(connection_), events, 0}, {wakeup_.fd(), POLLIN, 0}};
    if (poll(wait, std::size(wait), static_cast<int>(std::min<int64_t>(left, 60'000))) > 0 && wait[0].revents != 0)
      return {};
  }
}

bool PostgresSession::ReadInput() {
  int available = 0;
  if (ioctl(Libpq().socket(connection_), FIONREAD, &available) == 0) unread_ += available;
  return Libpq().consumeInput(connection_) == 1;
}

SqlError PostgresSession::Lost() {
  broken_ = true;
  return {SqlProblem::kUnavailable, FirstLine(Libpq().errorMessage(connection_))};
}

SqlError PostgresSession::ErrorOf(const PGresult* result) const {
  const char* state = Libpq().resultErrorField(result, PG_DIAG_SQLSTATE);
  const char* message = Libpq().resultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  if (!state || !message)
    return {SqlProblem::kUnavailable, FirstLine(Libpq().resultErrorMessage(result))};  // libpq's own
  std::string text(Trim(message));
  RepairUtf8(text);
  return {ProblemOf(state), std::move(text)};
}

}  // namespace harness
