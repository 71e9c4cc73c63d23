#include "scorers/webhook.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/http.h"
#include "harness/base/http_secrets.h"
#include "harness/base/rest.h"
#include "harness/base/text.h"
#include "scorers/verdict_json.h"

namespace harness {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::array kPauses = {milliseconds(100), milliseconds(500)};  // before the second and the third try
constexpr size_t kMaxAnswer = 1 << 20;

struct WebhookOptions {
  HttpRequest request;
  std::string who;  // "the webhook http://127.0.0.1:8080"
  microseconds timeout = kScorerTimeout;
};

// Whether the service may do better the next time. A timeout has used up the time.
bool IsPassing(const tl::expected<HttpResponse, HttpError>& answer) {
  if (answer) return answer->status >= 500 || answer->status == 429;
  const HttpProblem problem = answer.error().problem;
  return problem == HttpProblem::kLost || problem == HttpProblem::kRefused || problem == HttpProblem::kUnresolvable;
}

class WebhookScorer final : public Scorer {
 public:
  WebhookScorer(WebhookOptions options, Http& http) : options_(std::move(options)), http_(http) {}

  Score Judge(const Question& question, const CallContext& context) override {
    HttpRequest request = options_.request;
    request.body = QuestionForProgram(question, context.key.repeat);
    const HttpLimits limits{std::min(context.deadline, context.clock.SteadyNow() + options_.timeout), context.stop,
                            kMaxAnswer};
    auto answer = http_.Send(request, limits);
    for (const milliseconds pause : kPauses) {
      if (!IsPassing(answer) || !RestFor(PauseBefore(answer, pause, context), limits, context)) break;
      answer = http_.Send(request, limits);
    }
    if (!answer) return Score::Error(fmt::format("{}: {}", options_.who, answer.error().message));
    if (answer->status < 200 || answer->status > 299)
      return Score::Error(fmt::format("{} answered with status {}", options_.who, answer->status));
    return ScoreFromJson(answer->body, options_.who);
  }

 private:
  static microseconds PauseBefore(const tl::expected<HttpResponse, HttpError>& answer, microseconds pause,
                                  const CallContext& context) {
    const std::string* asked = answer ? answer->Header("Retry-After") : nullptr;
    return asked ? std::max(pause, ReadRetryAfter(*asked, context.clock.WallMicros())) : pause;
  }

  // False when there is no time for it, or it was stopped.
  static bool RestFor(microseconds pause, const HttpLimits& limits, const CallContext& context) {
    return context.clock.SteadyNow() + pause < limits.deadline && Rest(pause, limits.stop);
  }

  const WebhookOptions options_;
  Http& http_;
};

// Reads the options, collecting every mistake.
class OptionReader {
 public:
  explicit OptionReader(const Node& config) : config_(config) {}

  Result<WebhookOptions> Read() {
    ReadUrl();
    ReadHeaders();
    ReadTimeout();
    if (!mistakes_.empty()) return Unexpected(std::move(mistakes_).ToError());
    return std::move(options_);
  }

 private:
  void Mistake(const Node& node, std::string message) { mistakes_.Add(node.MakeDiagnostic(std::move(message))); }

  void ReadUrl() {
    const Node* value = config_.Find("value");
    const Node* url = config_.Find("url");
    if (value && url) return Mistake(*url, "the url is given twice, as 'value' and as 'url'");
    if (!url) url = value;
    if (!url) {
      Mistake(config_, "'url' is missing: where to send the question");
      return;
    }
    const std::string origin = OriginOf(url->AsString());
    if (!origin.starts_with("http://") && !origin.starts_with("https://"))
      return Mistake(*url, "not a url that begins with http:// or https://");
    options_.request.method = "POST";
    options_.request.url = url->AsString();
    options_.request.headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
    options_.who = "the webhook " + origin;
  }

  void ReadHeaders() {
    const Node* headers = config_.Find("headers");
    if (!headers) return;
    for (const Node::Entry& entry : headers->entries()) {
      const std::string& name = entry.key.AsString();
      if (name.empty() || name.find_first_of(" :\r\n") != std::string::npos) {
        Mistake(entry.key, "the name of a header is one word without a colon");
      } else if (!entry.value.IsScalar() || entry.value.IsNull()) {
        Mistake(entry.value, fmt::format("the header '{}' must be text, found {}", name, Describe(entry.value.kind())));
      } else if (entry.value.AsString().find_first_of("\r\n") != std::string::npos) {
        Mistake(entry.value, fmt::format("the header '{}' must be one line", name));
      } else {
        Put({name, entry.value.AsString()});
      }
    }
  }

  // In the place of one that is there already.
  void Put(HttpHeader header) {
    std::vector<HttpHeader>& headers = options_.request.headers;
    std::erase_if(headers, [&](const HttpHeader& other) { return FoldCase(other.name) == FoldCase(header.name); });
    headers.push_back(std::move(header));
  }

  void ReadTimeout() {
    const Node* node = config_.Find("timeout");
    if (!node) return;
    const Result<microseconds> timeout = ReadDuration(*node);
    if (!timeout) return mistakes_.Add(timeout.error());
    if (timeout->count() <= 0) return Mistake(*node, "'timeout' must be more than nothing");
    options_.timeout = *timeout;
  }

  const Node& config_;
  WebhookOptions options_;
  Diagnostics mistakes_;
};

Result<std::unique_ptr<Scorer>> MakeWebhookScorer(const Node& config, const Services& services) {
  Result<WebhookOptions> options = OptionReader(config).Read();
  if (!options) return Unexpected(options.error());
  if (services.secrets) {
    AddUrlSecrets(options->request.url, *services.secrets);
    for (const auto& [name, value] : options->request.headers) AddHeaderSecrets(name, value, *services.secrets);
  }
  return std::make_unique<WebhookScorer>(*std::move(options), services.http);
}

}  // namespace

ScorerType WebhookScorerType() {
  ScorerType type;
  type.name = "webhook";
  type.doc = "Asks a service: POST of JSON, a verdict in JSON back.";
  type.needs = Needs::kNothing;
  type.value = kText;
  type.external = true;
  type.shape.fields = {
      {.name = "url", .types = kText, .doc = "Where the question goes, http or https; may be the value."},
      {.name = "headers",
       .types = kMap,
       .doc = "Headers that are sent with it; ${ENV} keeps secrets out of the suite."},
      {.name = "timeout", .types = kDuration, .doc = "For the whole question, tries included (default 30s)."},
      {.name = "version",
       .types = kText,
       .doc = "Of the service: with it, harness score keeps scores as long as it is the same."}};
  type.absent = [](const Node&, const Services& services) { return services.http.Missing(); };
  type.make = MakeWebhookScorer;
  return type;
}

}  // namespace harness
