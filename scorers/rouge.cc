#include "scorers/rouge.h"

#include <algorithm>

#include "scorers/likeness.h"
#include "scorers/text_tokens.h"

namespace harness {
namespace {

constexpr double kThreshold = 0.75;  // promptfoo's
constexpr size_t kNeverStemmed = 3;  // code points: rouge-score stems only longer words
constexpr int64_t kLongestGram = 20;

struct Options {
  Tokenizer tokenizer = Tokenizer::kWords;
  bool stem = false;
};

Options ReadOptions(const Node& config) {
  Options options;
  if (const Node* node = config.Find("tokenizer")) options.tokenizer = TokenizerCalled(node->AsString());
  if (const Node* node = config.Find("stem")) options.stem = node->AsBool();
  return options;
}

std::vector<Field> CommonFields() {
  return {{.name = "stem", .types = kBool, .doc = "Compare the stems of English words of more than three letters."},
          {.name = "tokenizer",
           .types = kText,
           .doc = "What a word is: in every script (words), or as rouge-score has it, ASCII only.",
           .choices = {"words", "rouge-score"}}};
}

double FMeasure(uint64_t matches, uint64_t actual, uint64_t expected) {
  if (matches == 0) return 0;
  const double precision = static_cast<double>(matches) / static_cast<double>(actual);
  const double recall = static_cast<double>(matches) / static_cast<double>(expected);
  return 2 * precision * recall / (precision + recall);
}

// The texts as numbers, the judged one first.
tl::expected<std::vector<Ids>, Score> NumberAll(std::string_view text, const std::vector<std::string>& references,
                                                const Options& options, const GiveUp& give_up) {
  Vocabulary vocabulary;
  std::vector<Ids> all;
  const auto add = [&](std::string_view one) -> std::optional<Score> {
    const bool fold = options.tokenizer == Tokenizer::kWords;
    auto tokens = LimitedTokens([&](const StopCutting& stop) { return Tokens(one, options.tokenizer, fold, stop); },
                                "words", all.empty() ? Side::kJudged : Side::kReference, give_up);
    if (!tokens) return tokens.error();
    if (options.stem) StemTokens(*tokens, kNeverStemmed);
    all.push_back(vocabulary.Number(*tokens));
    return std::nullopt;
  };
  if (std::optional<Score> score = add(text)) return tl::unexpected(*std::move(score));
  for (const std::string& reference : references)
    if (std::optional<Score> score = add(reference)) return tl::unexpected(*std::move(score));
  return all;
}

LikenessValue RougeN(std::string_view text, const std::vector<std::string>& references, int64_t n,
                     const Options& options, const GiveUp& give_up) {
  auto all = NumberAll(text, references, options, give_up);
  if (!all) return tl::unexpected(all.error());
  Grams grams(*std::move(all));
  for (int64_t length = 1; length < n; ++length) {
    if (give_up()) return tl::unexpected(OutOfTime());
    grams.Lengthen();
  }
  double best = 0;
  for (size_t i = 1; i <= references.size(); ++i)
    best = std::max(best, FMeasure(grams.Matches(0, {&i, 1}), grams.Count(0), grams.Count(i)));
  return best;
}

LikenessValue RougeL(std::string_view text, const std::vector<std::string>& references, const Options& options,
                     const GiveUp& give_up) {
  const auto all = NumberAll(text, references, options, give_up);
  if (!all) return tl::unexpected(all.error());
  const Ids& actual = all->front();
  double best = 0;
  for (size_t i = 1; i < all->size(); ++i) {
    const Ids& expected = (*all)[i];
    const Alignment common = LongestCommon(actual, expected, give_up);
    if (common.ending == Alignment::Ending::kGaveUp) return tl::unexpected(OutOfTime());
    if (common.ending == Alignment::Ending::kTooLong) {
      return tl::unexpected(Score::Fail(fmt::format("too long to compare: {} words with {}, their product at most {}",
                                                    actual.size(), expected.size(), kMostPairs)));
    }
    best = std::max(best, FMeasure(common.value, actual.size(), expected.size()));
  }
  return best;
}

Result<Measure> MakeRougeN(const Node& config) {
  const Result<int64_t> n = ReadWhole(config, "n", 1, 1, kLongestGram);
  if (!n) return Unexpected(n.error());
  return [n = *n, options = ReadOptions(config)](std::string_view text, const std::vector<std::string>& references,
                                                 const GiveUp& give_up) {
    return RougeN(text, references, n, options, give_up);
  };
}

Result<Measure> MakeRougeL(const Node& config) {
  return [options = ReadOptions(config)](std::string_view text, const std::vector<std::string>& references,
                                         const GiveUp& give_up) { return RougeL(text, references, options, give_up); };
}

}  // namespace

ScorerType RougeNScorerType() {
  LikenessType type;
  type.name = "rouge-n";
  type.doc = "The output shares n-grams of words with a reference (F measure of ROUGE-N).";
  type.shape.fields = CommonFields();
  type.shape.fields.insert(type.shape.fields.begin(),
                           {.name = "n", .types = kInteger, .doc = "Words of an n-gram; 1 without it."});
  type.threshold = kThreshold;
  type.make = MakeRougeN;
  return ToScorerType(std::move(type));
}

ScorerType RougeLScorerType() {
  LikenessType type;
  type.name = "rouge-l";
  type.doc = "The output shares a long subsequence of words with a reference (F measure of ROUGE-L).";
  type.shape.fields = CommonFields();
  type.threshold = kThreshold;
  type.make = MakeRougeL;
  return ToScorerType(std::move(type));
}

}  // namespace harness
