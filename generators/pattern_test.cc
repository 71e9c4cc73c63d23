#include "generators/pattern.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <set>

namespace harness {
namespace {

class Patterns : public testing::TestWithParam<const char*> {};

TEST_P(Patterns, MakeTextsThatTheyMatch) {
  const auto pattern = Pattern::Parse(GetParam());
  ASSERT_TRUE(pattern) << pattern.error().Message();
  const re2::RE2 expression(GetParam());
  for (int i = 0; i < 500; ++i) {
    Rng rng(5, i);
    std::string text;
    pattern->Append(rng, text);
    ASSERT_TRUE(re2::RE2::FullMatch(text, expression)) << text;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Patterns,
                         testing::Values("INC[0-9]{7}", "^LT-\\d{5}$", "[A-Z]{2,3}-[^-a-z]{4}", "(cat|dog)s?",
                                         "a*b+c{2,}", "(?:x|yz){3}", "\\w+@\\w+\\.example", "[]a]+", "[a\\]-]+",
                                         "[\\d.]{1,3}", "0x8007[0-9a-f]{4}", "", "(|a)b", ".{10}",
                                         "Gr\u00fc\u00dfe \\S", "\\$\\^\\{\\}", "a{0}b"));

TEST(Pattern, ReachesAllThatItCanMake) {
  const auto pattern = Pattern::Parse("[ab](c|d)?");
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    Rng rng(1, i);
    std::string text;
    pattern->Append(rng, text);
    seen.insert(text);
  }
  EXPECT_EQ(seen, (std::set<std::string>{"a", "b", "ac", "ad", "bc", "bd"}));
}

struct Bad {
  const char* expression;
  const char* mistake;
};

class BadPatterns : public testing::TestWithParam<Bad> {};

TEST_P(BadPatterns, AreRefused) {
  const auto pattern = Pattern::Parse(GetParam().expression);
  ASSERT_FALSE(pattern);
  EXPECT_EQ(pattern.error().Message(), GetParam().mistake);
}

INSTANTIATE_TEST_SUITE_P(
    All, BadPatterns,
    testing::Values(Bad{"(a", "byte 3: a ( without its )"}, Bad{"a)", "byte 2: a ) without its ("},
                    Bad{"[a", "byte 3: a [ without its ]"}, Bad{"*a", "byte 1: '*' with nothing to repeat"},
                    Bad{"a**", "byte 3: a quantifier behind another"},
                    Bad{"a{2,1}", "byte 7: more at least than at most"},
                    Bad{"a{x}", "byte 3: {n}, {n,m} or {n,} is known"}, Bad{"a{1001}", "byte 6: more than 1000 times"},
                    Bad{"a$b", "byte 2: '$' within the pattern; it is known at its ends only"},
                    Bad{"\\bx", "byte 2: \\b is not known"}, Bad{"a\\", "byte 3: a \\ with nothing behind it"},
                    Bad{"[z-a]", "byte 5: the range z-a is the wrong way round"},
                    Bad{"[^ -~]", "byte 7: a class that nothing is in"},
                    Bad{"(?=a)", "byte 3: only (?: is known of groups that begin with a question mark"},
                    Bad{"[\u00e4]", "byte 2: only ASCII is known in classes"},
                    Bad{"((){1000}){1000}", "byte 17: it may become longer than 4096 bytes"},
                    Bad{"((a{100}){100}){100}", "byte 21: it may become longer than 4096 bytes"}));

}  // namespace
}  // namespace harness
