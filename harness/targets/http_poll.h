// Services that answer later: the first answer names a job, whose state is asked until it is done.
//
// Thread-safe. Never waits beyond the deadline. What may pass (a lost connection, 429, 5xx) is waited out.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "harness/core/call_context.h"
#include "harness/targets/http_answer.h"
#include "harness/targets/http_request.h"

namespace harness {

struct HttpPollOptions {
  std::optional<UrlTemplate> url;  // none: that of the header Operation-Location or Location
  std::string method = "GET";
  std::optional<HeaderTemplates> headers;  // none: those of the request, where the host is the same
  std::optional<JsonPointer> at;           // to the state; none: status 202 says that it is not done
  std::vector<std::string> until = {"done", "complete", "completed", "finished", "ready", "succeeded", "success"};
  std::vector<std::string> failed = {"failed", "failure", "error", "cancelled", "canceled", "expired"};
  std::chrono::microseconds every = std::chrono::seconds(1);
  bool fixed = false;                 // every pause is `every`; else they grow to 10 s
  std::optional<UrlTemplate> result;  // where the answer lies when the job is done; none: in its last state
};

class HttpPoll {
 public:
  // What is lent outlives it.
  HttpPoll(HttpPollOptions options, const HttpAnswers& answers, Http& http)
      : options_(std::move(options)), answers_(answers), http_(http) {}

  // The last answer. `vars`: what the request was made of; `first`: its answer, of a status that is one.
  tl::expected<HttpResponse, Failure> Await(const HttpRequest& request, HttpResponse first, Json vars,
                                            const CallContext& context, const HttpLimits& limits) const;

 private:
  class Wait;

  const HttpPollOptions options_;
  const HttpAnswers& answers_;
  Http& http_;
};

}  // namespace harness
