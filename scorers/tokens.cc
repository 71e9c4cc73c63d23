#include "scorers/tokens.h"

#include <optional>

namespace harness {
namespace {

// Most tokens; nullopt: any number.
struct Allowed {
  std::optional<int64_t> input;
  std::optional<int64_t> output;
  std::optional<int64_t> total;
};

class TokensScorer final : public Scorer {
 public:
  explicit TokensScorer(Allowed allowed) : allowed_(allowed) {}

  Score Judge(const Question& question, const CallContext&) override {
    const std::optional<Usage>& usage = question.output.usage;
    if (!usage || usage->input_tokens < 0 || usage->output_tokens < 0)
      return Score::Error("how many tokens the call used is not known");
    std::string reason;
    Check("input ", static_cast<uint64_t>(usage->input_tokens), allowed_.input, reason);
    Check("output ", static_cast<uint64_t>(usage->output_tokens), allowed_.output, reason);
    Check("", static_cast<uint64_t>(usage->input_tokens) + static_cast<uint64_t>(usage->output_tokens), allowed_.total,
          reason);
    return reason.empty() ? Score::Pass() : Score::Fail(std::move(reason));
  }

 private:
  static void Check(std::string_view which, uint64_t used, std::optional<int64_t> most, std::string& reason) {
    if (!most || used <= static_cast<uint64_t>(*most)) return;
    reason += fmt::format("{}used {} {}tokens, allowed {}", reason.empty() ? "" : "; ", used, which, *most);
  }

  const Allowed allowed_;
};

Result<std::optional<int64_t>> ReadMost(const Node* node) {
  if (!node) return std::optional<int64_t>();
  if (node->AsInteger() < 0) return node->Fail("a number of tokens must not be negative");
  return std::optional<int64_t>(node->AsInteger());
}

Result<std::unique_ptr<Scorer>> MakeTokens(const Node& config, const Services&) {
  const Node* value = config.Find("value");
  const Node* total = config.Find("total");
  if (value && total) return total->Fail("'value' and 'total' say the same and can't both be given");
  Diagnostics diagnostics;
  Allowed allowed;
  diagnostics.Take(ReadMost(config.Find("input")), allowed.input);
  diagnostics.Take(ReadMost(config.Find("output")), allowed.output);
  diagnostics.Take(ReadMost(total ? total : value), allowed.total);
  if (!diagnostics.empty()) return Unexpected(std::move(diagnostics).ToError());
  if (!allowed.input && !allowed.output && !allowed.total)
    return config.Fail("a number of tokens is missing, such as tokens: 1000 or tokens: {{ output: 500 }}");
  return std::make_unique<TokensScorer>(allowed);
}

}  // namespace

ScorerType TokensScorerType() {
  ScorerType type;
  type.name = "tokens";
  type.doc = "The call used at most so many tokens.";
  type.needs = Needs::kNothing;
  type.value = kInteger;
  type.shape.fields = {{.name = "input", .types = kInteger, .doc = "Most tokens of input."},
                       {.name = "output", .types = kInteger, .doc = "Most tokens of output."},
                       {.name = "total", .types = kInteger, .doc = "Most tokens together; as the value."}};
  type.make = MakeTokens;
  return type;
}

}  // namespace harness
