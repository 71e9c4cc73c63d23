#include "harness/results/quality/near_twins.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "harness/base/rng.h"

namespace harness {
namespace {

// "PREFIX0 PREFIX1 …"
std::string WordsOf(const std::string& prefix, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += fmt::format("{}{} ", prefix, i);
  return text;
}

GramSets SetsOf(const std::vector<std::string>& texts) {
  ValueColumn column("text");
  for (const std::string& text : texts) column.Add(text);
  return GramSets(Documents(column), kTwinShingle);
}

// The share of documents with a twin.
double ShareOf(const NearTwins& twins) {
  double found = 0;
  for (const bool one : twins.found) found += one ? 1 : 0;
  return found / static_cast<double>(twins.found.size());
}

TEST(NearTwins, AreFoundAtTheThreshold) {
  // 11 words that differ in the last one have 8 of 10 3-grams in common.
  std::vector<std::string> texts;
  for (int pair = 0; pair < 2000; ++pair)
    for (const char* last : {"x", "y"}) texts.push_back(WordsOf(fmt::format("p{}w", pair), 10) + last);
  EXPECT_DOUBLE_EQ(ShareOf(FindNearTwins(SetsOf(texts))), 1);
}

TEST(NearTwins, AreNotFoundBelowIt) {
  // 10 words: 7 of 9.
  std::vector<std::string> texts;
  for (int pair = 0; pair < 2000; ++pair)
    for (const char* last : {"x", "y"}) texts.push_back(WordsOf(fmt::format("p{}w", pair), 9) + last);
  EXPECT_DOUBLE_EQ(ShareOf(FindNearTwins(SetsOf(texts))), 0);
}

TEST(NearTwins, AreThoseOfComparingAllWithAll) {
  Rng rng(7);
  std::vector<std::string> texts;
  for (int i = 0; i < 600; ++i) {
    std::string text;
    const uint64_t topic = rng.Uniform(30);
    for (int word = 0; word < 30; ++word)
      text += fmt::format("t{}w{} ", topic, rng.Uniform(12) == 0 ? 100 + rng.Uniform(9) : static_cast<uint64_t>(word));
    texts.push_back(text);
  }
  const GramSets sets = SetsOf(texts);
  const NearTwins twins = FindNearTwins(sets);
  size_t found = 0;
  for (size_t i = 0; i < sets.size(); ++i) {
    bool has = false;
    for (size_t j = 0; j < sets.size(); ++j) has = has || (i != j && Jaccard(sets[i], sets[j]) >= kTwinJaccard);
    EXPECT_EQ(twins.found[i], has) << i;
    found += has ? 1 : 0;
  }
  EXPECT_GT(found, 50u);
  EXPECT_LT(found, 550u);
}

TEST(NearTwins, AreLookedForInAReference) {
  const GramSets sets = SetsOf({WordsOf("a", 11), WordsOf("a", 10) + "x", WordsOf("b", 11)});
  const GramSets reference = SetsOf({WordsOf("b", 10) + "y", WordsOf("c", 11)});
  EXPECT_EQ(FindNearTwins(sets, reference).found, (std::vector<bool>{false, false, true}));
}

TEST(NearTwins, SayWhereTheirWorkWasBounded) {
  std::vector<std::string> texts;
  for (int i = 0; i < 20; ++i) texts.push_back(WordsOf("w", 30) + WordsOf(fmt::format("x{}y", i), 5));
  const GramSets sets = SetsOf(texts);
  EXPECT_EQ(FindNearTwins(sets).unsure, std::vector<bool>(20));
  EXPECT_EQ(FindNearTwins(sets, {.window = 1}).unsure, std::vector<bool>(20, true));
  EXPECT_EQ(FindNearTwins(sets, {.grams = 0, .grams_of_document = 0}).unsure, std::vector<bool>(20, true));
}

TEST(NearTwins, AreNoneAmongNoDocuments) {
  EXPECT_TRUE(FindNearTwins(SetsOf({})).found.empty());
  EXPECT_EQ(FindNearTwins(SetsOf({"one alone"})).found, std::vector<bool>{false});
}

}  // namespace
}  // namespace harness
