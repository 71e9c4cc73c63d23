#include "harness/sql/databricks.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "harness/base/rest.h"
#include "harness/base/text.h"
#include "harness/sql/databricks_api.h"
#include "harness/sql/databricks_canceller.h"
#include "harness/sql/databricks_login.h"
#include "harness/sql/databricks_result.h"
#include "harness/sql/reading.h"

namespace harness {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kFirstPoll{50};
constexpr milliseconds kLongestPoll{2000};
constexpr int64_t kShortestWait = 5;  // s; the service takes 0 or 5 to 50
constexpr int64_t kLongestWait = 10;
constexpr size_t kMaxLink = 256 << 20;  // bytes of what is behind one link

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

// One statement from its submission to its last row.
class Statement {
 public:
  Statement(DatabricksApi& api, Http& http, Clock& clock, const SqlLimits& limits)
      : api_(api), http_(http), clock_(clock), limits_(limits), rows_(limits) {}

  tl::expected<SqlTable, SqlError> Run(const Json& request) {
    auto answer = api_.Call("POST", "", request, limits_);
    // Nothing is known of the statement, so the silence is the service's.
    if (!answer && answer.error().problem == SqlProblem::kTimeout)
      return Fault(SqlProblem::kUnavailable, answer.error().message);
    if (answer) id_ = TextOf(*answer, "statement_id");
    if (answer) answer = Await(*std::move(answer));
    if (!answer) return tl::unexpected(answer.error());
    return Fetch(*answer);
  }

  // Of a statement that may still be running; "" otherwise.
  std::string running() const { return running_ && IsId(id_) ? id_ : ""; }

 private:
  tl::unexpected<SqlError> Malformed() const {
    return Fault(SqlProblem::kUnavailable, fmt::format("{} answered what the API does not say", api_.host()));
  }

  // The answer that says SUCCEEDED.
  tl::expected<Json, SqlError> Await(Json answer) {
    milliseconds pause = kFirstPoll;
    for (;;) {
      const Json& status = MemberOf(answer, "status");
      const std::string state = TextOf(status, "state");
      running_ = state == "PENDING" || state == "RUNNING";
      if (state == "SUCCEEDED") return answer;
      if (state == "FAILED") return tl::unexpected(DatabricksError(status));
      if (state == "CANCELED") return Fault(SqlProblem::kUnavailable, "the statement was cancelled by somebody else");
      if (state == "CLOSED") return Fault(SqlProblem::kUnavailable, "the result of the statement is gone");
      if (!running_ || !IsId(id_)) return Malformed();
      const auto left = std::chrono::duration_cast<microseconds>(limits_.deadline - clock_.SteadyNow());
      if (left.count() <= 0) return Fault(SqlProblem::kTimeout, "not done by the deadline");
      if (!Rest(std::min<microseconds>(pause, left), limits_.stop)) return Fault(SqlProblem::kStopped, "stopped");
      pause = std::min(pause * 2, kLongestPoll);
      auto next = api_.Call("GET", "/" + id_, Json(), limits_);
      if (!next && next.error().problem == SqlProblem::kTimeout)
        return Fault(SqlProblem::kTimeout, "not done by the deadline");
      if (!next) return next;
      answer = *std::move(next);
    }
  }

  // It becomes a part of a path.
  static bool IsId(const std::string& id) {
    return !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    });
  }

  tl::expected<SqlTable, SqlError> Fetch(const Json& answer) {
    if (!rows_.TakeManifest(MemberOf(answer, "manifest"))) return Malformed();
    Json chunk = MemberOf(answer, "result");
    for (int64_t number = 0; !rows_.full();) {
      auto next = TakeChunk(chunk);
      if (!next) return tl::unexpected(next.error());
      if (!*next || rows_.full()) break;
      if (**next <= number || !IsId(id_)) return Malformed();
      number = **next;
      auto fetched = api_.Call("GET", fmt::format("/{}/result/chunks/{}", id_, number), Json(), limits_);
      if (!fetched) return tl::unexpected(fetched.error());
      chunk = *std::move(fetched);
    }
    return rows_.TakeTable();
  }

  using NextChunk = std::optional<int64_t>;

  // The number of the chunk behind it.
  tl::expected<NextChunk, SqlError> TakeChunk(const Json& chunk) {
    NextChunk next = NextOf(chunk);
    const Json& links = MemberOf(chunk, "external_links");
    if (!links.is_array()) {
      if (!rows_.TakeRows(MemberOf(chunk, "data_array"))) return Malformed();
      return next;
    }
    for (const Json& link : links) {
      if (auto taken = TakePart(link); !taken) return tl::unexpected(taken.error());
      next = NextOf(link);
    }
    return next;
  }

  // A link ends after some minutes; then its part is asked for once more.
  tl::expected<void, SqlError> TakePart(const Json& link) {
    auto answer = Follow(link);
    const Json& index = MemberOf(link, "chunk_index");
    if (answer && answer->status == 403 && index.is_number_integer() && IsId(id_)) {
      auto again = api_.Call("GET", fmt::format("/{}/result/chunks/{}", id_, index.get<int64_t>()), Json(), limits_);
      if (!again) return tl::unexpected(again.error());
      const Json& links = MemberOf(*again, "external_links");
      if (!links.is_array() || links.empty()) return Malformed();
      answer = Follow(links[0]);
    }
    if (!answer) return tl::unexpected(answer.error());
    if (answer->status != 200)
      return Fault(SqlProblem::kUnavailable, fmt::format("{} answered with status {} for a part of the result",
                                                         OriginOf(TextOf(link, "external_link")), answer->status));
    const Result<Json> rows = ParseJson(answer->body);
    if (!rows || !rows->is_array() || !rows_.TakeRows(*rows)) return Malformed();
    return {};
  }

  static NextChunk NextOf(const Json& json) {
    const Json& next = MemberOf(json, "next_chunk_index");
    return next.is_number_integer() ? NextChunk(next.get<int64_t>()) : std::nullopt;
  }

  // A link is signed and goes to a store of files: it gets the headers that came with it, and never the token.
  tl::expected<HttpResponse, SqlError> Follow(const Json& link) {
    HttpRequest request{"GET", TextOf(link, "external_link")};
    const bool secure = request.url.starts_with("https://") || api_.host().starts_with("http://");
    if (!secure) return Malformed();
    const Json& headers = MemberOf(link, "http_headers");
    if (headers.is_object())
      for (const auto& [name, value] : headers.items())
        if (value.is_string()) request.headers.push_back({name, value.get<std::string>()});
    auto answer = http_.Send(request, {limits_.deadline, limits_.stop, kMaxLink});
    for (const milliseconds pause : {milliseconds(100), milliseconds(500)}) {
      const bool lost = answer ? answer->status >= 500 : answer.error().problem == HttpProblem::kLost;
      if (!lost || clock_.SteadyNow() + pause >= limits_.deadline || !Rest(pause, limits_.stop)) break;
      answer = http_.Send(request, {limits_.deadline, limits_.stop, kMaxLink});
    }
    if (!answer) return tl::unexpected(FromHttp(answer.error()));
    return *std::move(answer);
  }

  DatabricksApi& api_;
  Http& http_;
  Clock& clock_;
  const SqlLimits& limits_;
  DatabricksRows rows_;
  std::string id_;
  bool running_ = false;
};

class Databricks final : public SqlEngine {
 public:
  Databricks(DatabricksConfig config, std::unique_ptr<DatabricksLogin> login, Http& http, Clock& clock)
      : config_(std::move(config)),
        http_(http),
        clock_(clock),
        api_(config_.host, std::move(login), http, clock),
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
    Statement statement(api_, http_, clock_, limits);
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
                                                  const std::map<std::string, std::string>& environment) {
  Result<DatabricksConfig> complete = CompleteDatabricks(std::move(config), files, environment);
  if (!complete) return Unexpected(complete.error());
  auto login = MakeDatabricksLogin(*complete, http, clock, processes);
  return std::make_unique<Databricks>(*std::move(complete), std::move(login), http, clock);
}

}  // namespace harness
