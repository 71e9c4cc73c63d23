#include "harness/sql/postgres_pool.h"

#include <poll.h>

#include <algorithm>

#include "harness/base/text.h"

namespace harness {
namespace {

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { Libpq().conninfoFree(options); }
};
struct FreeCancel {
  void operator()(PGcancel* cancel) const { Libpq().freeCancel(cancel); }
};

void IgnoreNotice(void*, const PGresult*) {}

bool IsSecret(std::string_view keyword) {
  return keyword.find("password") != std::string_view::npos;
}

// A cancel that comes while the server is between two steps of a query is lost; so it is sent until the query has
// ended, a second long. What is left then ends by its statement timeout.
void CancelUntilOver(PGconn* connection) {
  constexpr int kCancels = 10;
  constexpr int kPauseMillis = 100;
  const std::unique_ptr<PGcancel, FreeCancel> cancel(Libpq().getCancel(connection));
  char message[256];
  for (int i = 0; cancel && i < kCancels; ++i) {
    Libpq().cancel(cancel.get(), message, sizeof message);
    pollfd wait = {Libpq().socket(connection), POLLIN, 0};
    poll(&wait, 1, kPauseMillis);
    if (Libpq().consumeInput(connection) == 0 || Libpq().isBusy(connection) == 0) return;
  }
}

}  // namespace

Result<PostgresAddress> PostgresAddress::Parse(const std::string& url) {
  char* message = nullptr;  // may quote the url
  const std::unique_ptr<PQconninfoOption, FreeOptions> options(Libpq().conninfoParse(url.c_str(), &message));
  Libpq().freemem(message);
  if (!options || url.find('\0') != std::string::npos)
    return Fail(
        "the url of the PostgreSQL database can't be read; it is postgresql://user@host:port/database or "
        "key=value pairs");
  PostgresAddress address;
  for (const PQconninfoOption* option = options.get(); option->keyword; ++option) {
    if (!option->val || !*option->val) continue;
    address.values_.emplace_back(option->keyword, option->val);
    if (IsSecret(option->keyword)) address.secrets_.emplace_back(option->val);
  }
  const auto add = [&](const char* keyword, const char* value) {
    const bool given = std::any_of(address.values_.begin(), address.values_.end(),
                                   [&](const auto& pair) { return pair.first == keyword; });
    if (!given) address.values_.emplace_back(keyword, value);
  };
  add("connect_timeout", "10");      // s
  add("tcp_user_timeout", "10000");  // ms
  add("fallback_application_name", "harness");
  return address;
}

PostgresConnection PostgresAddress::Connect() const {
  std::vector<const char*> keywords, values;
  for (const auto& [keyword, value] : values_) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back("client_encoding");
  values.push_back("UTF8");
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  return PostgresConnection(Libpq().connectdbParams(keywords.data(), values.data(), 0));
}

std::string PostgresAddress::Scrub(std::string text) const {
  for (const std::string& secret : secrets_)
    for (size_t at = 0; (at = text.find(secret, at)) != std::string::npos; at += 3)
      text.replace(at, secret.size(), "***");
  return text;
}

PostgresPool::PostgresPool(PostgresAddress address, std::string schema, int max_connections)
    : address_(std::move(address)),
      schema_(std::move(schema)),
      max_connections_(max_connections),
      keeper_([this](const std::stop_token& stop) { Keep(stop); }) {}

PostgresPool::~PostgresPool() {
  keeper_.request_stop();
}

tl::expected<PostgresPool::Lease, SqlError> PostgresPool::Take(const SqlLimits& limits) {
  std::unique_lock lock(mutex_);
  ++waiting_;
  if (idle_.empty() && fresh_.empty() && open_ + wanted_ < max_connections_ && wanted_ < waiting_) {
    ++wanted_;
    changed_.notify_all();
  }
  const uint64_t failed = failed_;
  const bool there = changed_.wait_until(lock, limits.stop, limits.deadline, [&] {
    return !idle_.empty() || !fresh_.empty() || (failed_ != failed && open_ == 0);
  });
  --waiting_;
  for (auto* from : {&idle_, &fresh_}) {
    if (from->empty()) continue;
    Lease lease{std::move(from->back()), from == &idle_};
    from->pop_back();
    return lease;
  }
  if (there) return tl::unexpected(SqlError{SqlProblem::kUnavailable, failure_});
  if (limits.stop.stop_requested()) return tl::unexpected(SqlError{SqlProblem::kStopped, "stopped"});
  return tl::unexpected(SqlError{SqlProblem::kUnavailable, open_ + wanted_ < max_connections_ || open_ == 0
                                                               ? "no connection by the deadline"
                                                               : "all connections were in use until the deadline"});
}

void PostgresPool::GiveBack(PostgresConnection connection) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(connection));
  changed_.notify_all();
}

void PostgresPool::Cancel(PostgresConnection connection) {
  const std::lock_guard lock(mutex_);
  cancelled_.push_back(std::move(connection));
  changed_.notify_all();
}

void PostgresPool::Close(PostgresConnection connection) {
  connection.reset();
  const std::lock_guard lock(mutex_);
  --open_;
  if (waiting_ > wanted_ && idle_.empty() && fresh_.empty()) ++wanted_;
  changed_.notify_all();
}

void PostgresPool::Keep(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, stop, [&] { return wanted_ > 0 || !cancelled_.empty(); });
    if (!cancelled_.empty()) {
      PostgresConnection connection = std::move(cancelled_.front());
      cancelled_.pop_front();
      lock.unlock();
      CancelUntilOver(connection.get());
      Close(std::move(connection));
      lock.lock();
    } else if (stop.stop_requested()) {
      return;
    } else if (wanted_ > 0) {
      Open(lock);
    }
  }
}

void PostgresPool::Open(std::unique_lock<std::mutex>& lock) {
  lock.unlock();
  PostgresConnection connection = address_.Connect();
  std::string flaw = Flaw(connection.get());
  lock.lock();
  --wanted_;
  if (flaw.empty()) {
    ++open_;
    fresh_.push_back(std::move(connection));
  } else {
    failure_ = std::move(flaw);
    ++failed_;
  }
  changed_.notify_all();
}

std::string PostgresPool::Flaw(PGconn* connection) const {
  if (Libpq().status(connection) != CONNECTION_OK)
    return address_.Scrub(std::string(Trim(connection ? Libpq().errorMessage(connection) : "out of memory")));
  Libpq().setNoticeReceiver(connection, IgnoreNotice, nullptr);
  if (schema_.empty()) return "";
  const char* values[] = {schema_.c_str()};
  const std::unique_ptr<PGresult, decltype(Libpq().clear)> found(
      Libpq().execParams(connection, "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1", 1, nullptr, values,
                         nullptr, nullptr, 0),
      Libpq().clear);
  if (Libpq().resultStatus(found.get()) != PGRES_TUPLES_OK) return std::string(Trim(Libpq().errorMessage(connection)));
  return Libpq().ntuples(found.get()) == 1 ? "" : fmt::format("there is no schema '{}' in the database", schema_);
}

}  // namespace harness
