#include "scorers/grams.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace harness {
namespace {

const GiveUp kNever = [] { return false; };

Ids RandomIds(std::mt19937& random, size_t length, uint32_t kinds) {
  Ids ids(length);
  for (uint32_t& id : ids) id = static_cast<uint32_t>(random() % kinds);
  return ids;
}

uint64_t PlainLongestCommon(const Ids& a, const Ids& b) {
  std::vector<std::vector<uint64_t>> table(a.size() + 1, std::vector<uint64_t>(b.size() + 1));
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j)
      table[i][j] = a[i - 1] == b[j - 1] ? table[i - 1][j - 1] + 1 : std::max(table[i - 1][j], table[i][j - 1]);
  }
  return table[a.size()][b.size()];
}

uint64_t PlainEditDistance(const Ids& a, const Ids& b) {
  std::vector<std::vector<uint64_t>> table(a.size() + 1, std::vector<uint64_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0)
        table[i][j] = i + j;
      else
        table[i][j] =
            std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
    }
  }
  return table[a.size()][b.size()];
}

// Lengths around and over the 64 bits of a word; few and many kinds of tokens, rare and frequent ones.
template <typename Check>
void OnManyPairs(Check check) {
  std::mt19937 random(1);
  for (int round = 0; round < 400; ++round) {
    const uint32_t kinds = 1 + random() % (round % 2 ? 4 : 40);
    const Ids a = RandomIds(random, random() % 200, kinds);
    const Ids b = RandomIds(random, random() % 200, kinds);
    check(a, b);
  }
}

TEST(LongestCommon, AgreesWithThePlainTable) {
  OnManyPairs(
      [](const Ids& a, const Ids& b) { ASSERT_EQ(LongestCommon(a, b, kNever).value, PlainLongestCommon(a, b)); });
}

TEST(EditDistance, AgreesWithThePlainTable) {
  OnManyPairs([](const Ids& a, const Ids& b) { ASSERT_EQ(EditDistance(a, b, kNever).value, PlainEditDistance(a, b)); });
}

TEST(LongestCommon, RefusesWhatIsTooLong) {
  std::mt19937 random(1);
  const Ids a = RandomIds(random, 101'000, 1000);
  const Ids b = RandomIds(random, 101'000, 1000);
  EXPECT_EQ(LongestCommon(a, b, kNever).ending, Aligned::Ending::kTooLong);
  EXPECT_EQ(EditDistance(a, b, kNever).ending, Aligned::Ending::kTooLong);
}

TEST(LongestCommon, LeavesOutWhatBothBeginAndEndWith) {
  std::mt19937 random(1);
  const Ids a = RandomIds(random, 500'000, 1000);
  Ids b = a;
  b[250'000] = 1000;
  EXPECT_EQ(LongestCommon(a, b, kNever).value, 499'999u);
  EXPECT_EQ(EditDistance(a, b, kNever).value, 1u);
}

TEST(LongestCommon, GivesUpWhenAsked) {
  std::mt19937 random(1);
  const Ids a = RandomIds(random, 50'000, 1000);
  const Ids b = RandomIds(random, 50'000, 1000);
  const GiveUp at_once = [] { return true; };
  EXPECT_EQ(LongestCommon(a, b, at_once).ending, Aligned::Ending::kGaveUp);
  EXPECT_EQ(EditDistance(a, b, at_once).ending, Aligned::Ending::kGaveUp);
}

TEST(Grams, CountsWhatSequencesShare) {
  Vocabulary vocabulary;
  const Ids a = vocabulary.Number({"the", "the", "cat", "sat"});
  const Ids b = vocabulary.Number({"the", "cat", "sat", "the", "cat"});
  Grams grams({a, b});
  const size_t other = 1;
  EXPECT_EQ(grams.Count(0), 4u);
  EXPECT_EQ(grams.Matches(0, {&other, 1}), 4u);
  grams.Lengthen();
  EXPECT_EQ(grams.Count(1), 4u);
  EXPECT_EQ(grams.Matches(0, {&other, 1}), 2u);
  grams.Lengthen();
  EXPECT_EQ(grams.Matches(0, {&other, 1}), 1u);
  grams.Lengthen();
  EXPECT_EQ(grams.Count(0), 1u);
  EXPECT_EQ(grams.Matches(0, {&other, 1}), 0u);
  grams.Lengthen();
  EXPECT_EQ(grams.Count(0), 0u);
}

TEST(Grams, ClipsAtTheReferenceThatHasMost) {
  Grams grams({{7, 7, 7, 7}, {7, 8}, {7, 7, 9}});
  const std::vector<size_t> others = {1, 2};
  EXPECT_EQ(grams.Matches(0, others), 2u);
}

}  // namespace
}  // namespace harness
