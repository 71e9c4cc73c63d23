#include "scorers/text_tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace harness {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> By13a(std::string_view text) {
  return Tokens(text, Tokenizer::k13a, false);
}

TEST(Tokens, By13aPartsPunctuationButNotNumbers) {
  EXPECT_THAT(By13a("Costs 1,234.56 (net)."), ElementsAre("Costs", "1,234.56", "(", "net", ")", "."));
  EXPECT_THAT(By13a("don't, 10-20 well-known"), ElementsAre("don't", ",", "10", "-", "20", "well-known"));
  EXPECT_THAT(By13a(".5 5. a..b"), ElementsAre(".", "5", "5", ".", "a", ".", ".", "b"));
}

TEST(Tokens, StopWhenTold) {
  const auto two = [](size_t made) { return made >= 2; };
  for (const Tokenizer tokenizer : {Tokenizer::kWords, Tokenizer::kRougeScore, Tokenizer::k13a})
    EXPECT_THAT(Tokens("a b c d e", tokenizer, false, two), ElementsAre("a", "b"));
  EXPECT_EQ(Tokens("ไทยภาษาไทยภาษา", Tokenizer::kWords, false, two).size(), 2u);
}

TEST(Tokens, By13aStopWithoutRewritingALongTextWhole) {
  size_t most = 0;
  const auto stop = [&](size_t made) {
    most = std::max(most, made);
    return made > 1000;
  };
  EXPECT_EQ(Tokens(std::string(5'000'000, '!'), Tokenizer::k13a, false, stop).size(), 1006u);
  EXPECT_EQ(most, 1001u);
}

TEST(Tokens, By13aAreTheSameOfALongText) {
  const std::string text = std::string((size_t{1} << 21) - 2, 'a') + "&quot; b.";
  EXPECT_EQ(Tokens(text, Tokenizer::k13a, false, [](size_t made) { return made > 4; }).size(), 4u);
}

TEST(Tokens, By13aUnescapesAndJoinsLines) {
  EXPECT_THAT(By13a("&quot;a&quot; &amp;lt;<skipped>"), ElementsAre("\"", "a", "\"", "<"));
  EXPECT_THAT(By13a("hyphen-\nated\nline-\n"), ElementsAre("hyphenated", "line-"));
  EXPECT_THAT(By13a(" \n "), IsEmpty());
}

TEST(Tokens, By13aKeepsOtherScriptsWhole) {
  EXPECT_THAT(By13a("프린터를 다시."), ElementsAre("프린터를", "다시", "."));
  EXPECT_THAT(By13a("l’été。"), ElementsAre("l’été。"));
}

TEST(Tokens, OfRougeScoreAreAsciiOnly) {
  EXPECT_THAT(Tokens("Café D'été 42", Tokenizer::kRougeScore, false), ElementsAre("caf", "d", "t", "42"));
}

TEST(Tokens, AreFoldedOnRequest) {
  EXPECT_THAT(Tokens("STRASSE Straße", Tokenizer::kWords, true), ElementsAre("strasse", "strasse"));
  EXPECT_THAT(Tokens("A b", Tokenizer::kWords, false), ElementsAre("A", "b"));
}

TEST(Tokens, OfChrfHaveOnePunctuationMarkTakenOff) {
  EXPECT_THAT(ChrfWords("(a) b.. - 'c €"), ElementsAre("(a", ")", "b.", ".", "-", "'", "c", "€"));
}

TEST(Tokens, AreStemmedWhenLongEnough) {
  std::vector<std::string> tokens = {"runs", "was", "easily"};
  StemTokens(tokens, 3);
  EXPECT_THAT(tokens, ElementsAre("run", "was", "easili"));
}

}  // namespace
}  // namespace harness
