#include "harness/sql/databricks_statement.h"

#include <algorithm>
#include <utility>

#include "harness/base/rest.h"

namespace harness {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr milliseconds kFirstPoll{50};
constexpr milliseconds kLongestPoll{2000};
constexpr size_t kMaxLink = 256 << 20;  // bytes of what is behind one link

tl::unexpected<SqlError> Fault(SqlProblem problem, std::string message) {
  return tl::unexpected(SqlError{problem, std::move(message)});
}

std::optional<int64_t> NextOf(const Json& json) {
  const Json& next = MemberOf(json, "next_chunk_index");
  return next.is_number_integer() ? std::optional(next.get<int64_t>()) : std::nullopt;
}

}  // namespace

tl::unexpected<SqlError> DatabricksStatement::Malformed() const {
  return Fault(SqlProblem::kUnavailable, fmt::format("{} answered what the API does not say", api_.host()));
}

tl::expected<Json, SqlError> DatabricksStatement::Get(const std::string& path) {
  auto answer = api_.Call({"GET", path}, limits_);
  if (!answer) return tl::unexpected<SqlError>(answer.error());
  return *std::move(answer);
}

tl::expected<SqlTable, SqlError> DatabricksStatement::Run(const Json& request) {
  auto submitted = api_.Call({"POST", "", request}, limits_);
  // Nothing is known of the statement, so the silence is the service's.
  if (!submitted && submitted.error().problem == SqlProblem::kTimeout)
    return Fault(SqlProblem::kUnavailable, submitted.error().message);
  if (!submitted) return tl::unexpected<SqlError>(submitted.error());
  id_ = TextOf(*submitted, "statement_id");
  const auto answer = Await(*std::move(submitted));
  if (!answer) return tl::unexpected(answer.error());
  return Fetch(*answer);
}

tl::expected<SqlTable, SqlError> DatabricksStatement::Take(const Json& answer) {
  id_ = TextOf(answer, "statement_id");
  return Fetch(answer);
}

// The answer that says SUCCEEDED.
tl::expected<Json, SqlError> DatabricksStatement::Await(Json answer) {
  milliseconds pause = kFirstPoll;
  for (;;) {
    const Json& status = MemberOf(answer, "status");
    const std::string state = TextOf(status, "state");
    running_ = state == "PENDING" || state == "RUNNING";
    if (state == "SUCCEEDED") return answer;
    if (state == "FAILED") return tl::unexpected(DatabricksError(status));
    if (state == "CANCELED") return Fault(SqlProblem::kUnavailable, "the statement was cancelled by somebody else");
    if (state == "CLOSED") return Fault(SqlProblem::kUnavailable, "the result of the statement is gone");
    if (!running_ || !IsDatabricksId(id_)) return Malformed();
    const auto left = std::chrono::duration_cast<microseconds>(limits_.deadline - clock_.SteadyNow());
    if (left.count() <= 0) return Fault(SqlProblem::kTimeout, "not done by the deadline");
    if (!Rest(std::min<microseconds>(pause, left), limits_.stop)) return Fault(SqlProblem::kStopped, "stopped");
    pause = std::min(pause * 2, kLongestPoll);
    auto next = Get("/" + id_);
    if (!next && next.error().problem == SqlProblem::kTimeout)
      return Fault(SqlProblem::kTimeout, "not done by the deadline");
    if (!next) return next;
    answer = *std::move(next);
  }
}

tl::expected<SqlTable, SqlError> DatabricksStatement::Fetch(const Json& answer) {
  if (!rows_.TakeManifest(MemberOf(answer, "manifest"))) return Malformed();
  Json chunk = MemberOf(answer, "result");
  for (int64_t number = 0; !rows_.full();) {
    auto next = TakeChunk(chunk);
    if (!next) return tl::unexpected(next.error());
    if (!*next || rows_.full()) break;
    if (**next <= number || !IsDatabricksId(id_)) return Malformed();
    number = **next;
    auto fetched = Get(fmt::format("/{}/result/chunks/{}", id_, number));
    if (!fetched) return tl::unexpected(fetched.error());
    chunk = *std::move(fetched);
  }
  return rows_.TakeTable();
}

tl::expected<DatabricksStatement::NextChunk, SqlError> DatabricksStatement::TakeChunk(const Json& chunk) {
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
tl::expected<void, SqlError> DatabricksStatement::TakePart(const Json& link) {
  auto answer = Follow(link);
  const Json& index = MemberOf(link, "chunk_index");
  if (answer && answer->status == 403 && index.is_number_integer() && IsDatabricksId(id_)) {
    auto again = Get(fmt::format("/{}/result/chunks/{}", id_, index.get<int64_t>()));
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

// A link is signed and goes to a store of files: it gets the headers that came with it, and never the token.
tl::expected<HttpResponse, SqlError> DatabricksStatement::Follow(const Json& link) {
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

}  // namespace harness
