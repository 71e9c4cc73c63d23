#include "harness/sql/databricks_api.h"

#include <algorithm>
#include <array>
#include <utility>

#include "harness/base/rest.h"
#include "harness/base/rng.h"
#include "harness/base/text.h"

namespace harness {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr std::array kPauses = {milliseconds(100),  milliseconds(300),   milliseconds(1000),
                                milliseconds(3000), milliseconds(10000), milliseconds(20000)};
constexpr size_t kBrief = 4;         // how many of them a request that is not patient makes
constexpr size_t kMaxMessage = 500;  // code points of the service's words

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

DatabricksFault Unavailable(std::string message, int status = 0) {
  return {{SqlProblem::kUnavailable, std::move(message)}, status};
}

}  // namespace

// What became of one try, and whether another one may do better.
struct DatabricksApi::Try {
  tl::expected<Json, DatabricksFault> answer;
  bool passing = false;                    // a fault that may pass
  std::optional<microseconds> asked = {};  // how long the service asks to wait
};

SqlError FromHttp(const HttpError& error) {
  switch (error.problem) {
    case HttpProblem::kTimeout:
      return {SqlProblem::kTimeout, error.message};
    case HttpProblem::kStopped:
      return {SqlProblem::kStopped, error.message};
    default:
      return {SqlProblem::kUnavailable, error.message};
  }
}

bool IsDatabricksId(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  });
}

DatabricksService StatementService() {
  return {"/api/2.0/sql/statements", "CAN USE on the SQL warehouse", "statement or SQL warehouse"};
}

DatabricksApi::DatabricksApi(std::string host, DatabricksService service, std::shared_ptr<DatabricksLogin> login,
                             Http& http, Clock& clock)
    : host_(std::move(host)), service_(std::move(service)), login_(std::move(login)), http_(http), clock_(clock) {}

tl::expected<Json, DatabricksFault> DatabricksApi::Call(const DatabricksRequest& request, const SqlLimits& limits) {
  HttpRequest http{request.method, host_ + service_.root + request.path};
  if (!request.body.is_null()) http.body = CanonicalJson(request.body);
  Rng jitter(request.seed, "databricks", request.path);
  bool renewed = false;
  for (size_t tries = 0;; ++tries) {
    const auto token = login_->Token(limits);
    if (!token) return tl::unexpected(DatabricksFault{token.error()});
    Try tried = TryOnce(request, http, *token, limits);
    const int status = tried.answer ? 200 : tried.answer.error().status;
    if (status == 401 && !std::exchange(renewed, true) && login_->Forget(*token)) continue;
    const bool endless = request.patient && status == 429;
    if (!tried.passing || (!endless && tries >= (request.patient ? kPauses.size() : kBrief)))
      return std::move(tried.answer);
    microseconds pause = kPauses[std::min(tries, kPauses.size() - 1)];
    if (request.patient && tried.asked) pause = std::min<microseconds>(pause, milliseconds(1000));
    if (request.patient)
      pause = microseconds(static_cast<int64_t>((0.5 + jitter.Unit() / 2) * static_cast<double>(pause.count())));
    const microseconds asked = tried.asked.value_or(microseconds(0));
    pause = request.patient ? asked + pause : std::max(asked, pause);
    if (clock_.SteadyNow() + pause >= limits.deadline) return std::move(tried.answer);
    if (!Rest(pause, limits.stop)) return tl::unexpected(DatabricksFault{{SqlProblem::kStopped, "stopped"}});
  }
}

DatabricksApi::Try DatabricksApi::TryOnce(const DatabricksRequest& request, const HttpRequest& http,
                                          const std::string& token, const SqlLimits& limits) {
  HttpRequest sent = http;
  sent.headers = {{"Authorization", "Bearer " + token}, {"Content-Type", "application/json"}};
  const auto now = clock_.SteadyNow();
  const bool shorter = request.longest.count() > 0 && limits.deadline - now > request.longest;
  const auto answer =
      http_.Send(sent, {shorter ? now + request.longest : limits.deadline, limits.stop, request.max_answer});
  if (!answer) {
    const HttpProblem problem = answer.error().problem;
    const bool late = problem == HttpProblem::kTimeout && shorter;
    const bool unsent = problem == HttpProblem::kRefused || problem == HttpProblem::kUnresolvable;
    const bool lost = problem == HttpProblem::kLost || late;
    Try tried{tl::unexpected(DatabricksFault{FromHttp(answer.error())}), unsent || (lost && request.repeatable)};
    if (late) tried.answer.error().problem = SqlProblem::kUnavailable;
    tried.answer.error().too_large = problem == HttpProblem::kTooLarge;
    return tried;
  }
  Try tried{Read(*answer, token)};
  const int status = answer->status;
  if (const std::string* asked = answer->Header("Retry-After"))
    tried.asked = ReadRetryAfter(*asked, clock_.WallMicros());
  const bool refused = status == 429 || status == 503;  // so nothing was done
  const bool malformed = status == 200 && !tried.answer && request.patient;
  tried.passing = refused || ((status >= 500 || malformed) && request.repeatable);
  return tried;
}

tl::expected<Json, DatabricksFault> DatabricksApi::Read(const HttpResponse& answer, const std::string& token) const {
  const auto fail = [&](std::string_view what) {
    return tl::unexpected(Unavailable(fmt::format("{} {}: {}", host_, what, Words(answer, token)), answer.status));
  };
  switch (answer.status) {
    case 200: {
      Result<Json> json = ParseJson(answer.body);
      if (json && json->is_object()) return *std::move(json);
      return tl::unexpected(Unavailable(fmt::format("{} answered no JSON object", host_), answer.status));
    }
    case 401:
      return fail("does not accept the token");
    case 403:
      return fail(fmt::format("forbids it; the identity needs {}", service_.permission));
    case 404:
      return fail(fmt::format("knows no such {}", service_.things));
    case 429:
      return fail("is asked too often");
    default:
      return fail(fmt::format("answered with status {}", answer.status));
  }
}

}  // namespace harness
