#include "scorers/finish_reason.h"

#include <algorithm>
#include <optional>

#include "harness/base/text.h"
#include "scorers/judged.h"

namespace harness {
namespace {

constexpr std::string_view kReasons[] = {"stop", "length", "tool_calls", "content_filter"};

struct Synonym {
  std::string_view word;
  std::string_view reason;
};

// In the words of OpenAI, Anthropic, Google, Mistral, Cohere, Amazon Bedrock and Hugging Face.
constexpr Synonym kSynonyms[] = {
    {"end_turn", "stop"},
    {"stop_sequence", "stop"},
    {"eos", "stop"},
    {"eos_token", "stop"},
    {"complete", "stop"},
    {"completed", "stop"},
    {"max_tokens", "length"},
    {"max_output_tokens", "length"},
    {"max_length", "length"},
    {"model_length", "length"},
    {"model_context_window_exceeded", "length"},
    {"tool_use", "tool_calls"},
    {"tool_call", "tool_calls"},
    {"function_call", "tool_calls"},
    {"safety", "content_filter"},
    {"refusal", "content_filter"},
    {"recitation", "content_filter"},
    {"blocklist", "content_filter"},
    {"prohibited_content", "content_filter"},
    {"spii", "content_filter"},
    {"content_filtered", "content_filter"},
    {"guardrail_intervened", "content_filter"},
};

// Which of the four a word stands for; nullopt: none.
std::optional<std::string_view> Normalised(std::string_view word) {
  const std::string folded = FoldCase(Trim(word));
  for (const std::string_view reason : kReasons)
    if (reason == folded) return reason;
  for (const Synonym& synonym : kSynonyms)
    if (synonym.word == folded) return synonym.reason;
  return std::nullopt;
}

std::string Unknown(const std::string& word) {
  std::vector<std::string> known(std::begin(kReasons), std::end(kReasons));
  return UnknownName("finish reason", Abbreviate(word, kQuoted), known);
}

class FinishReasonScorer final : public Scorer {
 public:
  Score Judge(const Question& question, const CallContext&) override {
    const std::string wanted_text = JsonText(*question.expected);
    const std::optional<std::string_view> wanted = Normalised(wanted_text);
    if (!wanted) return Score::Error("what is expected: " + Unknown(wanted_text));
    const std::string& word = question.output.finish_reason;
    if (word.empty()) return Score::Error("the target does not say why it stopped");
    const std::optional<std::string_view> actual = Normalised(word);
    if (actual == wanted) return Score::Pass();
    const std::string meaning = actual && *actual != word ? fmt::format(" ({})", *actual) : "";
    return Score::Fail(fmt::format("stopped for {}{}, expected '{}'", Quote(word), meaning, *wanted));
  }
};

Result<std::unique_ptr<Scorer>> MakeFinishReason(const Node& config, const Services&) {
  const Node* value = config.Find("value");
  if (value && !Normalised(value->AsString())) return value->Fail("{}", Unknown(value->AsString()));
  return std::make_unique<FinishReasonScorer>();
}

}  // namespace

ScorerType FinishReasonScorerType() {
  ScorerType type;
  type.name = "finish-reason";
  type.doc = "The target stopped for a reason: stop, length, tool_calls or content_filter.";
  type.value = kText;
  type.make = MakeFinishReason;
  return type;
}

}  // namespace harness
