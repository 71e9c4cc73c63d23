#include "harness/core/output.h"

#include <cmath>
#include <utility>

namespace harness {
namespace {

struct FailureWord {
  FailureKind kind;
  std::string_view text;
  bool plumbing;
};

constexpr FailureWord kFailureWords[] = {
    {FailureKind::kExitCode, "exit_code", false},      {FailureKind::kCrashed, "crashed", false},
    {FailureKind::kTimeout, "timeout", false},         {FailureKind::kInvalidOutput, "invalid_output", false},
    {FailureKind::kTooLarge, "too_large", false},      {FailureKind::kReported, "reported", false},
    {FailureKind::kUnavailable, "unavailable", true},  {FailureKind::kProviderError, "provider_error", true},
    {FailureKind::kRateLimited, "rate_limited", true}, {FailureKind::kStopped, "stopped", true},
};

}  // namespace

std::string_view ToString(FailureKind kind) {
  for (const FailureWord& word : kFailureWords)
    if (word.kind == kind) return word.text;
  return "";
}

std::optional<FailureKind> ParseFailureKind(std::string_view text) {
  for (const FailureWord& word : kFailureWords)
    if (word.text == text) return word.kind;
  return std::nullopt;
}

bool IsPlumbing(FailureKind kind) {
  for (const FailureWord& word : kFailureWords)
    if (word.kind == kind) return word.plumbing;
  return true;
}

Output Output::Text(std::string text) {
  Output output;
  output.text = std::move(text);
  return output;
}

Output Output::Structured(Json json) {
  Output output;
  output.json = std::move(json);
  return output;
}

Output Output::Failed(FailureKind kind, std::string message, bool retryable) {
  Output output;
  output.failure = Failure{kind, std::move(message), retryable};
  return output;
}

Json ToJson(const std::vector<Exchange>& turns) {
  Json list = Json::array();
  for (const Exchange& turn : turns) {
    const Output& answer = turn.answer;
    Json one = {{"user", turn.user}, {"latency_ms", static_cast<double>(answer.latency.count()) / 1000}};
    if (answer.json)
      one["json"] = *answer.json;
    else
      one["text"] = answer.text;
    if (answer.usage)
      one["usage"] = {{"input_tokens", answer.usage->input_tokens},
                      {"output_tokens", answer.usage->output_tokens},
                      {"cached_tokens", answer.usage->cached_tokens}};
    if (answer.cost_usd) one["cost_usd"] = *answer.cost_usd;
    if (!answer.finish_reason.empty()) one["finish_reason"] = answer.finish_reason;
    list.push_back(std::move(one));
  }
  return list;
}

Result<std::vector<Exchange>> ExchangesFromJson(const Json& json) {
  std::vector<Exchange> turns;
  if (!json.is_array()) return Fail("turns are a list, found {}", json.type_name());
  try {
    for (const Json& one : json) {
      const bool structured = one.contains("json");
      Output answer = structured ? Output::Structured(one.at("json")) : Output::Text(one.at("text").get<std::string>());
      answer.latency = std::chrono::microseconds(std::llround(one.at("latency_ms").get<double>() * 1000));
      answer.latency_recorded = true;
      if (const auto usage = one.find("usage"); usage != one.end())
        answer.usage = Usage{usage->at("input_tokens").get<int64_t>(), usage->at("output_tokens").get<int64_t>(),
                             usage->at("cached_tokens").get<int64_t>()};
      if (const auto cost = one.find("cost_usd"); cost != one.end()) answer.cost_usd = cost->get<double>();
      answer.finish_reason = one.value("finish_reason", "");
      turns.push_back({one.at("user"), std::move(answer)});
    }
  } catch (const Json::exception& error) {
    return Fail("turn {}: {}", turns.size() + 1, error.what());
  }
  return turns;
}

}  // namespace harness
