#include "scorers/chrf.h"

#include <algorithm>

#include "harness/base/segment.h"
#include "harness/base/text.h"
#include "scorers/likeness.h"
#include "scorers/text_tokens.h"

namespace harness {
namespace {

constexpr int64_t kMostCharacters = 20;
constexpr int64_t kMostWords = 10;
constexpr double kMostBeta = 100;

struct Options {
  int64_t characters = 6;
  int64_t words = 0;
  double beta = 2;
};

// The sums of precision and recall over the orders where both texts have n-grams.
struct Sums {
  double precision = 0;
  double recall = 0;
  int orders = 0;
};

// Of a text of too many pieces more than kMostTokens characters of its beginning.
std::string WithoutBlanks(std::string_view text) {
  std::string joined;
  for (const std::string_view piece : SplitBlanks(text, [](size_t made) { return made > kMostTokens; }))
    joined += piece;
  return joined;
}

// Adds the orders 1 to `most` of every reference to its sums; false: gave up.
bool AddOrders(std::vector<Ids> tokens, int64_t most, std::vector<Sums>& sums, const GiveUp& give_up) {
  if (most == 0) return true;
  Grams grams(std::move(tokens));
  for (int64_t n = 1; n <= most; ++n) {
    if (give_up()) return false;
    if (n > 1) grams.Lengthen();
    for (size_t i = 1; i <= sums.size(); ++i) {
      if (grams.Count(0) == 0 || grams.Count(i) == 0) continue;
      const auto matches = static_cast<double>(grams.Matches(0, {&i, 1}));
      sums[i - 1].precision += matches / static_cast<double>(grams.Count(0));
      sums[i - 1].recall += matches / static_cast<double>(grams.Count(i));
      ++sums[i - 1].orders;
    }
  }
  return true;
}

double FMeasure(const Sums& sums, double beta) {
  if (sums.precision + sums.recall == 0) return 0;
  const double precision = sums.precision / sums.orders;
  const double recall = sums.recall / sums.orders;
  return (1 + beta * beta) * precision * recall / (beta * beta * precision + recall);
}

LikenessValue Chrf(std::string_view text, const std::vector<std::string>& references, const Options& options,
                   const GiveUp& give_up) {
  Vocabulary vocabulary;
  std::vector<Ids> characters;
  std::vector<Ids> words;
  for (size_t i = 0; i <= references.size(); ++i) {
    const std::string_view one = i == 0 ? text : std::string_view(references[i - 1]);
    if (give_up()) return tl::unexpected(OutOfTime());
    const std::string joined = WithoutBlanks(one);
    if (std::optional<Score> score =
            TooManyTokens(CountCodePoints(joined), "characters", i == 0 ? Side::kJudged : Side::kReference))
      return tl::unexpected(*std::move(score));
    characters.push_back(Number(CodePoints(joined)));
    words.push_back(options.words > 0 ? vocabulary.Number(ChrfWords(one)) : Ids());
  }
  std::vector<Sums> sums(references.size());
  if (!AddOrders(std::move(characters), options.characters, sums, give_up) ||
      !AddOrders(std::move(words), options.words, sums, give_up)) {
    return tl::unexpected(OutOfTime());
  }
  double best = 0;
  for (const Sums& one : sums) best = std::max(best, FMeasure(one, options.beta));
  return best;
}

Result<Measure> MakeChrf(const Node& config) {
  Diagnostics diagnostics;
  Options options;
  diagnostics.Take(ReadWhole(config, "char_order", options.characters, 1, kMostCharacters), options.characters);
  diagnostics.Take(ReadWhole(config, "word_order", options.words, 0, kMostWords), options.words);
  if (const Node* beta = config.Find("beta")) {
    options.beta = beta->AsNumber();
    if (!(options.beta > 0 && options.beta <= kMostBeta))
      diagnostics.Add(beta->MakeDiagnostic(fmt::format("'beta' must be above 0 and at most {}", kMostBeta)));
  }
  if (!diagnostics.empty()) return Unexpected(std::move(diagnostics).ToError());
  return [options](std::string_view text, const std::vector<std::string>& references, const GiveUp& give_up) {
    return Chrf(text, references, options, give_up);
  };
}

}  // namespace

ScorerType ChrfScorerType() {
  LikenessType type;
  type.name = "chrf";
  type.doc = "The output shares character n-grams with a reference (chrF, as sacreBLEU).";
  type.shape.fields = {
      {.name = "char_order", .types = kInteger, .doc = "Characters of the longest n-gram; 6 without it."},
      {.name = "word_order", .types = kInteger, .doc = "Words of the longest n-gram; 2 is chrF++, 0 without it."},
      {.name = "beta", .types = kNumber, .doc = "How many times more recall counts than precision; 2 without it."}};
  type.make = MakeChrf;
  return ToScorerType(std::move(type));
}

}  // namespace harness
