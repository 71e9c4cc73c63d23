#include "scorers/bleu.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "scorers/likeness.h"
#include "scorers/text_tokens.h"

namespace harness {
namespace {

constexpr int kOrder = 4;

struct Texts {
  Grams grams;                  // the judged text is 0, references follow
  std::vector<size_t> lengths;  // in tokens
};

tl::expected<Texts, Score> Read(std::string_view text, const std::vector<std::string>& references, Tokenizer tokenizer,
                                const GiveUp& give_up) {
  Vocabulary vocabulary;
  std::vector<Ids> all;
  std::vector<size_t> lengths;
  for (size_t i = 0; i <= references.size(); ++i) {
    const std::string_view one = i == 0 ? text : std::string_view(references[i - 1]);
    const auto tokens = LimitedTokens([&](const StopCutting& stop) { return Tokens(one, tokenizer, false, stop); },
                                      "tokens", i == 0 ? Side::kJudged : Side::kReference, give_up);
    if (!tokens) return tl::unexpected(tokens.error());
    lengths.push_back(tokens->size());
    all.push_back(vocabulary.Number(*tokens));
  }
  return Texts{Grams(std::move(all)), std::move(lengths)};
}

std::vector<size_t> ReferenceNumbers(const Texts& texts) {
  std::vector<size_t> numbers(texts.lengths.size() - 1);
  std::iota(numbers.begin(), numbers.end(), size_t{1});
  return numbers;
}

// The reference length nearest to the judged text's; of two the shorter.
size_t ClosestLength(const Texts& texts) {
  const size_t own = texts.lengths[0];
  const auto distance = [own](size_t length) { return length > own ? length - own : own - length; };
  return *std::min_element(texts.lengths.begin() + 1, texts.lengths.end(), [&](size_t a, size_t b) {
    return distance(a) != distance(b) ? distance(a) < distance(b) : a < b;
  });
}

LikenessValue Bleu(std::string_view text, const std::vector<std::string>& references, Tokenizer tokenizer,
                   const GiveUp& give_up) {
  tl::expected<Texts, Score> texts = Read(text, references, tokenizer, give_up);
  if (!texts) return tl::unexpected(texts.error());
  const std::vector<size_t> others = ReferenceNumbers(*texts);
  double logs = 0;
  double smooth = 1;
  int order = 0;
  bool any = false;
  for (int n = 1; n <= kOrder; ++n) {
    if (give_up()) return tl::unexpected(OutOfTime());
    if (n > 1) texts->grams.Lengthen();
    const auto total = static_cast<double>(texts->grams.Count(0));
    if (total == 0) break;
    const auto matches = static_cast<double>(texts->grams.Matches(0, others));
    any = any || matches > 0;
    if (matches == 0) smooth *= 2;
    logs += std::log(matches == 0 ? 1 / (smooth * total) : matches / total);
    order = n;
  }
  if (!any) return 0.0;
  const auto own = static_cast<double>(texts->lengths[0]);
  const auto closest = static_cast<double>(ClosestLength(*texts));
  const double brevity = own < closest ? std::exp(1 - closest / own) : 1;
  return std::min(1.0, brevity * std::exp(logs / order));
}

LikenessValue Gleu(std::string_view text, const std::vector<std::string>& references, Tokenizer tokenizer,
                   const GiveUp& give_up) {
  tl::expected<Texts, Score> texts = Read(text, references, tokenizer, give_up);
  if (!texts) return tl::unexpected(texts.error());
  std::vector<uint64_t> matches(references.size() + 1);
  std::vector<uint64_t> totals(references.size() + 1);
  for (int n = 1; n <= kOrder; ++n) {
    if (give_up()) return tl::unexpected(OutOfTime());
    if (n > 1) texts->grams.Lengthen();
    for (size_t i = 0; i < totals.size(); ++i) {
      totals[i] += texts->grams.Count(i);
      if (i > 0) matches[i] += texts->grams.Matches(0, {&i, 1});
    }
  }
  double best = 0;
  for (size_t i = 1; i < totals.size(); ++i) {
    const uint64_t most = std::max(totals[0], totals[i]);
    if (most > 0) best = std::max(best, static_cast<double>(matches[i]) / static_cast<double>(most));
  }
  return best;
}

using Function = LikenessValue (*)(std::string_view, const std::vector<std::string>&, Tokenizer, const GiveUp&);

ScorerType TypeOf(std::string name, std::string doc, Function function) {
  LikenessType type;
  type.name = std::move(name);
  type.doc = std::move(doc);
  type.shape.fields = {{.name = "tokenizer",
                        .types = kText,
                        .doc = "sacreBLEU's 13a, or words: for scripts without spaces; drops punctuation.",
                        .choices = {"13a", "words"}}};
  type.make = [function](const Node& config) -> Result<Measure> {
    const Node* node = config.Find("tokenizer");
    const Tokenizer tokenizer = node ? TokenizerCalled(node->AsString()) : Tokenizer::k13a;
    return [function, tokenizer](std::string_view text, const std::vector<std::string>& references,
                                 const GiveUp& give_up) { return function(text, references, tokenizer, give_up); };
  };
  return ToScorerType(std::move(type));
}

}  // namespace

ScorerType BleuScorerType() {
  return TypeOf("bleu", "The output shares n-grams with references (BLEU of one sentence, as sacreBLEU).", Bleu);
}

ScorerType GleuScorerType() {
  return TypeOf("gleu", "The output shares n-grams with a reference (Google-BLEU, as NLTK).", Gleu);
}

}  // namespace harness
