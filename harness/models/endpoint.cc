#include "harness/models/endpoint.h"

#include <algorithm>
#include <utility>

#include "harness/base/text.h"
#include "harness/models/retry_after.h"

namespace harness {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

constexpr size_t kMaxWords = 500;          // code points of a provider's message
constexpr size_t kMaxReadError = 1 << 20;  // bytes of a bad answer that are looked at

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower;
}

// "application/json" of "application/json; charset=utf-8"; empty if it is not said.
std::string_view MediaTypeOf(const HttpResponse& response) {
  const std::string* header = response.Header("content-type");
  return header ? Trim(std::string_view(*header).substr(0, header->find(';'))) : "";
}

bool IsJsonType(std::string_view type) {
  const std::string lower = Lower(type);
  return lower.empty() || lower == "application/json" ||
         (lower.starts_with("application/") && lower.ends_with("+json"));
}

const Json* MemberOf(const Json& json, std::string_view name) {
  if (!json.is_object()) return nullptr;
  const auto found = json.find(name);
  return found == json.end() ? nullptr : &*found;
}

// Of {"error": {"message", "code", "type"}}, {"error": "…"}, {"message"} and {"detail"}.
std::string MessageIn(const Json& json) {
  const Json* error = MemberOf(json, "error");
  for (const Json* candidate :
       {error ? MemberOf(*error, "message") : nullptr, error, MemberOf(json, "message"), MemberOf(json, "detail")})
    if (candidate && candidate->is_string()) return candidate->get<std::string>();
  if (error && !error->is_null()) return CanonicalJson(*error);
  return "";
}

bool IsQuotaUsedUp(const Json& json) {
  const Json* error = MemberOf(json, "error");
  for (const char* name : {"code", "type"}) {
    const Json* word = error ? MemberOf(*error, name) : nullptr;
    if (word && word->is_string() && *word == "insufficient_quota") return true;
  }
  return false;
}

Json ParsedError(const HttpResponse& response) {
  if (response.body.size() > kMaxReadError) return {};
  Result<Json> json = ParseJson(response.body);
  return json ? std::move(*json) : Json();
}

void ReplaceAll(std::string& text, std::string_view what, std::string_view with) {
  if (what.empty()) return;
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
}

// Whole words around a mask too: providers show the ends of a key that they do not accept.
std::string MaskWords(std::string_view text) {
  std::string masked;
  for (const std::string_view word : Split(text, " \t\r\n\f\v")) {
    if (word.empty()) continue;
    if (!masked.empty()) masked += ' ';
    masked += word.find("***") == std::string_view::npos ? word : "***";
  }
  return masked;
}

bool IsRetryable(int status) {
  return status == 408 || status == 429 || status >= 500;
}

// Whether the request may have reached the provider.
bool MayBeBilled(HttpProblem problem) {
  switch (problem) {
    case HttpProblem::kUnresolvable:
    case HttpProblem::kRefused:
    case HttpProblem::kTls:
    case HttpProblem::kBadRequest:
      return false;
    case HttpProblem::kTimeout:
    case HttpProblem::kStopped:
    case HttpProblem::kTooLarge:
    case HttpProblem::kLost:
    case HttpProblem::kMalformed:
      break;
  }
  return true;
}

}  // namespace

Endpoint::Endpoint(EndpointOptions options, const Services& services)
    : options_(std::move(options)),
      services_(services),
      secrets_(services.secrets ? *services.secrets : own_secrets_),
      keys_(options_.key, services, secrets_),
      absent_(keys_.absent().empty() ? services_.http.Missing() : keys_.absent()) {}

tl::expected<EndpointAnswer, ChatError> Endpoint::Post(std::string_view path, const Json& body,
                                                       const CallContext& context) {
  return Ask({"POST", options_.url.At(path), {}, CanonicalJson(body)}, context);
}

tl::expected<EndpointAnswer, ChatError> Endpoint::Get(std::string_view path, const CallContext& context) {
  return Ask({"GET", options_.url.At(path), {}, {}}, context);
}

tl::expected<EndpointAnswer, ChatError> Endpoint::Ask(HttpRequest request, const CallContext& context) {
  if (!absent_.empty()) return tl::unexpected(ChatError{.kind = FailureKind::kUnavailable, .message = absent_});
  for (bool renewed = false;; renewed = true) {
    const auto key = keys_.Key(context);
    if (!key) return tl::unexpected(key.error());
    request.headers = options_.headers;
    if (!request.body.empty()) request.headers.push_back({"Content-Type", "application/json"});
    request.headers.push_back({"Accept", "application/json"});
    if (!key->empty())
      request.headers.push_back(
          {options_.key_header, options_.key_header == "Authorization" ? "Bearer " + *key : *key});
    auto answer = Send(request, context);
    if (answer || answer.error().status != 401 || renewed || !keys_.Renew(*key, context)) return answer;
  }
}

tl::expected<EndpointAnswer, ChatError> Endpoint::Send(const HttpRequest& request, const CallContext& context) {
  const auto begun = context.clock.SteadyNow();
  HttpLimits limits{context.deadline, context.stop, options_.max_answer};
  if (options_.timeout) limits.deadline = std::min(limits.deadline, begun + *options_.timeout);
  const auto response = services_.http.Send(request, limits);
  const auto latency = duration_cast<microseconds>(context.clock.SteadyNow() - begun);
  if (!response) return tl::unexpected(FromHttp(response.error(), context));
  if (response->status < 200 || response->status > 299)
    return tl::unexpected(FromStatus(*response, std::string_view(request.url).substr(options_.url.origin.size())));
  auto json = ReadBody(*response);
  if (!json) return tl::unexpected(std::move(json).error());
  return EndpointAnswer{std::move(*json), latency};
}

tl::expected<Json, ChatError> Endpoint::ReadBody(const HttpResponse& response) const {
  const auto malformed = [&](std::string_view what) { return tl::unexpected(Malformed(what)); };
  const std::string_view type = MediaTypeOf(response);
  if (response.body.empty()) return malformed("an empty body");
  if (!IsJsonType(type)) return malformed(fmt::format("{} instead of JSON", Shown(type)));
  if (!IsValidUtf8(response.body)) return malformed("bytes that are no UTF-8");
  Result<Json> json = ParseJson(response.body);
  if (!json) return malformed(fmt::format("JSON that is cut off or ill-formed ({})", Shown(json.error().Message())));
  if (!json->is_object()) return malformed("JSON that is no object");
  if (const Json* error = MemberOf(*json, "error"); error && !error->is_null())
    return malformed(fmt::format("an error instead of an answer: {}", Shown(MessageIn(*json))));
  return std::move(*json);
}

ChatError Endpoint::Malformed(std::string_view what) const {
  return {.kind = FailureKind::kProviderError,
          .message = fmt::format("{} answered with {}", options_.url.origin, what),
          .retryable = true,
          .status = 200,
          .may_be_billed = true};
}

ChatError Endpoint::FromStatus(const HttpResponse& response, std::string_view path) const {
  ChatError error{.kind = FailureKind::kProviderError, .message = "", .status = response.status};
  if (response.status >= 300 && response.status < 400) {
    const std::string* location = response.Header("location");
    const std::string origin = location ? OriginOf(*location) : "";
    error.message = fmt::format("{} answered with status {}, a redirect{}, which is not followed", options_.url.origin,
                                response.status, origin.empty() ? "" : " to " + Shown(origin));
    return error;
  }
  const std::string words = WordsOf(response, path);
  error.message = fmt::format("{} answered with status {}{}", options_.url.origin, response.status,
                              words.empty() ? "" : ": " + words);
  error.retryable = IsRetryable(response.status);
  if (error.retryable) error.retry_after = RetryAfterOf(response, services_.clock.WallMicros());
  if (response.status != 429) return error;
  if (IsQuotaUsedUp(ParsedError(response)))
    error.retryable = false;
  else
    error.kind = FailureKind::kRateLimited;
  return error;
}

// What the provider says, or the beginning of whatever came instead: without path and query.
std::string Endpoint::WordsOf(const HttpResponse& response, std::string_view path) const {
  std::string words = MessageIn(ParsedError(response));
  if (words.empty()) words = response.body.substr(0, kMaxReadError);
  RepairUtf8(words);
  ReplaceAll(words, path, "***");
  ReplaceAll(words, path.substr(0, path.find('?')), "***");
  ReplaceAll(words, options_.url.query, "***");
  return Shown(std::move(words));
}

std::string Endpoint::Shown(std::string_view text) const {
  std::string shown = secrets_.Redact(text);
  RepairUtf8(shown);
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }, ' ');
  return Abbreviate(MaskWords(shown), kMaxWords);
}

ChatError Endpoint::FromHttp(const HttpError& error, const CallContext& context) const {
  ChatError chat{.kind = FailureKind::kUnavailable, .message = error.message, .retryable = true};
  chat.may_be_billed = MayBeBilled(error.problem);
  switch (error.problem) {
    case HttpProblem::kTimeout:
      chat.kind = FailureKind::kTimeout;
      chat.retryable = !context.Expired();
      break;
    case HttpProblem::kStopped:
      chat.kind = FailureKind::kStopped;
      chat.retryable = false;
      break;
    case HttpProblem::kBadRequest:
      chat.retryable = false;
      break;
    case HttpProblem::kTooLarge:
      chat.kind = FailureKind::kTooLarge;
      break;
    case HttpProblem::kUnresolvable:
    case HttpProblem::kRefused:
    case HttpProblem::kTls:
    case HttpProblem::kLost:
    case HttpProblem::kMalformed:
      break;
  }
  return chat;
}

}  // namespace harness
