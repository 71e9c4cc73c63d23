#include "harness/results/quality/diversity.h"

#include <gtest/gtest.h>

#include <cmath>

namespace harness {
namespace {

Documents DocumentsOf(const std::vector<std::string>& texts) {
  ValueColumn column("text");
  for (const std::string& text : texts) column.Add(text);
  return Documents(column);
}

template <typename Measure>
auto Of(const std::vector<std::string>& texts, Measure measure) {
  const Documents documents = DocumentsOf(texts);
  return measure(SampleDocuments(documents, texts.size(), kDiversitySeed));
}
QualityFigure Distinct(size_t n, const std::vector<std::string>& texts) {
  return Of(texts, [&](const auto& sample) { return DistinctN(sample, n); });
}
double Bleu(const std::vector<std::string>& texts) {
  return *Of(texts, [](const auto& sample) { return SelfBleu(sample); }).value;
}
VendiScore Vendi(const std::vector<std::string>& texts) {
  return Of(texts, [](const auto& sample) { return ComputeVendi(sample); });
}

TEST(DistinctN, IsDifferentByAllGrams) {
  EXPECT_DOUBLE_EQ(*Distinct(1, {"a b a b", "b a"}).value, 2.0 / 6);
  EXPECT_DOUBLE_EQ(*Distinct(2, {"a b a b", "b a"}).value, 2.0 / 4);
  EXPECT_EQ(Distinct(3, {"a b", "b a"}), QualityFigure::None("no document has as many words"));
}

TEST(SelfBleu, OfEqualDocumentsIsOne) {
  EXPECT_DOUBLE_EQ(Bleu({"a b c d e", "a b c d e"}), 1);
}

TEST(SelfBleu, IsTheGeometricMeanOfThePrecisions) {
  EXPECT_NEAR(Bleu({"a b c d e", "a b c d f"}), std::pow(4.0 / 5 * 3 / 4 * 2 / 3 * 1 / 2, 0.25), 1e-12);
}

TEST(SelfBleu, SmoothsWhatDoesNotMatch) {
  EXPECT_NEAR(Bleu({"a b c d", "a x c y"}), std::pow(2.0 / 4 * 0.1 / 3 * 0.1 / 2 * 0.1 / 1, 0.25), 1e-12);
}

TEST(SelfBleu, WithoutACommonWordIsZero) {
  EXPECT_DOUBLE_EQ(Bleu({"a b c d", "e f g h"}), 0);
}

TEST(SelfBleu, CountsAGramAsOftenAsOneOtherHasIt) {
  // Of the three "a" of the first two match, for no other has three. Each has its closest reference's length to bear:
  // 2 (of 2 and 1), 1 (the shorter of 3 and 1), 2.
  const double first = std::pow(2.0 / 3 * 1.0 / 2 * 0.1 * 0.1, 0.25);
  const double second = std::pow(2.0 / 2 * 1.0 / 1 * 0.1 * 0.1, 0.25);
  const double third = std::pow(1.0 / 1 * 0.1 * 0.1 * 0.1, 0.25) * std::exp(1 - 2.0 / 1);
  EXPECT_NEAR(Bleu({"a a a", "a a", "a"}), (first + second + third) / 3, 1e-12);
}

TEST(SelfBleu, IsLessForWhatIsShorterThanTheOthers) {
  const double shorter = std::pow(0.1 * 0.1, 0.25) * std::exp(1 - 4.0 / 2);
  const double longer = std::pow(2.0 / 4 * 1 / 3 * 0.1 / 2 * 0.1 / 1, 0.25);
  EXPECT_NEAR(Bleu({"a b", "a b c d"}), (shorter + longer) / 2, 1e-12);
}

TEST(Vendi, CountsWhatIsDifferent) {
  EXPECT_NEAR(*Vendi({"a b c d", "e f g h"}).q1.value, 1, 1e-9);
  EXPECT_NEAR(*Vendi({"a b c d", "a b c d"}).q1.value, 0.5, 1e-9);
  EXPECT_NEAR(*Vendi({"a b c d", "a b c d", "e", "e"}).q2.value, 0.5, 1e-9);
}

TEST(Vendi, TakesTheMeanCosineOfFourOrders) {
  // One of two words in common: K has 1/2 / 4 beside its diagonal, K/2 the eigenvalues (1 + 1/8) / 2 and (1 - 1/8) / 2.
  const double high = 0.5625, low = 0.4375;
  const VendiScore score = Vendi({"a b", "a c"});
  EXPECT_NEAR(*score.q1.value, std::exp(-high * std::log(high) - low * std::log(low)) / 2, 1e-12);
  EXPECT_NEAR(*score.q2.value, 2 / (2 + 2 * 0.125 * 0.125), 1e-12);
}

TEST(Diversity, NeedsTwoDocuments) {
  EXPECT_EQ(Vendi({"alone"}).q1, QualityFigure::None("fewer than 2 documents"));
  EXPECT_EQ(Of({"alone"}, [](const auto& sample) { return SelfBleu(sample); }).lack, "fewer than 2 documents");
}

TEST(SampleDocuments, AreDrawnFromRows) {
  const Documents documents = DocumentsOf({"a", "a", "a", "b", "c", "d", "e", "f", "g", "h"});
  EXPECT_EQ(SampleDocuments(documents, 4, 1).size(), 4u);
  EXPECT_EQ(SampleDocuments(documents, 11, 1).size(), 10u);
  const auto starts = [&](uint64_t seed) {
    std::vector<const uint64_t*> places;
    for (const DocumentWords words : SampleDocuments(documents, 4, seed)) places.push_back(words.data());
    return places;
  };
  EXPECT_EQ(starts(1), starts(1));
  EXPECT_NE(starts(1), starts(2));
}

}  // namespace
}  // namespace harness
