#include "harness/targets/http_answer.h"

#include <algorithm>
#include <cmath>

#include "harness/base/text.h"
#include "harness/models/retry_after.h"

namespace harness {
namespace {

constexpr size_t kShown = 300;                 // code points of an answer in a message
constexpr size_t kLookedAt = size_t{1} << 20;  // bytes of it
constexpr std::chrono::minutes kLongestWait{2};

bool IsJsonType(const HttpResponse& response) {
  const std::string* header = response.Header("content-type");
  if (!header) return false;
  const std::string type = FoldCase(Trim(std::string_view(*header).substr(0, header->find(';'))));
  return type == "application/json" || type == "text/json" ||
         (type.starts_with("application/") && type.ends_with("+json"));
}

void ReplaceAll(std::string& text, std::string_view what, std::string_view with) {
  if (what.size() < 2) return;  // "/" stands in many texts
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
}

std::string OnOneLine(std::string_view text) {
  std::string line;
  for (const std::string_view word : Split(text, " \t\r\n\f\v")) {
    if (word.empty()) continue;
    if (!line.empty()) line += ' ';
    line += word;
  }
  std::replace_if(
      line.begin(), line.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }, ' ');
  return line;
}

}  // namespace

bool IsPassing(int status) {
  return status == 408 || status == 425 || status == 429 || status >= 500;
}

HttpAnswers::HttpAnswers(HttpAnswerOptions options, const Services& services)
    : options_(std::move(options)),
      services_(services),
      secrets_(services.secrets ? *services.secrets : none_),
      repaired_(services.log, "answers that were no UTF-8"),
      unread_(services.log, "answers without the usage or cost that was looked for") {}

std::string HttpAnswers::Shown(std::string_view text, std::string_view url) const {
  std::string shown = secrets_.Redact(text.substr(0, kLookedAt));
  const size_t scheme = url.find("://");
  const size_t path = scheme == std::string_view::npos ? scheme : url.find_first_of("/?", scheme + 3);
  if (path != std::string_view::npos) {
    ReplaceAll(shown, url.substr(path), "***");
    ReplaceAll(shown, url.substr(path, url.find('?', path) - path), "***");
    if (const size_t query = url.find('?', path); query != std::string_view::npos)
      ReplaceAll(shown, url.substr(query), "***");
  }
  RepairUtf8(shown);
  return Abbreviate(OnOneLine(shown), kShown);
}

std::optional<Failure> HttpAnswers::FailureOf(const HttpResponse& response, std::string_view url) const {
  const int status = response.status;
  const std::vector<int>& ok = options_.ok_status;
  if ((status >= 200 && status <= 299) || std::find(ok.begin(), ok.end(), status) != ok.end()) return std::nullopt;
  Failure failure{FailureKind::kReported, fmt::format("{} answered with status {}", OriginOf(url), status)};
  if (status >= 300 && status <= 399) {
    const std::string* location = response.Header("location");
    const std::string origin = location ? OriginOf(ResolveUrl(url, *location)) : "";
    failure.kind = FailureKind::kProviderError;
    failure.message += fmt::format(", a redirect{}, which is not followed", origin.empty() ? "" : " to " + origin);
    return failure;
  }
  if (const std::string words = Shown(response.body, url); !words.empty()) failure.message += ": " + words;
  if (status == 429)
    failure.kind = FailureKind::kRateLimited;
  else if (IsPassing(status) && (status < 500 || (status >= 502 && status <= 504)))
    failure.kind = FailureKind::kUnavailable;
  else if (status < 500)
    failure.kind = FailureKind::kProviderError;
  failure.retryable = failure.kind == FailureKind::kRateLimited || failure.kind == FailureKind::kUnavailable;
  if (!failure.retryable) return failure;
  const auto asked = RetryAfterOf(response, services_.clock.WallMicros());
  if (asked && *asked > kLongestWait) {
    failure.retryable = false;
    failure.message += fmt::format("; it asks to wait {}, and no more than {} is waited", FormatDuration(*asked),
                                   FormatDuration(kLongestWait));
  } else if (asked) {
    failure.retry_after = *asked;
  }
  return failure;
}

Failure HttpAnswers::FailureOf(const HttpError& error) const {
  Failure failure{FailureKind::kUnavailable, error.message};
  switch (error.problem) {
    case HttpProblem::kTimeout:
      failure.kind = FailureKind::kTimeout;
      break;
    case HttpProblem::kTooLarge:
      failure.kind = FailureKind::kTooLarge;
      break;
    case HttpProblem::kStopped:
      failure.kind = FailureKind::kStopped;
      break;
    case HttpProblem::kUnresolvable:
    case HttpProblem::kRefused:
    case HttpProblem::kTls:
    case HttpProblem::kLost:
      failure.retryable = true;
      break;
    case HttpProblem::kBadRequest:
    case HttpProblem::kMalformed:
      break;
  }
  return failure;
}

bool HttpAnswers::WantsUsage() const {
  return options_.input_tokens || options_.output_tokens || options_.cached_tokens || options_.cost_usd ||
         options_.finish_reason;
}

Output HttpAnswers::Read(const HttpResponse& response, std::string_view case_id) {
  const bool is_json = options_.at || (options_.format ? *options_.format == Format::kJson : IsJsonType(response));
  bool repaired = false;
  const Result<Json> document =
      is_json || WantsUsage() ? ParseJson(response.body, &repaired) : Result<Json>(Unexpected(Error("")));
  Result<Output> part = ReadPart(response, document, is_json);
  if (!part) return Output::Failed(FailureKind::kInvalidOutput, part.error().Message() + Begins(response.body));
  if (!part->failure && !is_json) repaired = RepairUtf8(part->text) || repaired;
  if (repaired) repaired_.Add(fmt::format("case '{}': bytes of the answer that are no UTF-8 became U+FFFD", case_id));
  if (WantsUsage()) ReadUsage(document.value_or(Json()), *part, case_id);
  return *std::move(part);
}

Result<Output> HttpAnswers::ReadPart(const HttpResponse& response, const Result<Json>& document, bool is_json) {
  if (!is_json) return Output::Text(response.body);
  if (!document) return Fail("the answer is no JSON: {}", document.error().Message());
  if (!options_.at) return options_.format ? Output::Structured(*document) : OfValue(*document);
  const Json* found = options_.at->Find(*document);
  if (!found) return Fail("the answer has nothing at {}", options_.at->text());
  return OfValue(*found);
}

// A text is a text, unless it is to be parsed; a structure is a structure, unless it is to be text.
Output HttpAnswers::OfValue(const Json& value) const {
  const bool as_json = options_.format == Format::kJson, as_text = options_.format == Format::kText;
  if (!value.is_string()) return as_text ? Output::Text(CanonicalJson(value)) : Output::Structured(value);
  const auto& text = value.get_ref<const std::string&>();
  if (!as_json) return Output::Text(text);
  Result<Json> json = ParseJson(text);
  if (json) return Output::Structured(*std::move(json));
  return Output::Failed(FailureKind::kInvalidOutput,
                        fmt::format("the answer is no JSON: {}{}", json.error().Message(), Begins(text)));
}

// Masked before it is cut.
std::string HttpAnswers::Begins(std::string_view text) const {
  return "; it begins " + QuoteStart(secrets_.Redact(text.substr(0, kLookedAt)));
}

std::optional<int64_t> HttpAnswers::ReadCount(const Json& document, const std::optional<JsonPointer>& at,
                                              std::string_view case_id) {
  if (!at) return std::nullopt;
  const Json* found = at->Find(document);
  if (found && found->is_number_integer() && *found >= 0 && *found <= INT64_MAX) return found->get<int64_t>();
  unread_.Add(fmt::format("case '{}': there is no count of tokens at {}", case_id, at->text()));
  return std::nullopt;
}

void HttpAnswers::ReadUsage(const Json& document, Output& to, std::string_view case_id) {
  const auto input = ReadCount(document, options_.input_tokens, case_id);
  const auto output = ReadCount(document, options_.output_tokens, case_id);
  const auto cached = ReadCount(document, options_.cached_tokens, case_id);
  if (input || output || cached) to.usage = Usage{input.value_or(0), output.value_or(0), cached.value_or(0)};
  if (options_.cost_usd) {
    const Json* cost = options_.cost_usd->Find(document);
    if (cost && cost->is_number() && std::isfinite(cost->get<double>()) && cost->get<double>() >= 0)
      to.cost_usd = cost->get<double>();
    else
      unread_.Add(fmt::format("case '{}': there is no amount at {}", case_id, options_.cost_usd->text()));
  }
  if (!options_.finish_reason) return;
  const Json* reason = options_.finish_reason->Find(document);
  if (reason && reason->is_string() && reason->get_ref<const std::string&>().size() <= kMaxFinishReason)
    to.finish_reason = reason->get<std::string>();
  else
    unread_.Add(fmt::format("case '{}': there is no short text at {}", case_id, options_.finish_reason->text()));
}

}  // namespace harness
