#include "scorers/regex.h"

#include <re2/re2.h>

#include "scorers/judged.h"

namespace harness {
namespace {

Score Match(const re2::RE2& pattern, const Json& actual) {
  const TextView view(actual);
  if (re2::RE2::PartialMatch(re2::StringPiece(view.text().data(), view.text().size()), pattern)) return Score::Pass();
  return Score::Fail(fmt::format("no match for /{}/", pattern.pattern()));
}

class RegexScorer final : public Scorer {
 public:
  explicit RegexScorer(std::unique_ptr<re2::RE2> pattern) : pattern_(std::move(pattern)) {}

  Score Judge(const Question& question, const CallContext&) override {
    if (pattern_) return Match(*pattern_, question.actual);
    const re2::RE2 pattern(JsonText(*question.expected), re2::RE2::Quiet);
    if (!pattern.ok()) return Score::Error(fmt::format("not a regular expression: {}", pattern.error()));
    return Match(pattern, question.actual);
  }

 private:
  std::unique_ptr<re2::RE2> pattern_;  // null: each case expects its own
};

Result<std::unique_ptr<Scorer>> MakeRegexScorer(const Node& config, const Services&) {
  const Node* value = config.Find("value");
  if (!value) return std::make_unique<RegexScorer>(nullptr);
  auto pattern = std::make_unique<re2::RE2>(value->AsString(), re2::RE2::Quiet);
  if (!pattern->ok()) return value->Fail("not a regular expression: {}", pattern->error());
  return std::make_unique<RegexScorer>(std::move(pattern));
}

}  // namespace

ScorerType RegexScorerType() {
  ScorerType type;
  type.name = "regex";
  type.doc = "A regular expression (RE2) matches somewhere in the output.";
  type.value = kText;
  type.make = MakeRegexScorer;
  return type;
}

}  // namespace harness
