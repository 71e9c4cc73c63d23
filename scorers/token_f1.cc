#include "scorers/token_f1.h"

#include <algorithm>

#include "harness/base/segment.h"
#include "harness/base/text.h"
#include "scorers/likeness.h"

namespace harness {
namespace {

bool IsArticle(std::string_view word) {
  return word == "a" || word == "an" || word == "the";
}

// SQuAD's normalize_answer, for every script.
std::vector<std::string> NormalWords(std::string_view text, const StopCutting& stop) {
  const std::string plain = WithoutPunctuation(FoldCase(text));
  std::vector<std::string> words;
  const std::vector<std::string_view> spaced = SpacedWords(plain, stop);
  const bool whole = spaced.size() <= kMostTokens;  // else articles stay, so that it is seen to be too long
  for (const std::string_view word : spaced)
    if (!whole || !IsArticle(word)) words.emplace_back(word);
  return words;
}

double F1(const std::map<std::string, uint64_t, std::less<>>& actual, uint64_t actual_count,
          const std::vector<std::string>& expected) {
  if (actual_count == 0 || expected.empty()) return actual_count == expected.size() ? 1 : 0;
  std::map<std::string_view, uint64_t> counts;
  for (const std::string& word : expected) ++counts[word];
  double common = 0;
  for (const auto& [word, count] : counts) {
    const auto found = actual.find(word);
    if (found != actual.end()) common += static_cast<double>(std::min(found->second, count));
  }
  return 2 * common / static_cast<double>(actual_count + expected.size());
}

LikenessValue BestF1(std::string_view text, const std::vector<std::string>& references, const GiveUp& give_up) {
  const auto read = [&](std::string_view one, Side side) {
    return LimitedTokens([&](const StopCutting& stop) { return NormalWords(one, stop); }, "words", side, give_up);
  };
  const auto words = read(text, Side::kJudged);
  if (!words) return tl::unexpected(words.error());
  std::map<std::string, uint64_t, std::less<>> counts;
  for (const std::string& word : *words) ++counts[word];
  double best = 0;
  for (const std::string& reference : references) {
    if (give_up()) return tl::unexpected(OutOfTime());
    const auto expected = read(reference, Side::kReference);
    if (!expected) return tl::unexpected(expected.error());
    best = std::max(best, F1(counts, words->size(), *expected));
  }
  return best;
}

}  // namespace

ScorerType F1ScorerType() {
  LikenessType type;
  type.name = "f1";
  type.doc = "The output shares words with a reference (F measure of words, as SQuAD).";
  type.make = [](const Node&) -> Result<Measure> { return Measure(BestF1); };
  return ToScorerType(std::move(type));
}

}  // namespace harness
