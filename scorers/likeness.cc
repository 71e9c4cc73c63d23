#include "scorers/likeness.h"

#include <cmath>

#include "scorers/judged.h"

namespace harness {
namespace {

// Four decimals, rounded down: 0.74999 does not reach 0.75, and must not look as if.
std::string Shown(double value) {
  constexpr double kSteps = 10'000;
  constexpr double kRounding = 1e-9;
  return fmt::format("{}", std::floor(value * kSteps + kRounding) / kSteps);
}

class LikenessScorer final : public Scorer {
 public:
  LikenessScorer(std::string name, double threshold, Measure measure)
      : name_(std::move(name)), threshold_(threshold), measure_(std::move(measure)) {}

  Score Judge(const Question& question, const CallContext& context) override {
    const Result<std::vector<std::string>> references = ReferencesOf(*question.expected);
    if (!references) return Score::Error(references.error().Message());
    const TextView view(question.actual);
    const LikenessValue value = measure_(view.text(), *references, [&context] { return context.Expired(); });
    if (!value) return value.error();
    return Score::Graded(*value, *value >= threshold_,
                         fmt::format("{} {}, {}", name_, Shown(*value), GotExpected(view.text(), *references)));
  }

 private:
  const std::string name_;
  const double threshold_;
  const Measure measure_;
};

}  // namespace

ScorerType ToScorerType(LikenessType likeness) {
  ScorerType type;
  type.name = likeness.name;
  type.doc = likeness.doc;
  type.value = kText | kTextList;
  type.shape = likeness.shape;
  type.make = [likeness = std::move(likeness)](const Node& config, const Services&) -> Result<std::unique_ptr<Scorer>> {
    const Node* value = config.Find("value");
    if (value && value->IsList() && value->items().empty()) return value->Fail("the list of references is empty");
    Result<Measure> measure = likeness.make(config);
    if (!measure) return Unexpected(measure.error());
    return std::make_unique<LikenessScorer>(likeness.name, likeness.threshold, *std::move(measure));
  };
  return type;
}

std::optional<Score> TooManyTokens(size_t tokens, std::string_view what, Side side) {
  if (tokens <= kMostTokens) return std::nullopt;
  if (side == Side::kReference)
    return Score::Error(fmt::format("a reference is too long to compare: more than {} {}", kMostTokens, what));
  return Score::Fail(fmt::format("too long to compare: more than {} {}", kMostTokens, what));
}

tl::expected<std::vector<std::string>, Score> LimitedTokens(const CutTokens& cut, std::string_view what, Side side,
                                                            const GiveUp& give_up) {
  constexpr size_t kPoll = 4096;  // tokens between two questions whether to give up
  bool gave_up = false;
  std::vector<std::string> tokens = cut([&](size_t made) {
    gave_up = gave_up || (made % kPoll == 0 && give_up());
    return gave_up || made > kMostTokens;
  });
  if (gave_up) return tl::unexpected(OutOfTime());
  if (std::optional<Score> score = TooManyTokens(tokens.size(), what, side)) return tl::unexpected(*std::move(score));
  return tokens;
}

Score OutOfTime() {
  return Score::Error("ran out of time");
}

Result<std::vector<std::string>> ReferencesOf(const Json& expected) {
  if (expected.is_object()) return Fail("what is expected is a map, not texts: {}", QuoteJson(expected));
  if (!expected.is_array()) return std::vector<std::string>{JsonText(expected)};
  std::vector<std::string> references;
  for (const Json& item : expected) references.push_back(JsonText(item));
  if (references.empty()) return Fail("the list of references is empty");
  return references;
}

std::string GotExpected(std::string_view text, const std::vector<std::string>& references) {
  std::string shown = fmt::format("got {}, expected {}", Quote(text), Quote(references[0]));
  if (references.size() > 1) shown += fmt::format(" or {} more", references.size() - 1);
  return shown;
}

Result<int64_t> ReadWhole(const Node& config, std::string_view name, int64_t without, int64_t least, int64_t most) {
  const Node* node = config.Find(name);
  if (!node) return without;
  if (node->AsInteger() < least || node->AsInteger() > most)
    return node->Fail("'{}' must be from {} to {}", name, least, most);
  return node->AsInteger();
}

}  // namespace harness
