#include "harness/sql/databricks.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "harness/sql/databricks_api.h"
#include "harness/sql/databricks_canceller.h"
#include "harness/sql/databricks_login.h"
#include "harness/sql/databricks_result.h"
#include "harness/sql/databricks_statement.h"
#include "harness/sql/reading.h"

namespace harness {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

constexpr int64_t kShortestWait = 5;  // s; the service takes 0 or 5 to 50
constexpr int64_t kLongestWait = 10;

// Functions that reach out of the database, run code, cost money at every row, or read what is no table.
constexpr std::array<std::string_view, 17> kForbidden = {
    "cloud_files_state", "event_log",    "http_request", "java_method", "list_secrets",    "read_files",
    "read_kafka",        "read_kinesis", "read_pubsub",  "read_pulsar", "read_statestore", "read_state_metadata",
    "reflect",           "remote_query", "secret",       "try_reflect", "try_secret"};

tl::unexpected<SqlError> Fault(SqlProblem problem, std::string message) {
  return tl::unexpected(SqlError{problem, std::move(message)});
}

bool IsForbidden(const std::string& name) {
  return name.starts_with("ai_") || std::find(kForbidden.begin(), kForbidden.end(), name) != kForbidden.end();
}

class Databricks final : public SqlEngine {
 public:
  Databricks(DatabricksConfig config, std::shared_ptr<DatabricksLogin> login, Http& http, Clock& clock)
      : config_(std::move(config)),
        http_(http),
        clock_(clock),
        api_(config_.host, StatementService(), std::move(login), http, clock),
        canceller_(api_, clock) {}

  tl::expected<SqlAnswer, SqlError> Query(std::string_view sql, const SqlLimits& limits) override {
    const auto query = CheckReading(sql, SqlDialect::kDatabricks);
    if (!query) return tl::unexpected(query.error());
    const auto forbidden = std::find_if(query->called.begin(), query->called.end(), IsForbidden);
    if (forbidden != query->called.end())
      return Fault(SqlProblem::kRefused, fmt::format("the function {} is not allowed", *forbidden));
    const auto begun = clock_.SteadyNow();
    auto table = Run(sql, "INLINE", limits);
    if (!table && NeedsLinks(table.error())) table = Run(sql, "EXTERNAL_LINKS", limits);
    if (!table) return tl::unexpected(std::move(table).error());
    return SqlAnswer{*std::move(table), std::chrono::duration_cast<microseconds>(clock_.SteadyNow() - begun)};
  }

  SqlDialect dialect() const override { return SqlDialect::kDatabricks; }

 private:
  tl::expected<SqlTable, SqlError> Run(std::string_view sql, const char* disposition, const SqlLimits& limits) {
    Json request = {{"statement", sql},
                    {"warehouse_id", config_.warehouse},
                    {"wait_timeout", WaitFor(limits)},
                    {"on_wait_timeout", "CONTINUE"},
                    {"disposition", disposition},
                    {"format", "JSON_ARRAY"},
                    {"row_limit", std::max<int64_t>(limits.max_rows, 1)},
                    {"byte_limit", std::max<int64_t>(limits.max_bytes, 1)}};
    if (!config_.catalog.empty()) request["catalog"] = config_.catalog;
    if (!config_.schema.empty()) request["schema"] = config_.schema;
    DatabricksStatement statement(api_, http_, clock_, limits);
    auto table = statement.Run(request);
    if (!statement.running().empty()) canceller_.Cancel(statement.running());
    return table;
  }

  // How long the service may hold the submission back: less than what is left, so that the statement's id comes back.
  std::string WaitFor(const SqlLimits& limits) const {
    const auto left = std::chrono::duration_cast<seconds>(limits.deadline - clock_.SteadyNow()).count() - 1;
    return left < kShortestWait ? "0s" : fmt::format("{}s", std::min(left, kLongestWait));
  }

  const DatabricksConfig config_;
  Http& http_;
  Clock& clock_;
  DatabricksApi api_;
  DatabricksCanceller canceller_;
};

}  // namespace

Result<std::unique_ptr<SqlEngine>> MakeDatabricks(DatabricksConfig config, Http& http, Clock& clock, Files& files,
                                                  Processes& processes,
                                                  const std::map<std::string, std::string>& environment,
                                                  Secrets* secrets) {
  Result<DatabricksConfig> complete = CompleteDatabricks(std::move(config), files, environment);
  if (!complete) return Unexpected(complete.error());
  if (complete->warehouse.empty()) {
    const auto found = environment.find("DATABRICKS_WAREHOUSE_ID");
    if (found == environment.end() || found->second.empty())
      return Fail("the id of the SQL warehouse is missing: give warehouse");
    complete->warehouse = found->second;
  }
  auto login = MakeDatabricksLogin(*complete, http, clock, processes, secrets);
  return std::make_unique<Databricks>(*std::move(complete), std::move(login), http, clock);
}

}  // namespace harness
