#include "tests/fakes/model_script.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "harness/base/digest.h"
#include "tests/fakes/model_reply.h"

namespace harness {
namespace {

using std::chrono::milliseconds;

constexpr std::array<std::string_view, 17> kFaults = {
    "truncate", "close",    "close-body", "reset", "reset-body", "stall",       "stall-body",   "trickle", "oversize",
    "bad-utf8", "echo-key", "page",       "empty", "no-choices", "wrong-types", "null-content", "garbage"};
constexpr std::array<std::string_view, 21> kKeys = {
    "path",   "match",   "skip",    "times", "each", "latency_ms",   "reply", "finish", "tool",     "logprobs", "usage",
    "status", "headers", "message", "code",  "body", "content_type", "fault", "bytes",  "every_ms", "note"};
constexpr std::string_view kReplaced = "\xEF\xBF\xBD";

bool IsFault(const std::string& name) {
  return std::find(kFaults.begin(), kFaults.end(), name) != kFaults.end();
}

std::string Head(int status, const std::string& type, const Json& headers, std::optional<size_t> length) {
  std::string head = "HTTP/1.1 " + std::to_string(status) + " Answer\r\nContent-Type: " + type + "\r\n";
  for (const auto& [name, value] : headers.items()) head += name + ": " + JsonText(value) + "\r\n";
  head += length ? "Content-Length: " + std::to_string(*length) + "\r\n" : "Connection: close\r\n";
  return head + "\r\n";
}

// Makes the answer of one rule to one request.
class Maker {
 public:
  Maker(const ModelCall& call, const Json& rule, const re2::RE2* match, std::string text)
      : call_(call), rule_(rule), match_(match), text_(std::move(text)), api_(ModelApiOf(call.path)) {}

  ModelAnswer Make(const Json& request) {
    const int status = rule_.value("status", 200);
    const std::string fault = rule_.value("fault", "");
    std::string body;
    if (rule_.contains("body"))
      body = rule_["body"].get<std::string>();
    else if (status != 200)
      body = CanonicalJson(ErrorAnswer(api_, status, rule_.value("message", "no"), rule_.value("code", "")));
    else
      body = CanonicalJson(Good(request, fault));
    ModelAnswer answer;
    answer.status = status;
    const bool whole = fault.empty() || fault == "trickle" || fault == "echo-key";
    answer.billed = status == 200 && whole && !rule_.contains("body");
    Spoil(fault, body, answer);
    return answer;
  }

 private:
  Json Good(const Json& request, const std::string& fault) const {
    if (fault == "no-choices") return {{"object", "chat.completion"}};
    if (fault == "wrong-types") return {{"choices", "none"}, {"content", 7}, {"data", {{"a", 1}}}};
    ModelWords words;
    words.text = text_;
    if (rule_.contains("reply")) {
      words.text = rule_["reply"].get<std::string>();
      const std::string rewrite = words.text;
      if (match_) RE2::Extract(text_, *match_, rewrite, &words.text);
    }
    if (fault == "echo-key") words.text = "You sent " + call_.authorization;
    if (fault == "bad-utf8") words.text = "caf" + std::string(kReplaced);
    words.finish = rule_.value("finish", "stop");
    if (rule_.contains("tool")) words.tool = rule_["tool"];
    if (rule_.contains("logprobs")) words.logprobs = rule_["logprobs"];
    words.usage = rule_.value("usage", true);
    Json answer = GoodAnswer(api_, request, words);
    if (fault == "null-content" && api_ == ModelApi::kChat) answer["choices"][0]["message"]["content"] = nullptr;
    if (fault == "null-content" && api_ == ModelApi::kMessages) answer["content"] = Json::array();
    return answer;
  }

  void Spoil(const std::string& fault, std::string body, ModelAnswer& answer) const {
    std::string type = rule_.value("content_type", "application/json");
    if (fault == "page") type = "text/html";
    if (fault == "page") body = "<html><body>Bad gateway</body></html>";
    if (fault == "empty") body.clear();
    if (fault == "truncate") body.resize(body.size() / 2);
    if (fault == "bad-utf8")
      for (size_t at = 0; (at = body.find(kReplaced)) != std::string::npos;) body.replace(at, 3, "\xC3(");
    const Json headers = rule_.value("headers", Json::object());
    const bool endless = fault == "oversize";
    if (endless) body = "{\"text\":\"";
    std::string head = Head(answer.status, type, headers, endless ? std::nullopt : std::optional(body.size()));
    if (endless) answer.padding = rule_.value("bytes", size_t{1} << 30);
    if (endless) answer.end = ModelAnswer::End::kClose;
    EndEarly(fault, head, body, answer);
    answer.bytes = fault == "garbage" ? "220 smtp.example.com ESMTP\r\n" : head + body;
    if (fault == "trickle") {
      answer.piece = std::max<size_t>(1, answer.bytes.size() / 20);
      answer.every = milliseconds(rule_.value("every_ms", 50));
    }
  }

  static void EndEarly(const std::string& fault, std::string& head, std::string& body, ModelAnswer& answer) {
    using End = ModelAnswer::End;
    if (fault.starts_with("close") || fault == "garbage") answer.end = End::kClose;
    if (fault.starts_with("reset")) answer.end = End::kReset;
    if (fault.starts_with("stall")) answer.end = End::kStall;
    if (answer.end == End::kKeep || fault == "oversize" || fault == "garbage") return;
    body.resize(body.size() / 2);
    if (fault.ends_with("-body")) return;
    head.clear();
    body.clear();
    answer.status = 0;
  }

  const ModelCall& call_;
  const Json& rule_;
  const re2::RE2* match_;
  const std::string text_;
  const ModelApi api_;
};

Result<> CheckRule(const Json& rule) {
  if (!rule.is_object()) return Fail("a rule is a map");
  for (const auto& [key, value] : rule.items())
    if (std::find(kKeys.begin(), kKeys.end(), key) == kKeys.end()) return Fail("a rule has no '{}'", key);
  if (rule.contains("fault") && !IsFault(JsonText(rule["fault"])))
    return Fail("there is no fault '{}'", JsonText(rule["fault"]));
  return {};
}

}  // namespace

Result<ModelScript> ModelScript::Parse(const Json& json) {
  if (!json.is_object()) return Fail("a script is a map");
  ModelScript script;
  script.latency_ms_ = json.value("latency_ms", int64_t{0});
  for (const Json& item : json.value("rules", Json::array())) {
    if (auto checked = CheckRule(item); !checked) return Unexpected(checked.error());
    Rule rule{item, nullptr, 0, {}};
    if (item.contains("match")) {
      rule.match = std::make_shared<const re2::RE2>(JsonText(item["match"]), re2::RE2::Quiet);
      if (!rule.match->ok()) return Fail("not a regular expression: {}", rule.match->error());
    }
    script.rules_.push_back(std::move(rule));
  }
  script.hits_.resize(script.rules_.size());
  return script;
}

ModelAnswer ModelScript::Answer(const ModelCall& call) {
  static const Json kNoRule = Json::object();
  const ModelApi api = ModelApiOf(call.path);
  const Result<Json> request = ParseJson(call.body);
  const bool known = api != ModelApi::kNone && request;
  const std::string text = known ? AskedText(api, *request) : "";
  Rule* rule = Find(call, text, Hash64(call.body), !known);
  if (!known && !rule) {
    const bool nowhere = api == ModelApi::kNone;
    const Json refusal = {{"status", nowhere ? 404 : 400}, {"message", nowhere ? "no such path" : "no JSON"}};
    return Maker(call, refusal, nullptr, "").Make(Json());
  }
  const Json& json = rule ? rule->json : kNoRule;
  ModelAnswer answer = Maker(call, json, rule ? rule->match.get() : nullptr, text).Make(known ? *request : Json());
  answer.latency = milliseconds(json.value("latency_ms", latency_ms_));
  return answer;
}

ModelScript::Rule* ModelScript::Find(const ModelCall& call, const std::string& text, uint64_t body, bool by_path) {
  for (size_t i = 0; i < rules_.size(); ++i) {
    Rule& rule = rules_[i];
    if (by_path && !rule.json.contains("path")) continue;
    if (rule.json.contains("path") && !call.path.ends_with(rule.json["path"].get<std::string>())) continue;
    if (rule.match && !RE2::PartialMatch(text, *rule.match)) continue;
    const int64_t number = rule.matched++;
    const int64_t skip = rule.json.value("skip", int64_t{0});
    if (number < skip || (rule.json.contains("times") && number >= skip + rule.json["times"].get<int64_t>())) continue;
    if (rule.json.contains("each") && rule.bodies[body]++ >= rule.json["each"].get<int64_t>()) continue;
    ++hits_[i];
    return &rule;
  }
  return nullptr;
}

}  // namespace harness
