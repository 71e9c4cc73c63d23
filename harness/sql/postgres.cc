#include "harness/sql/postgres.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/sql/postgres_pool.h"
#include "harness/sql/postgres_session.h"
#include "harness/sql/reading.h"

namespace harness {
namespace {

// Volatile only because they give another value at every call.
constexpr std::array<std::string_view, 9> kHarmless = {"bernoulli", "clock_timestamp",  "gen_random_uuid",
                                                       "random",    "random_normal",    "system",
                                                       "timeofday", "uuid_generate_v1", "uuid_generate_v4"};
// Declared stable, but they run SQL that they are given as text.
constexpr std::array<std::string_view, 8> kRunsText = {"connectby", "crosstab",  "crosstab2",    "crosstab3",
                                                       "crosstab4", "crosstabn", "query_to_xml", "xpath_table"};
constexpr size_t kMaxKnown = 10'000;

// Which functions of a database are volatile, as far as it was asked. Thread-safe.
class FunctionNames {
 public:
  std::optional<bool> Find(const std::string& name) {
    const std::lock_guard lock(mutex_);
    const auto found = volatile_.find(name);
    return found == volatile_.end() ? std::nullopt : std::optional(found->second);
  }

  void Learn(const std::string& name, bool is_volatile) {
    const std::lock_guard lock(mutex_);
    if (volatile_.size() >= kMaxKnown) volatile_.clear();
    volatile_[name] = is_volatile;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, bool> volatile_;
};

template <size_t N>
bool IsAnyOf(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

SqlError NotAllowed(std::string_view function) {
  return {SqlProblem::kRefused, fmt::format("the function {} is not allowed", function)};
}

class Postgres final : public SqlEngine {
 public:
  Postgres(PostgresAddress address, PostgresConfig config, Clock& clock)
      : address_(std::move(address)),
        schema_(std::move(config.schema)),
        clock_(clock),
        pool_(address_, schema_, config.max_connections) {}

  tl::expected<SqlAnswer, SqlError> Query(std::string_view sql, const SqlLimits& limits) override {
    auto query = CheckReading(sql, SqlDialect::kPostgresql);
    if (!query) return tl::unexpected(query.error());
    if (limits.stop.stop_requested()) return tl::unexpected(SqlError{SqlProblem::kStopped, "stopped"});
    for (;;) {
      auto lease = pool_.Take(limits);
      if (!lease) return tl::unexpected(Scrubbed(std::move(lease).error()));
      bool died_idle = false;
      auto answer = QueryOn(*lease, std::string(sql), *query, limits, died_idle);
      if (died_idle) continue;  // each time there is one connection less that can have died
      if (!answer) return tl::unexpected(Scrubbed(std::move(answer).error()));
      return answer;
    }
  }

  SqlDialect dialect() const override { return SqlDialect::kPostgresql; }

 private:
  SqlError Scrubbed(SqlError error) const {
    error.message = address_.Scrub(std::move(error.message));
    return error;
  }

  tl::expected<SqlAnswer, SqlError> QueryOn(PostgresPool::Lease& lease, const std::string& sql,
                                            const ReadingQuery& query, const SqlLimits& limits, bool& died_idle) {
    PostgresSession session(lease.connection.get(), limits, clock_);
    tl::expected<SqlAnswer, SqlError> answer;
    if (const auto begun = session.Begin(schema_); begun) {
      answer = QueryIn(session, sql, query);
    } else {
      answer = tl::unexpected(begun.error());
      died_idle = lease.used && session.fate() == PostgresSession::Fate::kBroken;
    }
    session.End();
    Return(std::move(lease.connection), session.fate());
    return answer;
  }

  tl::expected<SqlAnswer, SqlError> QueryIn(PostgresSession& session, const std::string& sql,
                                            const ReadingQuery& query) {
    if (const auto allowed = CheckFunctions(session, query.called); !allowed) return tl::unexpected(allowed.error());
    const auto begun = clock_.SteadyNow();
    auto table = session.Read(sql);
    if (!table) return tl::unexpected(std::move(table).error());
    return SqlAnswer{*std::move(table),
                     std::chrono::duration_cast<std::chrono::microseconds>(clock_.SteadyNow() - begun)};
  }

  tl::expected<void, SqlError> CheckFunctions(PostgresSession& session, const std::vector<std::string>& names) {
    std::vector<std::string> unknown;
    for (const std::string& name : names) {
      if (IsAnyOf(name, kHarmless)) continue;
      const std::optional<bool> is_volatile = names_.Find(name);
      if (is_volatile.value_or(false) || IsAnyOf(name, kRunsText)) return tl::unexpected(NotAllowed(name));
      if (!is_volatile) unknown.push_back(name);
    }
    if (unknown.empty()) return {};
    const auto found = session.VolatileAmong(unknown);
    if (!found) return tl::unexpected(found.error());
    const std::set<std::string> all(found->begin(), found->end());
    for (const std::string& name : unknown) names_.Learn(name, all.contains(name));
    if (!all.empty()) return tl::unexpected(NotAllowed(*all.begin()));
    return {};
  }

  void Return(PostgresConnection connection, PostgresSession::Fate fate) {
    switch (fate) {
      case PostgresSession::Fate::kReusable:
        return pool_.GiveBack(std::move(connection));
      case PostgresSession::Fate::kToBeCancelled:
        return pool_.Cancel(std::move(connection));
      case PostgresSession::Fate::kBroken:
        return pool_.Close(std::move(connection));
    }
  }

  const PostgresAddress address_;
  const std::string schema_;
  Clock& clock_;
  FunctionNames names_;
  PostgresPool pool_;
};

}  // namespace

std::string PostgresClientVersion() {
  if (!Libpq().complete) return "";
  const int version = Libpq().libVersion();  // 150006 is 15.6
  return fmt::format("{}.{}", version / 10'000, version % 10'000);
}

Result<std::unique_ptr<SqlEngine>> MakePostgres(PostgresConfig config, Clock& clock) {
  if (!Libpq().complete) return Fail("PostgreSQL's client library libpq.so.5 is not installed, or too old");
  Result<PostgresAddress> address = PostgresAddress::Parse(config.url);
  if (!address) return Unexpected(address.error());
  return std::make_unique<Postgres>(*std::move(address), std::move(config), clock);
}

}  // namespace harness
