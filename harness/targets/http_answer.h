// What comes back from a service, made into an Output or into the failure that it is.
//
// Answers are untrusted: nothing here fails on any bytes, and messages show the start of one without keys, and without
// path and query of the url. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/http.h"
#include "harness/base/json.h"
#include "harness/base/repeated_warning.h"
#include "harness/core/output.h"
#include "harness/core/services.h"
#include "harness/targets/answer.h"

namespace harness {

struct HttpAnswerOptions {
  std::optional<JsonPointer> at;  // to the answer; none: the whole
  std::optional<Format> format;   // none: by the content type, or by what stands at `at`
  std::vector<int> ok_status;     // beside 2xx
  std::optional<JsonPointer> input_tokens, output_tokens, cached_tokens, cost_usd, finish_reason;
};

class HttpAnswers {
 public:
  // `services` outlives it.
  HttpAnswers(HttpAnswerOptions options, const Services& services);

  // Of a status that is an answer.
  Output Read(const HttpResponse& response, std::string_view case_id);

  // Why a status is no answer: 408, 425, 429, 502, 503 and 504 may pass; other 4xx and 3xx are the plumbing's mistake;
  // 500 and what is left is what the service itself says. Nothing: it is one. `url`: that was asked.
  std::optional<Failure> FailureOf(const HttpResponse& response, std::string_view url) const;
  Failure FailureOf(const HttpError& error) const;

  // Fit for a message: on one line, cut.
  std::string Shown(std::string_view text, std::string_view url) const;

 private:
  Result<Output> ReadPart(const HttpResponse& response, const Result<Json>& document, bool is_json);
  Output OfValue(const Json& value) const;
  std::string Begins(std::string_view text) const;
  void ReadUsage(const Json& document, Output& to, std::string_view case_id);
  std::optional<int64_t> ReadCount(const Json& document, const std::optional<JsonPointer>& at,
                                   std::string_view case_id);
  bool WantsUsage() const;

  const HttpAnswerOptions options_;
  const Services& services_;
  const Secrets none_;
  const Secrets& secrets_;
  RepeatedWarning repaired_;
  RepeatedWarning unread_;
};

// Whether a poll that ends like this is repeated: 408, 425, 429 and 5xx.
bool IsPassing(int status);

}  // namespace harness
