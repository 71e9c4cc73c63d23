#include "harness/targets/http_poll.h"

#include <algorithm>

#include "harness/base/rest.h"
#include "harness/base/text.h"
#include "harness/models/retry_after.h"

namespace harness {
namespace {

using std::chrono::microseconds;

constexpr std::chrono::seconds kLongestPause{10};
constexpr std::chrono::seconds kOneQuestion{30};
constexpr std::chrono::seconds kLastLook{1};  // before the time is over

tl::unexpected<Failure> Fails(FailureKind kind, std::string message) {
  return tl::unexpected(Failure{kind, std::move(message)});
}

bool Holds(const std::vector<std::string>& words, const std::string& state) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return FoldCase(word) == FoldCase(state); });
}

}  // namespace

// One job that is waited for.
class HttpPoll::Wait {
 public:
  Wait(const HttpPoll& poll, const HttpRequest& request, Json vars, const CallContext& context,
       const HttpLimits& limits)
      : options_(poll.options_),
        answers_(poll.answers_),
        http_(poll.http_),
        request_(request),
        vars_(std::move(vars)),
        context_(context),
        limits_(limits),
        pause_(options_.every) {
    template_limits_.expired = [this] { return context_.Expired(); };
  }

  tl::expected<HttpResponse, Failure> Run(HttpResponse first) {
    auto done = IsDone(first, request_.url, true);
    if (!done) return tl::unexpected(std::move(done).error());
    if (*done) return TakeResult(std::move(first), request_.url);
    const auto asked = StateRequest(first);
    if (!asked) return tl::unexpected(asked.error());
    NoteWish(first);
    while (Pause()) {
      auto response = Ask(*asked);
      if (!response) return tl::unexpected(std::move(response).error());
      if (!*response) continue;
      done = IsDone(**response, asked->url, false);
      if (!done) return tl::unexpected(std::move(done).error());
      if (*done) return TakeResult(std::move(**response), asked->url);
    }
    return tl::unexpected(OutOfTime());
  }

 private:
  // Whether the job is done, by the state that the answer tells. Not done is also an answer without one.
  tl::expected<bool, Failure> IsDone(const HttpResponse& response, const std::string& url, bool first) {
    if (!options_.at) {
      said_ = fmt::format("its last answer had status {}", response.status);
      return response.status != 202 && !(first && response.status == 201);
    }
    const Result<Json> json = ParseJson(response.body);
    const Json* state = json ? options_.at->Find(*json) : nullptr;
    if (!state) {
      said_ = fmt::format("its last answer has no state at {}: {}", options_.at->text(),
                          answers_.Shown(response.body, url));
      return false;
    }
    const std::string word = JsonText(*state);
    const std::string shown = answers_.Shown(word, url);
    said_ = fmt::format("its last state is '{}'", shown);
    if (Holds(options_.failed, word))
      return Fails(FailureKind::kReported,
                   fmt::format("the job ended as '{}': {}", shown, answers_.Shown(response.body, url)));
    return Holds(options_.until, word);
  }

  tl::expected<HttpRequest, Failure> StateRequest(const HttpResponse& first) {
    if (options_.url) return RequestFor(*options_.url, first, request_.url, "the url of the job");
    const std::string* location = first.Header("operation-location");
    if (!location) location = first.Header("location");
    if (!location)
      return Fails(FailureKind::kInvalidOutput,
                   "the answer names no job: it has neither Operation-Location nor Location, and 'poll' has no 'url'");
    Result<std::string> url = FollowUrl(request_.url, *location);
    if (url) return WithHeaders(*std::move(url));
    return Fails(FailureKind::kProviderError, fmt::format("the url of the job: {}", url.error().Message()));
  }

  // A request whose url is filled with an answer, too.
  tl::expected<HttpRequest, Failure> RequestFor(const UrlTemplate& text, const HttpResponse& response,
                                                const std::string& before, std::string_view what) {
    vars_.erase("response");
    if (Result<Json> json = ParseJson(response.body)) vars_["response"] = *std::move(json);
    Result<std::string> url = text.Fill(vars_, template_limits_, before);
    if (url) return WithHeaders(*std::move(url));
    return Fails(FailureKind::kProviderError, fmt::format("{}: {}; the answer is {}", what, url.error().Message(),
                                                          answers_.Shown(response.body, before)));
  }

  tl::expected<HttpRequest, Failure> WithHeaders(std::string url) {
    HttpRequest asked{options_.method, std::move(url)};
    if (options_.headers) {
      auto headers = options_.headers->Fill(vars_, template_limits_);
      if (!headers) return Fails(FailureKind::kProviderError, headers.error().Message());
      asked.headers = *std::move(headers);
    } else if (IsSameOrigin(request_.url, asked.url)) {
      asked.headers = request_.headers;
      std::erase_if(asked.headers, [](const HttpHeader& h) { return FoldCase(h.name).starts_with("content-"); });
    }
    return asked;
  }

  // The state; nothing: it could not be had, which may pass.
  tl::expected<std::optional<HttpResponse>, Failure> Ask(const HttpRequest& asked) {
    HttpLimits limits = limits_;
    limits.deadline = std::min(limits.deadline, context_.clock.SteadyNow() + kOneQuestion);
    auto response = http_.Send(asked, limits);
    if (!response) {
      Failure failure = answers_.FailureOf(response.error());
      const bool late = failure.kind == FailureKind::kTimeout;
      if (!late && !failure.retryable) return tl::unexpected(std::move(failure));
      if (!context_.Expired()) trouble_ = std::move(failure);
      return std::nullopt;
    }
    NoteWish(*response);
    if (auto failure = answers_.FailureOf(*response, asked.url)) {
      failure->message = "asked for the job, " + failure->message;
      if (!IsPassing(response->status)) return tl::unexpected(*std::move(failure));
      trouble_ = *std::move(failure);
      return std::nullopt;
    }
    trouble_.reset();
    return std::optional(*std::move(response));
  }

  void NoteWish(const HttpResponse& response) {
    wish_ = RetryAfterOf(response, context_.clock.WallMicros()).value_or(microseconds(0));
  }

  // False: the time is over, or it was stopped.
  bool Pause() {
    const auto now = context_.clock.SteadyNow();
    if (now >= context_.deadline) return false;
    const auto left = std::chrono::duration_cast<microseconds>(context_.deadline - now);
    microseconds pause = std::max(pause_, wish_);
    if (pause >= left) {
      if (wish_ >= left || looked_last_) return false;
      looked_last_ = true;
      pause = std::max(wish_, left - std::min<microseconds>(kLastLook, left / 2));
    }
    if (!options_.fixed) pause_ = std::max(pause_, std::min<microseconds>(pause_ * 3 / 2, kLongestPause));
    return Rest(pause, context_.stop);
  }

  Failure OutOfTime() const {
    if (context_.stop.stop_requested()) return {FailureKind::kStopped, "stopped"};
    if (trouble_ && trouble_->kind != FailureKind::kTimeout)
      return {trouble_->kind,
              fmt::format("the job could not be asked for until the time was over: {}", trouble_->message)};
    return {FailureKind::kTimeout, fmt::format("the job was not done within the time limit; {}", said_)};
  }

  tl::expected<HttpResponse, Failure> TakeResult(HttpResponse last, const std::string& url) {
    if (!options_.result) return last;
    const auto asked = RequestFor(*options_.result, last, url, "the url of the result");
    if (!asked) return tl::unexpected(asked.error());
    auto response = http_.Send(*asked, limits_);
    if (!response) return tl::unexpected(answers_.FailureOf(response.error()));
    if (auto failure = answers_.FailureOf(*response, asked->url)) return tl::unexpected(*std::move(failure));
    return *std::move(response);
  }

  const HttpPollOptions& options_;
  const HttpAnswers& answers_;
  Http& http_;
  const HttpRequest& request_;
  Json vars_;
  const CallContext& context_;
  const HttpLimits& limits_;
  TemplateLimits template_limits_;
  microseconds pause_;
  microseconds wish_{0};  // of the last answer, by its Retry-After
  bool looked_last_ = false;
  std::string said_;                // what is known of the state
  std::optional<Failure> trouble_;  // why the last question had no answer
};

tl::expected<HttpResponse, Failure> HttpPoll::Await(const HttpRequest& request, HttpResponse first, Json vars,
                                                    const CallContext& context, const HttpLimits& limits) const {
  return Wait(*this, request, std::move(vars), context, limits).Run(std::move(first));
}

}  // namespace harness
