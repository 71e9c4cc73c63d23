#include "scorers/meteor.h"

#include <algorithm>

#include "scorers/likeness.h"
#include "scorers/text_tokens.h"

namespace harness {
namespace {

constexpr double kAlpha = 0.9;
constexpr double kGamma = 0.5;
constexpr size_t kUnmatched = SIZE_MAX;

using Tokenised = std::vector<std::string>;

// Matches words that are equal and not matched yet, from the back of both, as NLTK does: `partner` holds for each word
// of `actual` where its partner is in `expected`, `taken` which of those are taken.
void Match(const Tokenised& actual, const Tokenised& expected, std::vector<size_t>& partner, std::vector<bool>& taken) {
  std::map<std::string_view, std::vector<size_t>> free;
  for (size_t j = 0; j < expected.size(); ++j)
    if (!taken[j]) free[expected[j]].push_back(j);
  for (size_t i = actual.size(); i-- > 0;) {
    if (partner[i] != kUnmatched) continue;
    const auto found = free.find(actual[i]);
    if (found == free.end() || found->second.empty()) continue;
    partner[i] = found->second.back();
    found->second.pop_back();
    taken[partner[i]] = true;
  }
}

double Meteor(const Tokenised& actual, const Tokenised& actual_stems, const Tokenised& expected) {
  Tokenised expected_stems = expected;
  StemTokens(expected_stems, 0);
  std::vector<size_t> partner(actual.size(), kUnmatched);
  std::vector<bool> taken(expected.size());
  Match(actual, expected, partner, taken);
  Match(actual_stems, expected_stems, partner, taken);
  double matches = 0;
  double chunks = 0;
  for (size_t i = 0; i < partner.size(); ++i) {
    if (partner[i] == kUnmatched) continue;
    ++matches;
    const bool goes_on = i > 0 && partner[i - 1] != kUnmatched && partner[i - 1] + 1 == partner[i];
    if (!goes_on) ++chunks;
  }
  if (matches == 0) return 0;
  const double precision = matches / static_cast<double>(actual.size());
  const double recall = matches / static_cast<double>(expected.size());
  const double mean = precision * recall / (kAlpha * precision + (1 - kAlpha) * recall);
  const double scattered = chunks / matches;
  return (1 - kGamma * scattered * scattered * scattered) * mean;
}

LikenessValue BestMeteor(std::string_view text, const std::vector<std::string>& references, Tokenizer tokenizer,
                         const GiveUp& give_up) {
  const auto read = [&](std::string_view one, Side side) {
    return LimitedTokens([&](const StopCutting& stop) { return Tokens(one, tokenizer, true, stop); }, "tokens", side,
                         give_up);
  };
  const auto actual = read(text, Side::kJudged);
  if (!actual) return tl::unexpected(actual.error());
  Tokenised stems = *actual;
  StemTokens(stems, 0);
  double best = 0;
  for (const std::string& reference : references) {
    if (give_up()) return tl::unexpected(OutOfTime());
    const auto expected = read(reference, Side::kReference);
    if (!expected) return tl::unexpected(expected.error());
    best = std::max(best, Meteor(*actual, stems, *expected));
  }
  return best;
}

}  // namespace

ScorerType MeteorScorerType() {
  LikenessType type;
  type.name = "meteor";
  type.doc = "The output shares words and stems with a reference, in like order (METEOR, as NLTK without WordNet).";
  type.shape.fields = {{.name = "tokenizer",
                        .types = kText,
                        .doc = "sacreBLEU's 13a, or words: for scripts without spaces; drops punctuation.",
                        .choices = {"13a", "words"}}};
  type.make = [](const Node& config) -> Result<Measure> {
    const Node* node = config.Find("tokenizer");
    const Tokenizer tokenizer = node ? TokenizerCalled(node->AsString()) : Tokenizer::k13a;
    return [tokenizer](std::string_view text, const std::vector<std::string>& references, const GiveUp& give_up) {
      return BestMeteor(text, references, tokenizer, give_up);
    };
  };
  return ToScorerType(std::move(type));
}

}  // namespace harness
