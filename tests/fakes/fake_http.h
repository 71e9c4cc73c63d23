// A network that answers what a test puts in, and remembers what was sent. With nothing put in, nobody listens.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/http.h"

namespace harness {

class FakeHttp final : public Http {
 public:
  std::string Missing() const override { return missing_; }
  void SetMissing(std::string why) { missing_ = std::move(why); }

  tl::expected<HttpResponse, HttpError> Send(const HttpRequest& request, const HttpLimits&) override {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    if (answers_.empty())
      return tl::unexpected(HttpError{HttpProblem::kRefused, "can't connect to " + OriginOf(request.url)});
    auto answer = std::move(answers_.front());
    answers_.pop_front();
    return answer;
  }

  void Put(int status, std::string body, std::vector<HttpHeader> headers = {}) {
    const std::lock_guard lock(mutex_);
    answers_.emplace_back(HttpResponse{status, std::move(headers), std::move(body)});
  }
  void PutError(HttpProblem problem, std::string message) {
    const std::lock_guard lock(mutex_);
    answers_.emplace_back(tl::unexpected(HttpError{problem, std::move(message)}));
  }
  std::vector<HttpRequest> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  std::string missing_;
  std::mutex mutex_;
  std::deque<tl::expected<HttpResponse, HttpError>> answers_;
  std::vector<HttpRequest> requests_;
};

}  // namespace harness
