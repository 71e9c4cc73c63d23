#include "harness/targets/answer.h"

#include <cmath>
#include <utility>

#include "harness/base/json.h"
#include "harness/base/text.h"

namespace harness {
namespace {

Output ReadJson(const std::string& text, bool* repaired) {
  Result<Json> json = ParseJson(text, repaired);
  if (json) return Output::Structured(std::move(*json));
  return Output::Failed(FailureKind::kInvalidOutput, fmt::format("the output is no JSON: {}; it begins {}",
                                                                 json.error().Message(), QuoteStart(text)));
}

// A count of tokens: a whole number that is not negative.
bool ReadCount(const Json& usage, const char* key, int64_t& to) {
  const auto found = usage.find(key);
  if (found == usage.end() || found->is_null()) return true;
  if (!found->is_number_integer() || (!found->is_number_unsigned() && found->get<int64_t>() < 0)) return false;
  if (found->is_number_unsigned() && found->get<uint64_t>() > static_cast<uint64_t>(INT64_MAX)) return false;
  to = found->get<int64_t>();
  return true;
}

void Complain(LineAnswer& to, std::string_view member, const Json& found, std::string_view what) {
  if (!to.complaint.empty()) to.complaint += "; ";
  to.complaint += fmt::format("{} {} is left out: it is {}", member, QuoteStart(found.dump()), what);
}

void ReadUsage(const Json& answer, LineAnswer& to) {
  const auto found = answer.find("usage");
  if (found == answer.end() || found->is_null()) return;
  Usage usage;
  if (found->is_object() && ReadCount(*found, "input_tokens", usage.input_tokens) &&
      ReadCount(*found, "output_tokens", usage.output_tokens) &&
      ReadCount(*found, "cached_tokens", usage.cached_tokens)) {
    to.output.usage = usage;
  } else {
    Complain(to, "usage", *found, "no map of token counts");
  }
}

void ReadCost(const Json& answer, LineAnswer& to) {
  const auto found = answer.find("cost_usd");
  if (found == answer.end() || found->is_null()) return;
  if (found->is_number() && std::isfinite(found->get<double>()) && found->get<double>() >= 0) {
    to.output.cost_usd = found->get<double>();
    return;
  }
  Complain(to, "cost_usd", *found, "no amount");
}

void ReadFinishReason(const Json& answer, LineAnswer& to) {
  const auto found = answer.find("finish_reason");
  if (found == answer.end() || found->is_null()) return;
  if (found->is_string() && found->get_ref<const std::string&>().size() <= kMaxFinishReason)
    to.output.finish_reason = found->get<std::string>();
  else
    Complain(to, "finish_reason", *found, fmt::format("no text of at most {} bytes", kMaxFinishReason));
}

Output ReadReport(const Json& answer) {
  const auto retryable = answer.find("retryable");
  const bool again = retryable != answer.end() && *retryable == true;
  return Output::Failed(again ? FailureKind::kProviderError : FailureKind::kReported, JsonText(answer["error"]), again);
}

Output ReadOutput(const Json& output, Format format) {
  if (!output.is_string()) return Output::Structured(output);
  if (format == Format::kText) return Output::Text(output.get<std::string>());
  return ReadJson(output.get_ref<const std::string&>(), nullptr);
}

bool Has(const Json& answer, const char* key) {
  const auto found = answer.find(key);
  return found != answer.end() && !found->is_null();
}

}  // namespace

Output ReadAnswer(std::string text, Format format, bool* repaired) {
  *repaired = false;
  if (format == Format::kJson) return ReadJson(text, repaired);
  *repaired = RepairUtf8(text);
  return Output::Text(std::move(text));
}

Result<LineAnswer> ParseLineAnswer(std::string_view line, Format format) {
  bool repaired = false;
  const Result<Json> answer = ParseJson(line, &repaired);
  if (!answer) return Fail("{}; it begins {}", answer.error().Message(), QuoteStart(line));
  if (!answer->is_object()) return Fail("it is no JSON object; it begins {}", QuoteStart(line));
  const auto id = answer->find("id");
  if (id == answer->end() || !(id->is_string() || id->is_number_integer()))
    return Fail("it has no \"id\"; it begins {}", QuoteStart(line));
  LineAnswer read;
  read.id = JsonText(*id);
  if (Has(*answer, "error")) {
    read.output = ReadReport(*answer);
  } else if (answer->contains("output")) {
    read.output = ReadOutput((*answer)["output"], format);
  } else {
    return Fail("it has neither \"output\" nor \"error\"; it begins {}", QuoteStart(line));
  }
  const auto repeat = answer->find("repeat");
  if (repeat != answer->end() && repeat->is_number_integer()) read.repeat = repeat->get<int64_t>();
  if (repaired) read.complaint = "bytes that are no UTF-8 became U+FFFD";
  ReadUsage(*answer, read);
  ReadCost(*answer, read);
  ReadFinishReason(*answer, read);
  return read;
}

}  // namespace harness
