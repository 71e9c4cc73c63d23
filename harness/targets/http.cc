#include "harness/targets/http.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "harness/base/program_config.h"
#include "harness/base/template.h"
#include "harness/targets/case_vars.h"
#include "harness/targets/http_answer.h"
#include "harness/targets/http_poll.h"
#include "harness/targets/http_request.h"

namespace harness {
namespace {

constexpr std::chrono::hours kMaxPause{1};

struct HttpOptions {
  std::string origin;  // that is asked
  RequestTemplate request;
  HttpAnswerOptions answer;
  std::optional<HttpPollOptions> poll;
  size_t max_output = 8 << 20;  // bytes
};

class HttpTarget final : public Target {
 public:
  HttpTarget(HttpOptions options, const Services& services)
      : services_(services),
        origin_(std::move(options.origin)),
        request_(std::move(options.request)),
        max_output_(options.max_output),
        answers_(std::move(options.answer), services_) {
    if (options.poll) poll_.emplace(*std::move(options.poll), answers_, services_.http);
  }

  Output Call(const Case& test, const CallContext& context) override {
    auto response = Ask(test, context);
    if (response) return answers_.Read(*response, test.id);
    Output failed;
    failed.failure = std::move(response).error();
    return failed;
  }

  // Any answer will do: whether the service has a page at its root says nothing of it.
  std::vector<Finding> Probe(bool offline, const CallContext& context) override {
    if (offline) return {{Finding::State::kSkipped, "service", origin_ + " was not asked"}};
    const auto answer =
        services_.http.Send({.method = "HEAD", .url = origin_ + "/"}, {context.deadline, context.stop, max_output_});
    if (answer) return {{Finding::State::kOk, "service", origin_ + " answers"}};
    return {
        {Finding::State::kFailed, "service", answer.error().message, "see that it runs, and that the url is right"}};
  }

 private:
  tl::expected<HttpResponse, Failure> Ask(const Case& test, const CallContext& context) {
    Json vars = TemplateVars(test, context);
    TemplateLimits template_limits;
    template_limits.expired = [&context] { return context.Expired(); };
    const Result<HttpRequest> request = request_.Fill(vars, template_limits);
    if (!request) return tl::unexpected(Failure{KindOfUnfilled(context), request.error().Message()});
    const HttpLimits limits{context.deadline, context.stop, max_output_};
    auto response = services_.http.Send(*request, limits);
    if (!response) return tl::unexpected(answers_.FailureOf(response.error()));
    if (auto failure = answers_.FailureOf(*response, request->url)) return tl::unexpected(*std::move(failure));
    if (!poll_) return *std::move(response);
    return poll_->Await(*request, *std::move(response), std::move(vars), context, limits);
  }

  // Of a request that could not be made.
  static FailureKind KindOfUnfilled(const CallContext& context) {
    if (context.stop.stop_requested()) return FailureKind::kStopped;
    return context.Expired() ? FailureKind::kTimeout : FailureKind::kUnavailable;
  }

  const Services services_;
  const std::string origin_;
  const RequestTemplate request_;
  const size_t max_output_;
  HttpAnswers answers_;
  std::optional<HttpPoll> poll_;
};

// Reads the options of one target, collecting every mistake.
class OptionReader {
 public:
  OptionReader(const Node& config, const Services& services) : http_(*config.Find("http")), services_(services) {}

  Result<std::unique_ptr<Target>> Make() {
    if (std::string missing = services_.http.Missing(); !missing.empty()) Mistake(http_, std::move(missing));
    std::optional<RequestTemplate> request = ReadRequestTemplate(http_, services_, mistakes_);
    HttpAnswerOptions answer = ReadAnswer();
    std::optional<HttpPollOptions> poll;
    if (const Node* node = http_.Find("poll")) poll = ReadPoll(*node);
    size_t max_output = 8 << 20;
    if (const Node* cap = http_.Find("max_output")) ReadOutputCap(*cap, max_output, mistakes_);
    if (!mistakes_.empty() || !request) return Unexpected(std::move(mistakes_).ToError());
    return std::make_unique<HttpTarget>(
        HttpOptions{Origin(), *std::move(request), std::move(answer), std::move(poll), max_output}, services_);
  }

 private:
  // Behind its host the url may have holes.
  std::string Origin() const {
    const std::string& url = http_.Find("url")->AsString();
    const size_t host = url.find("://");
    return OriginOf(
        std::string_view(url).substr(0, host == std::string::npos ? host : url.find_first_of("/?#", host + 3)));
  }

  void Mistake(const Node& node, std::string message) { mistakes_.Add(node.MakeDiagnostic(std::move(message))); }

  HttpAnswerOptions ReadAnswer() {
    HttpAnswerOptions answer;
    ReadPointer(http_, "at", answer.at);
    ReadPointer(http_, "finish_reason", answer.finish_reason);
    if (const Node* format = http_.Find("format"))
      answer.format = format->AsString() == "json" ? Format::kJson : Format::kText;
    if (const Node* ok = http_.Find("ok_status")) ReadStatuses(*ok, answer.ok_status);
    if (const Node* usage = http_.Find("usage")) {
      ReadPointer(*usage, "input_tokens", answer.input_tokens);
      ReadPointer(*usage, "output_tokens", answer.output_tokens);
      ReadPointer(*usage, "cached_tokens", answer.cached_tokens);
      ReadPointer(*usage, "cost_usd", answer.cost_usd);
    }
    return answer;
  }

  void ReadPointer(const Node& map, const char* name, std::optional<JsonPointer>& to) {
    const Node* node = map.Find(name);
    if (!node) return;
    Result<JsonPointer> pointer = JsonPointer::Parse(node->AsString());
    if (pointer)
      to = *std::move(pointer);
    else
      Mistake(*node, fmt::format("'{}': {}", name, pointer.error().Message()));
  }

  void ReadStatuses(const Node& list, std::vector<int>& to) {
    for (const Node& item : list.items()) {
      const bool number = item.kind() == Node::Kind::kInteger;
      if (number && item.AsInteger() >= 300 && item.AsInteger() <= 599)
        to.push_back(static_cast<int>(item.AsInteger()));
      else
        Mistake(item, "'ok_status' holds statuses from 300 to 599; 2xx are answers in any case");
    }
  }

  HttpPollOptions ReadPoll(const Node& node) {
    HttpPollOptions poll;
    if (const Node* url = node.Find("url")) poll.url = UrlTemplate::ReadFollowing(*url, services_, mistakes_);
    if (const Node* url = node.Find("result")) poll.result = UrlTemplate::ReadFollowing(*url, services_, mistakes_);
    if (const Node* method = node.Find("method")) poll.method = method->AsString();
    if (const Node* headers = node.Find("headers"))
      poll.headers = HeaderTemplates::Read(*headers, services_, mistakes_);
    ReadPointer(node, "at", poll.at);
    for (const auto& [name, to] : {std::pair("until", &poll.until), std::pair("failed", &poll.failed)}) {
      const Node* words = node.Find(name);
      if (words && !poll.at) Mistake(*words, fmt::format("'{}' needs 'at', which says where the state stands", name));
      if (words) *to = ReadTexts(*words);
    }
    if (const Node* every = node.Find("every")) ReadPause(*every, poll);
    return poll;
  }

  void ReadPause(const Node& node, HttpPollOptions& poll) {
    if (!mistakes_.Take(ReadDuration(node), poll.every)) return;
    if (poll.every < std::chrono::milliseconds(1) || poll.every > kMaxPause)
      Mistake(node, "'every' must be from 1ms to 1h");
    poll.fixed = true;
  }

  const Node& http_;
  const Services& services_;
  Diagnostics mistakes_;
};

Field Method(const char* doc) {
  return {.name = "method", .types = kText, .doc = doc, .choices = {"GET", "POST", "PUT", "PATCH", "DELETE"}};
}

Shape UsageShape() {
  return {{
      {.name = "input_tokens", .types = kText, .doc = "JSON pointer to a count in the answer."},
      {.name = "output_tokens", .types = kText, .doc = "JSON pointer to a count in the answer."},
      {.name = "cached_tokens", .types = kText, .doc = "JSON pointer to a count in the answer."},
      {.name = "cost_usd", .types = kText, .doc = "JSON pointer to what the call cost, in USD."},
  }};
}

Shape PollShape() {
  return {{
      {.name = "url",
       .types = kText,
       .doc = "A template over the case and `response`, the first answer: a url, a path, or one expression that gives "
              "either. By default that of Operation-Location or Location."},
      Method("By default GET."),
      {.name = "headers", .types = kMap, .doc = "By default those of the request."},
      {.name = "at",
       .types = kText,
       .doc = "JSON pointer to the state in the answer. Without it status 202 says that the job is not done."},
      {.name = "until", .types = kText | kTextList, .doc = "States in which the job is done."},
      {.name = "failed", .types = kText | kTextList, .doc = "States in which it failed."},
      {.name = "every", .types = kDuration, .doc = "The pause between two questions; by default 1s, growing to 10s."},
      {.name = "result",
       .types = kText,
       .doc = "Where the answer lies when the job is done, as `url` over the last state; by default in that state."},
  }};
}

Shape HttpShape() {
  return {{
      {.name = "url", .types = kText, .doc = "A template; values are percent-encoded.", .required = true},
      Method("By default POST with a body, else GET."),
      {.name = "headers", .types = kMap, .doc = "Templates; ${ENV} keeps keys out of the suite."},
      {.name = "body",
       .types = kAnything,
       .doc = "A template, or { file: PATH } of one; or a map or list of them, which is sent as JSON."},
      {.name = "at", .types = kText, .doc = "JSON pointer to the answer; by default the whole."},
      {.name = "format",
       .types = kText,
       .doc = "json: the answer is parsed; text: it is left a text. By default what it is.",
       .choices = {"text", "json"}},
      {.name = "ok_status", .types = kList, .doc = "Statuses beside 2xx that come with an answer."},
      {.name = "usage",
       .types = kMap,
       .doc = "Where tokens and cost stand in the answer.",
       .shape = std::make_shared<const Shape>(UsageShape())},
      {.name = "finish_reason", .types = kText, .doc = "JSON pointer to why the model stopped."},
      {.name = "poll",
       .types = kMap,
       .doc = "The answer comes later: how it is asked for.",
       .shape = std::make_shared<const Shape>(PollShape())},
      {.name = "max_output", .types = kSize | kInteger, .doc = "The most bytes of one answer (default 8 MiB)."},
  }};
}

}  // namespace

TargetType HttpTargetType() {
  TargetType type;
  type.name = "http";
  type.doc = "A service that is asked over HTTP.";
  type.shape.fields = {{.name = "http",
                        .types = kMap,
                        .doc = "The request, and where the answer stands in what comes back.",
                        .required = true,
                        .shape = std::make_shared<const Shape>(HttpShape())}};
  type.make = [](const Node& config, const Services& services) { return OptionReader(config, services).Make(); };
  type.depends_on = [](const Node& config, const Services& services) -> std::string {
    const Node* body = config.Find("http")->Find("body");
    const Node* file = body ? body->Find("file") : nullptr;
    if (!file || !file->IsScalar()) return "";
    return ReadWholeFile(services.files, file->AsPath(), kMaxTemplateBytes).value_or("");
  };
  return type;
}

}  // namespace harness
