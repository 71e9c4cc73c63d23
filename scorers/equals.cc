#include "scorers/equals.h"

#include "harness/base/text.h"
#include "scorers/judged.h"

namespace harness {
namespace {

// Whether `text` is the text of `other`, which is no string, or JSON that equals it.
bool TextEquals(const std::string& text, const Json& other) {
  if (text == CanonicalJson(other)) return true;
  const Result<Json> parsed = ParseJson(text);
  return parsed && JsonEqual(*parsed, other);
}

bool Equal(const Json& actual, const Json& expected) {
  if (actual.is_string() == expected.is_string()) return JsonEqual(actual, expected);
  return actual.is_string() ? TextEquals(actual.get_ref<const std::string&>(), expected)
                            : TextEquals(expected.get_ref<const std::string&>(), actual);
}

class EqualsScorer final : public Scorer {
 public:
  Score Judge(const Question& question, const CallContext&) override {
    if (Equal(question.actual, *question.expected)) return Score::Pass();
    return Score::Fail(Mismatch(TextView(question.actual).text(), TextView(*question.expected).text()));
  }
};

// The folded text; of a list or map, also where it comes as text, in canonical form.
std::string Folded(const Json& value, bool as_json) {
  const TextView view(value);
  if (as_json && value.is_string()) {
    if (const std::optional<Json> container = ContainerIn(view.text())) return FoldCase(CanonicalJson(*container));
  }
  return FoldCase(view.text());
}

class IequalsScorer final : public Scorer {
 public:
  Score Judge(const Question& question, const CallContext&) override {
    const bool as_json = question.actual.is_structured() || question.expected->is_structured();
    if (Folded(question.actual, as_json) == Folded(*question.expected, as_json)) return Score::Pass();
    return Score::Fail(Mismatch(TextView(question.actual).text(), TextView(*question.expected).text()));
  }
};

}  // namespace

ScorerType EqualsScorerType() {
  ScorerType type;
  type.name = "equals";
  type.doc = "The output is what is expected: JSON by structure and number by value, anything else as text.";
  type.make = [](const Node&, const Services&) -> Result<std::unique_ptr<Scorer>> {
    return std::make_unique<EqualsScorer>();
  };
  return type;
}

ScorerType IequalsScorerType() {
  ScorerType type;
  type.name = "iequals";
  type.doc = "The output is what is expected but for upper and lower case.";
  type.make = [](const Node&, const Services&) -> Result<std::unique_ptr<Scorer>> {
    return std::make_unique<IequalsScorer>();
  };
  return type;
}

}  // namespace harness
