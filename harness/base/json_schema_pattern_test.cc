#include "harness/base/json_schema_pattern.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

bool Matches(std::string_view pattern, std::string_view text) {
  const auto compiled = CompileEcmaPattern(pattern);
  EXPECT_TRUE(compiled) << compiled.error().Message();
  return compiled && re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), **compiled);
}

std::string Refusal(std::string_view pattern) {
  const auto compiled = CompileEcmaPattern(pattern);
  return compiled ? "none" : compiled.error().Message();
}

TEST(EcmaPattern, MatchesAnywhereUnlessAnchored) {
  EXPECT_TRUE(Matches("b+", "abbc"));
  EXPECT_FALSE(Matches("^b+", "abbc"));
}

TEST(EcmaPattern, AnchorsTheWholeTextNotItsLines) {
  EXPECT_FALSE(Matches("^b$", "a\nb"));
  EXPECT_FALSE(Matches("^b$", "b\n"));
  EXPECT_TRUE(Matches("^b$", "b"));
}

TEST(EcmaPattern, TakesDigitsAndWordsAsAscii) {
  EXPECT_TRUE(Matches(R"(^\d\w\D\W$)", "7_x-"));
  EXPECT_FALSE(Matches(R"(\d)", "߀"));  // NKO DIGIT ZERO
  EXPECT_FALSE(Matches(R"(\w)", "é"));
}

TEST(EcmaPattern, TakesSpaceAsEcmaDoes) {
  for (const char* space : {" ", "\t", "\v", "\u00a0", "\ufeff", "\u2029", "\u2003", "\u3000"}) {
    EXPECT_TRUE(Matches(R"(^\s$)", space)) << space;
    EXPECT_TRUE(Matches(R"(^[x\s]$)", space)) << space;
    EXPECT_FALSE(Matches(R"(^\S$)", space)) << space;
    EXPECT_FALSE(Matches(R"(^[x\S]$)", space)) << space;
  }
  EXPECT_FALSE(Matches(R"(^\s$)", "\u0001"));
  EXPECT_TRUE(Matches(R"(^[x\S]$)", "é"));
}

TEST(EcmaPattern, LetsTheDotMatchAllButLineEnds) {
  EXPECT_TRUE(Matches("^.$", "😀"));
  for (const char* end : {"\n", "\r", "\u2028", "\u2029"}) EXPECT_FALSE(Matches("^.$", end));
  EXPECT_TRUE(Matches("^[.]$", "."));
}

TEST(EcmaPattern, ResolvesEscapes) {
  EXPECT_TRUE(Matches(R"(^\cA\cz\0\x41\u0042\u{1f600}\ud83d\ude00\/\-\_\é$)", std::string("\x01\x1a\0AB😀😀/-_é", 18)));
  EXPECT_TRUE(Matches(R"(^[\b\cJ\u00e9-\u00eb]+$)", "\b\nê"));
  EXPECT_TRUE(Matches(R"(\bword\b)", "a word."));
}

TEST(EcmaPattern, KnowsEmptyAndFullClasses) {
  EXPECT_FALSE(Matches("[]", "a"));
  EXPECT_TRUE(Matches("^[^]$", "\n"));
}

TEST(EcmaPattern, KnowsNoPosixClasses) {
  EXPECT_TRUE(Matches("^[[:a]+$", "[:a"));
  EXPECT_TRUE(Matches("^[[:alpha:]]$", "p]"));
}

TEST(EcmaPattern, KnowsUnicodeProperties) {
  EXPECT_TRUE(Matches(R"(^\p{Letter}+$)", "π"));
  EXPECT_TRUE(Matches(R"(^\p{Script=Greek}[\p{Lu}\p{gc=Decimal_Number}]$)", "πΠ"));
  EXPECT_FALSE(Matches(R"(^\P{L}$)", "π"));
  EXPECT_TRUE(Matches(R"(^\p{ASCII}[\P{ASCII}]$)", "aé"));
}

TEST(EcmaPattern, KnowsNamedGroups) {
  EXPECT_TRUE(Matches("^(?<year>[0-9]{4})$", "2025"));
}

TEST(EcmaPattern, RefusesWhatRe2CantDo) {
  EXPECT_EQ(Refusal("(?=a)"), "RE2 can't take the pattern /(?=a)/: invalid perl operator: (?=");
  EXPECT_EQ(Refusal("(?<!a)b"), "RE2 can't take the pattern /(?<!a)b/: invalid perl operator: (?<");
  EXPECT_EQ(Refusal(R"((a)\1)"), R"(RE2 can't take the pattern /(a)\1/: invalid escape sequence: \1)");
  EXPECT_EQ(Refusal("a{1001}"), "RE2 can't take the pattern /a{1001}/: invalid repetition size: {1001}");
  EXPECT_EQ(Refusal("(a"), "RE2 can't take the pattern /(a/: missing ): (a");
}

TEST(EcmaPattern, RefusesWhatEcmaHasNot) {
  EXPECT_EQ(Refusal(R"(\Aa)"), R"(the pattern /\Aa/ can't be used: \A has no meaning in ECMA-262)");
  EXPECT_EQ(Refusal(R"(a\Z)"), R"(the pattern /a\Z/ can't be used: \Z has no meaning in ECMA-262)");
  EXPECT_EQ(Refusal(R"(\a)"), R"(the pattern /\a/ can't be used: \a has no meaning in ECMA-262)");
  EXPECT_EQ(Refusal("a\\"), "the pattern /a\\/ can't be used: a backslash at the end");
  EXPECT_EQ(Refusal(R"(\c1)"), R"(the pattern /\c1/ can't be used: \c must be followed by a letter)");
  EXPECT_EQ(Refusal(R"(\u12)"),
            R"(the pattern /\u12/ can't be used: \u must be followed by four hexadecimal digits or {…})");
  EXPECT_EQ(Refusal(R"(\pL)"), R"(the pattern /\pL/ can't be used: \p must be followed by {…})");
}

}  // namespace
}  // namespace harness
