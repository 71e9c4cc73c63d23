// One provider at one url: sends a request with its key, and makes of whatever comes back either a JSON object or an
// error that says what was found.
//
// Thread-safe; outlives its clients, and `services` outlive it. Never throws. Answers are untrusted: their size has a
// cap, and a good status alone makes no answer.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/secrets.h"
#include "harness/core/chat.h"
#include "harness/core/services.h"
#include "harness/models/base_url.h"
#include "harness/models/keys.h"

namespace harness {

struct EndpointOptions {
  BaseUrl url;
  KeySource key = {};
  std::string key_header = "Authorization";  // there the key stands behind "Bearer "; else ("api-key", …) alone
  std::vector<HttpHeader> headers = {};      // beside it
  std::optional<std::chrono::microseconds> timeout = {};  // of one try; the deadline of the call holds anyhow
  size_t max_answer = 32 << 20;                           // bytes
};

struct EndpointAnswer {
  Json json;  // an object
  std::chrono::microseconds latency{0};
};

class Endpoint {
 public:
  Endpoint(EndpointOptions options, const Services& services);

  // Why it can't be asked: no key, no libcurl; or "".
  const std::string& absent() const { return absent_; }
  const Secrets& secrets() const { return secrets_; }

  // Connection loss, 408, 429, 5xx and a 2xx that holds no JSON object are retryable, every other status is not,
  // nor is OpenAI's `insufficient_quota`. A 401 is asked once more where the key can be had anew.
  tl::expected<EndpointAnswer, ChatError> Post(std::string_view path, const Json& body, const CallContext& context);

  // The same with a GET and no body.
  tl::expected<EndpointAnswer, ChatError> Get(std::string_view path, const CallContext& context);

  // A good status, but `what` ("without choices") instead of an answer: retryable, for the next try may be better.
  ChatError Malformed(std::string_view what) const;

 private:
  tl::expected<EndpointAnswer, ChatError> Ask(HttpRequest request, const CallContext& context);
  tl::expected<EndpointAnswer, ChatError> Send(const HttpRequest& request, const CallContext& context);
  tl::expected<Json, ChatError> ReadBody(const HttpResponse& response) const;
  ChatError FromStatus(const HttpResponse& response, std::string_view path) const;
  ChatError FromHttp(const HttpError& error, const CallContext& context) const;
  std::string WordsOf(const HttpResponse& response, std::string_view path) const;
  // Fit for a message: without keys, on one line, at most 500 characters.
  std::string Shown(std::string_view text) const;

  const EndpointOptions options_;
  const Services services_;
  Secrets own_secrets_;
  Secrets& secrets_;
  Keys keys_;
  std::string absent_;
};

}  // namespace harness
