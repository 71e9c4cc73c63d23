#include "harness/targets/genie_call.h"

#include <algorithm>
#include <array>
#include <utility>

#include "harness/base/rest.h"
#include "harness/base/text.h"
#include "harness/core/conversation.h"
#include "harness/sql/databricks_statement.h"
#include "harness/targets/genie_failures.h"

namespace harness {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

constexpr seconds kLongestTry{60};  // of one request: asking takes seconds, the answer is polled for
constexpr int kMostPolls = 10;      // pauses grow to so many times `poll`; after a rate limit they begin there
constexpr std::string_view kQueryResult = "/query-result";
constexpr size_t kMaxMessage = 8 << 20;  // bytes; it becomes the output
constexpr int64_t kMaxResult = 4 << 20;  // bytes of cells
constexpr size_t kMaxWords = 500;        // code points of why there is no result
constexpr std::array<std::string_view, 7> kWorking = {"SUBMITTED",  "FETCHING_METADATA", "FILTERING_CONTEXT",
                                                      "ASKING_AI",  "PENDING_WAREHOUSE", "EXECUTING_QUERY",
                                                      "IN_PROGRESS"};
constexpr std::array<std::string_view, 4> kFinal = {"COMPLETED", "FAILED", "CANCELLED", "QUERY_RESULT_EXPIRED"};

Output FailedOutput(Failure failure) {
  Output output;
  output.failure = std::move(failure);
  return output;
}

// The first of the members that is an id.
std::string IdOf(const Json& json, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    if (std::string id = TextOf(json, name); IsDatabricksId(id)) return id;
  return "";
}

}  // namespace

microseconds GeniePause(int look, microseconds poll, Rng& jitter) {
  return std::min(look, kMostPolls) * poll +
         microseconds(static_cast<int64_t>(jitter.Unit() * static_cast<double>(poll.count())));
}

GenieCall::GenieCall(const GenieClient& client, const CallContext& context)
    : client_(client), context_(context), jitter_(context.seed, "genie") {
  limits_.deadline = context.deadline;
  limits_.stop = context.stop;
  limits_.max_rows = client.options.max_rows;
  limits_.max_bytes = kMaxResult;
}

// Of a message that a rate limit ended nothing came: it is asked again for as long as there is time.
Output GenieCall::Ask(const std::string& question) {
  for (int tries = 0;; ++tries) {
    Output output = AskOnce(question);
    if (!output.failure || output.failure->kind != FailureKind::kRateLimited || message_.empty()) return output;
    const microseconds pause = (kMostPolls << std::min(tries, 3)) * GeniePause(1, client_.options.poll, jitter_);
    if (pause >= Left()) return output;
    if (!Rest(pause, context_.stop)) return Output::Failed(FailureKind::kStopped, "stopped");
  }
}

Output GenieCall::AskOnce(const std::string& question) {
  message_.clear();
  status_.clear();
  if (auto failure = Send(question)) return FailedOutput(*std::move(failure));
  Json message;
  if (auto failure = Await(message)) {
    Output output = FailedOutput(*std::move(failure));
    output.json = WithIds(Json::object());
    return output;
  }
  const GenieAnswer answer = ReadGenieAnswer(message);
  const bool expired = status_ == "QUERY_RESULT_EXPIRED";
  if (!expired && status_ != "COMPLETED") {
    Output output = FailedOutput(Ended(message));
    output.json = WithIds(OutputOf(answer, {}));
    return output;
  }
  if (answer.empty())
    return Output::Failed(FailureKind::kInvalidOutput, "Genie completed without a query and without a text");
  GenieResult result;
  if (client_.options.result && !answer.sql.empty()) result = Fetch(answer, expired);
  if (context_.stop.stop_requested()) return Output::Failed(FailureKind::kStopped, "stopped");
  return Output::Structured(WithIds(OutputOf(answer, result)));
}

std::optional<Failure> GenieCall::Send(const std::string& question) {
  conversation_ = context_.conversation ? context_.conversation->state : "";
  const bool goes_on = !conversation_.empty();
  if (goes_on && !IsDatabricksId(conversation_))
    return Failure{FailureKind::kProviderError, "what was kept of the conversation is no id of one"};
  const std::string path = goes_on ? "/conversations/" + conversation_ + "/messages" : "/start-conversation";
  // Sent twice into one conversation it would be asked twice there.
  const auto answer = Call("POST", path, {{"content", question}}, !goes_on);
  if (!answer) {
    Failure failure = GenieFailure(answer.error());
    // The conversation can't go on, but it may be held anew.
    failure.retryable = failure.retryable || (goes_on && (answer.error().status == 0 || answer.error().status >= 500));
    return failure;
  }
  if (!goes_on) conversation_ = IdOf(*answer, {"conversation_id"});
  if (conversation_.empty()) conversation_ = IdOf(MemberOf(*answer, "conversation"), {"conversation_id", "id"});
  message_ = IdOf(*answer, {"message_id", "id"});
  if (message_.empty()) message_ = IdOf(MemberOf(*answer, "message"), {"message_id", "id"});
  if (conversation_.empty() || message_.empty())
    return Failure{FailureKind::kProviderError, Odd("a message without ids")};
  if (context_.conversation) context_.conversation->state = conversation_;
  return std::nullopt;
}

// Looks at the message until it ends.
std::optional<Failure> GenieCall::Await(Json& message) {
  for (int look = 1;; ++look) {
    const microseconds left = Left();
    if (left.count() <= 0) return Late();
    if (!Rest(std::min(GeniePause(look, client_.options.poll, jitter_), left), context_.stop))
      return Failure{FailureKind::kStopped, "stopped"};
    if (Left().count() <= 0) return Late();
    auto seen = Call("GET", MessagePath());
    if (!seen && seen.error().problem == SqlProblem::kTimeout) return Late();
    if (!seen) return GenieFailure(seen.error());
    status_ = TextOf(*seen, "status");
    if (status_.empty()) return Failure{FailureKind::kProviderError, Odd("a message without a status")};
    const bool over = std::find(kFinal.begin(), kFinal.end(), status_) != kFinal.end();
    if (over) message = *std::move(seen);
    if (over) return std::nullopt;
  }
}

Failure GenieCall::Late() const {
  const bool known = std::find(kWorking.begin(), kWorking.end(), status_) != kWorking.end();
  std::string last = status_.empty() ? "" : fmt::format("; its last status was {}", Abbreviate(status_, 100));
  if (!status_.empty() && !known) last += ", which is not a known one";
  return {FailureKind::kTimeout, "Genie did not answer by the deadline" + last};
}

// FAILED or CANCELLED.
Failure GenieCall::Ended(const Json& message) const {
  if (status_ == "CANCELLED") return {FailureKind::kProviderError, "the message was cancelled by somebody else", true};
  const Json& error = MemberOf(message, "error");
  return GenieFailure(TextOf(error, "type"), TextOf(error, "error"));
}

// A result that can't be had does not lose the answer.
GenieResult GenieCall::Fetch(const GenieAnswer& answer, bool expired) {
  if (!IsDatabricksId(answer.attachment_id)) return {std::nullopt, Odd("a query without an id")};
  const auto statement = FetchStatement(MessagePath() + "/attachments/" + answer.attachment_id, expired);
  if (!statement) return {std::nullopt, Abbreviate(statement.error().message, kMaxWords)};
  auto table = DatabricksStatement(client_.statements, client_.http, context_.clock, limits_).Take(*statement);
  if (!table) return {std::nullopt, Abbreviate(table.error().message, kMaxWords)};
  return {*std::move(table), ""};
}

// The answer of a statement that succeeded. A result that is gone is made again, once.
tl::expected<Json, SqlError> GenieCall::FetchStatement(const std::string& attachment, bool gone) {
  bool made_again = false;
  for (int look = 1;; ++look) {
    if (gone && std::exchange(made_again, true))
      return tl::unexpected(SqlError{SqlProblem::kUnavailable, "the result of the query is gone"});
    if (gone)
      if (auto asked = Call("POST", attachment + "/execute-query"); !asked)
        return tl::unexpected<SqlError>(asked.error());
    auto seen = Call("GET", attachment + std::string(kQueryResult));
    gone = !seen && (seen.error().status == 400 || seen.error().status == 404);
    if (!seen && gone && !made_again) continue;
    if (!seen) return tl::unexpected<SqlError>(seen.error());
    const Json& statement = MemberOf(*seen, "statement_response");
    const Json& status = MemberOf(statement, "status");
    const std::string state = TextOf(status, "state");
    if (state == "SUCCEEDED") return statement;
    if (state == "FAILED") return tl::unexpected(DatabricksError(status));
    gone = state == "CLOSED" || state == "CANCELED";
    if (gone) continue;
    if (state != "PENDING" && state != "RUNNING")
      return tl::unexpected(SqlError{SqlProblem::kUnavailable, Odd("a result without a state")});
    const microseconds left = Left();
    if (left.count() <= 0) return tl::unexpected(SqlError{SqlProblem::kTimeout, "no result by the deadline"});
    if (!Rest(std::min(GeniePause(look, client_.options.poll, jitter_), left), context_.stop))
      return tl::unexpected(SqlError{SqlProblem::kStopped, "stopped"});
  }
}

tl::expected<Json, DatabricksFault> GenieCall::Call(const std::string& method, const std::string& path,
                                                    const Json& body, bool repeatable) {
  DatabricksRequest request{method, path, body, repeatable};
  request.patient = true;
  request.seed = context_.seed;
  request.longest = kLongestTry;
  if (!path.ends_with(kQueryResult)) request.max_answer = kMaxMessage;
  return client_.space.Call(request, limits_);
}

microseconds GenieCall::Left() const {
  return std::chrono::duration_cast<microseconds>(context_.deadline - context_.clock.SteadyNow());
}

std::string GenieCall::Odd(std::string_view what) const {
  return fmt::format("{} answered what the API does not say: {}", client_.space.host(), what);
}

std::string GenieCall::MessagePath() const {
  return fmt::format("/conversations/{}/messages/{}", conversation_, message_);
}

Json GenieCall::WithIds(Json output) const {
  output["status"] = status_.empty() ? Json() : Json(Abbreviate(status_, 100));
  output["conversation_id"] = conversation_;
  output["message_id"] = message_;
  return output;
}

}  // namespace harness
