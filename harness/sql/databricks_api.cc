#include "harness/sql/databricks_api.h"

#include <algorithm>
#include <array>
#include <utility>

#include "harness/base/rest.h"
#include "harness/base/text.h"

namespace harness {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr size_t kMaxAnswer = 128 << 20;  // bytes; 25 MiB of values, with quotes and escapes
constexpr std::array kPauses = {milliseconds(100), milliseconds(300), milliseconds(1000), milliseconds(3000)};
constexpr size_t kMaxMessage = 500;  // code points of the service's words

bool IsPassing(const tl::expected<HttpResponse, HttpError>& answer) {
  if (answer) return answer->status == 429 || answer->status >= 500;
  const HttpProblem problem = answer.error().problem;
  return problem == HttpProblem::kLost || problem == HttpProblem::kRefused || problem == HttpProblem::kUnresolvable;
}

// {"error_code", "message"}, or the beginning of whatever came instead.
std::string Words(const HttpResponse& answer, const std::string& token) {
  std::string text = answer.body;
  if (const Result<Json> json = ParseJson(answer.body); json && json->is_object()) {
    const auto message = json->find("message");
    if (message != json->end() && message->is_string()) text = message->get<std::string>();
  }
  RepairUtf8(text);
  for (size_t at = 0; !token.empty() && (at = text.find(token, at)) != std::string::npos; at += 3)
    text.replace(at, token.size(), "***");
  return Abbreviate(Trim(text), kMaxMessage);
}

SqlError Unavailable(std::string message) {
  return {SqlProblem::kUnavailable, std::move(message)};
}

}  // namespace

SqlError FromHttp(const HttpError& error) {
  switch (error.problem) {
    case HttpProblem::kTimeout:
      return {SqlProblem::kTimeout, error.message};
    case HttpProblem::kStopped:
      return {SqlProblem::kStopped, error.message};
    default:
      return Unavailable(error.message);
  }
}

DatabricksApi::DatabricksApi(std::string host, std::unique_ptr<DatabricksLogin> login, Http& http, Clock& clock)
    : host_(std::move(host)), login_(std::move(login)), http_(http), clock_(clock) {}

tl::expected<Json, SqlError> DatabricksApi::Call(const std::string& method, const std::string& path, const Json& body,
                                                 const SqlLimits& limits) {
  HttpRequest request{method, host_ + "/api/2.0/sql/statements" + path};
  if (!body.is_null()) request.body = CanonicalJson(body);
  bool renewed = false;
  for (size_t tries = 0;;) {
    const auto token = login_->Token(limits);
    if (!token) return tl::unexpected(token.error());
    request.headers = {{"Authorization", "Bearer " + *token}, {"Content-Type", "application/json"}};
    const auto answer = http_.Send(request, {limits.deadline, limits.stop, kMaxAnswer});
    if (answer && answer->status == 401 && !std::exchange(renewed, true) && login_->Forget(*token)) continue;
    const bool again = IsPassing(answer) && tries < kPauses.size();
    if (!again && !answer) return tl::unexpected(FromHttp(answer.error()));
    if (!again) return Read(*answer, *token);
    microseconds pause = kPauses[tries++];
    if (const std::string* asked = answer ? answer->Header("Retry-After") : nullptr)
      pause = std::max(pause, ReadRetryAfter(*asked, clock_.WallMicros()));
    if (clock_.SteadyNow() + pause >= limits.deadline)
      return answer ? Read(*answer, *token) : tl::unexpected(FromHttp(answer.error()));
    if (!Rest(pause, limits.stop)) return tl::unexpected(SqlError{SqlProblem::kStopped, "stopped"});
  }
}

tl::expected<Json, SqlError> DatabricksApi::Read(const HttpResponse& answer, const std::string& token) const {
  const auto fail = [&](std::string_view what) {
    return tl::unexpected(Unavailable(fmt::format("{} {}: {}", host_, what, Words(answer, token))));
  };
  switch (answer.status) {
    case 200: {
      Result<Json> json = ParseJson(answer.body);
      if (json && json->is_object()) return *std::move(json);
      return tl::unexpected(Unavailable(fmt::format("{} answered no JSON object", host_)));
    }
    case 401:
      return fail("does not accept the token");
    case 403:
      return fail("forbids it; the identity needs CAN USE on the SQL warehouse");
    case 404:
      return fail("knows no such statement or SQL warehouse");
    case 429:
      return fail("is asked too often");
    default:
      return fail(fmt::format("answered with status {}", answer.status));
  }
}

}  // namespace harness
