#include "scorers/word_count.h"

#include "harness/base/segment.h"
#include "harness/base/text.h"
#include "scorers/judged.h"

namespace harness {
namespace {

class WordCountScorer final : public Scorer {
 public:
  WordCountScorer(uint64_t least, std::optional<uint64_t> most) : least_(least), most_(most) {}

  Score Judge(const Question& question, const CallContext&) override {
    const TextView view(question.actual);
    const uint64_t count = SpacedWords(view.text()).size();
    if (count >= least_ && (!most_ || count <= *most_)) return Score::Pass();
    return Score::Fail(fmt::format("{}, expected {}: {}", Counted(count, "word"), Wanted(), Quote(view.text())));
  }

 private:
  std::string Wanted() const {
    if (!most_) return fmt::format("at least {}", least_);
    if (*most_ == least_) return std::to_string(least_);
    return least_ == 0 ? fmt::format("at most {}", *most_) : fmt::format("from {} to {}", least_, *most_);
  }

  const uint64_t least_;
  const std::optional<uint64_t> most_;
};

// A count among the options, or nothing.
Result<std::optional<uint64_t>> ReadCount(const Node& config, std::string_view name) {
  const Node* node = config.Find(name);
  if (!node) return std::optional<uint64_t>();
  if (node->AsInteger() < 0) return node->Fail("'{}' must not be negative", name);
  return std::optional<uint64_t>(node->AsInteger());
}

Result<std::unique_ptr<Scorer>> MakeWordCount(const Node& config, const Services&) {
  Diagnostics diagnostics;
  std::optional<uint64_t> exactly;
  std::optional<uint64_t> least;
  std::optional<uint64_t> most;
  diagnostics.Take(ReadCount(config, "value"), exactly);
  diagnostics.Take(ReadCount(config, "min"), least);
  diagnostics.Take(ReadCount(config, "max"), most);
  if (!diagnostics.empty()) return Unexpected(std::move(diagnostics).ToError());
  if (exactly && (least || most)) return config.Fail("a number of words and 'min' or 'max' exclude each other");
  if (exactly) return std::make_unique<WordCountScorer>(*exactly, exactly);
  if (!least && !most) return config.Fail("how many words is missing: a number, 'min' or 'max'");
  if (least && most && *least > *most) return config.Find("min")->Fail("'min' is more than 'max'");
  return std::make_unique<WordCountScorer>(least.value_or(0), most);
}

}  // namespace

ScorerType WordCountScorerType() {
  ScorerType type;
  type.name = "word-count";
  type.doc = "The output has so many words: a number, or 'min' and 'max'.";
  type.needs = Needs::kNothing;
  type.value = kInteger;
  type.shape.fields = {{.name = "min", .types = kInteger, .doc = "The fewest words it may have."},
                       {.name = "max", .types = kInteger, .doc = "The most words it may have."}};
  type.make = MakeWordCount;
  return type;
}

}  // namespace harness
