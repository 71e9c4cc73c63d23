#include "scorers/contains.h"

#include <algorithm>

#include "harness/base/search.h"
#include "harness/base/text.h"
#include "scorers/judged.h"

namespace harness {
namespace {

constexpr size_t kNamed = 5;  // missing texts that a reason names

constexpr std::string_view kEmpty = "the text to look for is empty, and would be found in anything";

// The texts that `expected` asks for, or why it can't.
Result<std::vector<std::string>> TextsOf(const Json& expected, bool several) {
  std::vector<std::string> texts;
  if (!expected.is_structured()) {
    texts.push_back(JsonText(expected));
  } else if (!several || expected.is_object()) {
    return Fail("what is expected is {}, not {}: {}", expected.is_object() ? "a map" : "a list",
                several ? "a list of texts" : "a text", QuoteJson(expected));
  } else {
    for (const Json& item : expected) texts.push_back(JsonText(item));
  }
  if (texts.empty()) return Fail("the list of texts to look for is empty");
  if (std::find(texts.begin(), texts.end(), "") != texts.end()) return Fail("{}", kEmpty);
  return texts;
}

// The texts that a literal `value` asks for, as they are written; none if it was not given.
Result<std::vector<std::string>> TextsIn(const Node& config) {
  const Node* value = config.Find("value");
  if (!value) return std::vector<std::string>();
  std::vector<std::string> texts = ReadTexts(*value);
  if (texts.empty()) return value->Fail("the list of texts to look for is empty");
  for (size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].empty()) return (value->IsList() ? value->items()[i] : *value).Fail("{}", kEmpty);
  }
  return texts;
}

enum class Where { kAnywhere, kStart, kEnd };

class ContainsScorer final : public Scorer {
 public:
  ContainsScorer(Where where, bool fold, std::vector<std::string> literal)
      : where_(where), fold_(fold), literal_(std::move(literal)) {}

  Score Judge(const Question& question, const CallContext&) override {
    if (!literal_.empty()) return JudgeText(question, literal_[0]);
    const Result<std::vector<std::string>> texts = TextsOf(*question.expected, false);
    return texts ? JudgeText(question, (*texts)[0]) : Score::Error(texts.error().Message());
  }

 private:
  Score JudgeText(const Question& question, const std::string& wanted) const {
    const TextView view(question.actual);
    const bool holds = fold_ ? Holds(FoldCase(view.text()), FoldCase(wanted)) : Holds(view.text(), wanted);
    if (holds) return Score::Pass();
    return Score::Fail(question.explain ? Reason(view.text(), wanted) : "");
  }

  bool Holds(std::string_view text, std::string_view wanted) const {
    if (where_ == Where::kStart) return text.starts_with(wanted);
    if (where_ == Where::kEnd) return text.ends_with(wanted);
    return FindText(text, wanted) != std::string_view::npos;
  }

  std::string Reason(std::string_view text, std::string_view wanted) const {
    if (where_ == Where::kStart) return fmt::format("got {}, expected it to start with {}", Quote(text), Quote(wanted));
    if (where_ == Where::kEnd) return fmt::format("got {}, expected it to end with {}", QuoteEnd(text), Quote(wanted));
    return fmt::format("got {}, expected it to contain {}", Quote(text), Quote(wanted));
  }

  const Where where_;
  const bool fold_;
  const std::vector<std::string> literal_;
};

class ContainsSeveralScorer final : public Scorer {
 public:
  ContainsSeveralScorer(bool all, bool fold, std::vector<std::string> literal)
      : all_(all), fold_(fold), literal_(std::move(literal)) {}

  Score Judge(const Question& question, const CallContext&) override {
    if (!literal_.empty()) return JudgeTexts(question, literal_);
    const Result<std::vector<std::string>> texts = TextsOf(*question.expected, true);
    return texts ? JudgeTexts(question, *texts) : Score::Error(texts.error().Message());
  }

 private:
  Score JudgeTexts(const Question& question, const std::vector<std::string>& wanted) const {
    const TextView view(question.actual);
    const std::string folded = fold_ ? FoldCase(view.text()) : std::string();
    const std::string_view searched = fold_ ? std::string_view(folded) : view.text();
    std::vector<std::string_view> missing;
    for (const std::string& text : wanted)
      if (FindText(searched, fold_ ? FoldCase(text) : text) == std::string_view::npos) missing.push_back(text);
    if (missing.empty()) return Score::Pass();
    const size_t found = wanted.size() - missing.size();
    if (!all_ && found > 0) return Score::Pass();
    return Score::Graded(
        static_cast<double>(found) / static_cast<double>(wanted.size()), false,
        fmt::format("has {} of {}, missing {}, got {}", found, wanted.size(), Named(missing), Quote(view.text())));
  }

  static std::string Named(const std::vector<std::string_view>& missing) {
    std::string names;
    for (size_t i = 0; i < std::min(missing.size(), kNamed); ++i) names += (i > 0 ? ", " : "") + Quote(missing[i]);
    if (missing.size() > kNamed) names += fmt::format(" and {} more", missing.size() - kNamed);
    return names;
  }

  const bool all_;
  const bool fold_;
  const std::vector<std::string> literal_;
};

ScorerType ForOne(std::string name, std::string doc, Where where, bool fold) {
  ScorerType type;
  type.name = std::move(name);
  type.doc = std::move(doc);
  type.value = kText;
  type.make = [where, fold](const Node& config, const Services&) -> Result<std::unique_ptr<Scorer>> {
    Result<std::vector<std::string>> literal = TextsIn(config);
    if (!literal) return Unexpected(literal.error());
    return std::make_unique<ContainsScorer>(where, fold, *std::move(literal));
  };
  return type;
}

ScorerType ForSeveral(std::string name, std::string doc, bool all, bool fold) {
  ScorerType type;
  type.name = std::move(name);
  type.doc = std::move(doc);
  type.value = kText | kTextList;
  type.make = [all, fold](const Node& config, const Services&) -> Result<std::unique_ptr<Scorer>> {
    Result<std::vector<std::string>> literal = TextsIn(config);
    if (!literal) return Unexpected(literal.error());
    return std::make_unique<ContainsSeveralScorer>(all, fold, *std::move(literal));
  };
  return type;
}

}  // namespace

ScorerType ContainsScorerType() {
  return ForOne("contains", "The output contains a text.", Where::kAnywhere, false);
}

ScorerType IcontainsScorerType() {
  return ForOne("icontains", "The output contains a text; upper and lower case do not count.", Where::kAnywhere, true);
}

ScorerType ContainsAllScorerType() {
  return ForSeveral("contains-all", "The output contains all of several texts.", true, false);
}

ScorerType ContainsAnyScorerType() {
  return ForSeveral("contains-any", "The output contains at least one of several texts.", false, false);
}

ScorerType IcontainsAllScorerType() {
  return ForSeveral("icontains-all", "The output contains all of several texts; upper and lower case do not count.",
                    true, true);
}

ScorerType IcontainsAnyScorerType() {
  return ForSeveral("icontains-any",
                    "The output contains at least one of several texts; upper and lower case do not count.", false,
                    true);
}

ScorerType StartsWithScorerType() {
  return ForOne("starts-with", "The output starts with a text.", Where::kStart, false);
}

ScorerType EndsWithScorerType() {
  return ForOne("ends-with", "The output ends with a text.", Where::kEnd, false);
}

}  // namespace harness
