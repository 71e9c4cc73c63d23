#include "harness/results/quality/documents.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace harness {
namespace {

ValueColumn ColumnOf(const std::vector<std::string>& texts) {
  ValueColumn column("text");
  for (const std::string& text : texts) column.Add(text);
  return column;
}

TEST(ValueColumn, KeepsEachTextOnce) {
  ValueColumn column = ColumnOf({"a", "b", "a"});
  column.AddNull();
  EXPECT_EQ(column.values().size(), 2u);
  EXPECT_EQ(column.bytes(), 2u);
  EXPECT_EQ(std::vector(column.cells().begin(), column.cells().end()),
            (std::vector<uint32_t>{0, 1, 0, ValueColumn::kNull}));
  EXPECT_EQ(std::vector(column.counts().begin(), column.counts().end()), (std::vector<uint32_t>{2, 1}));
}

TEST(Documents, AreWordsWhateverTheirCaseAndPunctuation) {
  const Documents documents(ColumnOf({"The VPN drops!", "the, vpn: DROPS", "the vpn holds"}));
  ASSERT_EQ(documents.size(), 3u);
  EXPECT_TRUE(std::ranges::equal(documents.words(0), documents.words(1)));
  EXPECT_FALSE(std::ranges::equal(documents.words(0), documents.words(2)));
}

TEST(Documents, KnowTheirRows) {
  const Documents documents(ColumnOf({"a b", "---", "c", "a b"}));
  EXPECT_EQ(documents.size(), 2u);
  EXPECT_EQ(documents.rows(0), 2u);
  EXPECT_EQ(documents.of_rows(), (std::vector<uint32_t>{0, 1, 0}));
  EXPECT_EQ(documents.wordless(), 1u);
}

TEST(Documents, CountWhatIsBeyondTheLimits) {
  const Documents documents(ColumnOf({"a b c d", "e f", "g"}), {.words = 4, .words_of_document = 3});
  EXPECT_EQ(documents.words(0).size(), 3u);
  EXPECT_EQ(documents.cut(), 1u);
  EXPECT_EQ(documents.left_out(), 1u);
  EXPECT_EQ(documents.size(), 2u);
}

TEST(Grams, AreCountedByDocument) {
  const Documents documents(ColumnOf({"a b a b", "b a"}));
  const std::vector<DocumentWords> words = {documents.words(0), documents.words(1)};
  std::vector<uint32_t> counts;
  for (const GramCount& entry : CountGrams(words, 2)) counts.push_back(entry.document * 10 + entry.count);
  std::ranges::sort(counts);
  EXPECT_EQ(counts, (std::vector<uint32_t>{1, 2, 11}));  // ba once and ab twice in the first, ba once in the second
}

TEST(Grams, OfAShortDocumentAreItsWhole) {
  const Documents documents(ColumnOf({"a b", "a b!", "a"}));
  const GramSets sets(documents, 3);
  EXPECT_EQ(sets[0].size(), 1u);
  EXPECT_DOUBLE_EQ(Jaccard(sets[0], sets[1]), 1);
  EXPECT_DOUBLE_EQ(Jaccard(sets[0], sets[2]), 0);
}

TEST(Grams, DependOnTheOrderOfWords) {
  const Documents documents(ColumnOf({"a b", "b a", "a a", "b b"}));
  std::set<uint64_t> hashes;
  for (size_t i = 0; i < documents.size(); ++i) hashes.insert(GramHash(documents.words(i)));
  EXPECT_EQ(hashes.size(), 4u);
}

TEST(Jaccard, IsWhatIsCommonByWhatThereIs) {
  const std::vector<uint64_t> a = {1, 2, 3}, b = {2, 3, 4}, none;
  EXPECT_DOUBLE_EQ(Jaccard(a, b), 0.5);
  EXPECT_DOUBLE_EQ(Jaccard(a, a), 1);
  EXPECT_DOUBLE_EQ(Jaccard(a, none), 0);
  EXPECT_DOUBLE_EQ(Jaccard(none, none), 1);
}

}  // namespace
}  // namespace harness
