#include "harness/results/quality/leakage.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace harness {
namespace {

// Words FIRST to LAST, "w1 w2 …".
std::string WordsOf(int first, int last) {
  std::string text;
  for (int i = first; i <= last; ++i) text += fmt::format("w{} ", i);
  return text;
}

Leakage LeakageOf(const std::vector<std::string>& texts, const std::vector<std::string>& references) {
  ValueColumn column("text"), reference("text");
  for (const std::string& text : texts) column.Add(text);
  for (const std::string& text : references) reference.Add(text);
  return FindLeakage(Documents(column), Documents(reference));
}

TEST(Leakage, IsThirteenWordsOnEnd) {
  const Leakage leakage =
      LeakageOf({"so " + WordsOf(5, 17) + "then", "so " + WordsOf(5, 16) + "then"}, {WordsOf(1, 40)});
  EXPECT_DOUBLE_EQ(*leakage.copied.value, 0.5);
  EXPECT_DOUBLE_EQ(*leakage.twins.value, 0);
  EXPECT_DOUBLE_EQ(*leakage.share.value, 0.5);
}

TEST(Leakage, IsANearTwinHoweverShort) {
  const Leakage leakage = LeakageOf({"reset my password", "order a mouse"}, {"Reset my password!"});
  EXPECT_DOUBLE_EQ(*leakage.copied.value, 0);
  EXPECT_DOUBLE_EQ(*leakage.twins.value, 0.5);
  EXPECT_DOUBLE_EQ(*leakage.share.value, 0.5);
}

TEST(Leakage, CountsRows) {
  EXPECT_DOUBLE_EQ(*LeakageOf({"a b c", "a b c", "d e f"}, {"a b c"}).share.value, 2.0 / 3);
}

TEST(Leakage, NeedsDocumentsOnBothSides) {
  EXPECT_EQ(LeakageOf({}, {"a"}).share, QualityFigure::None("no document"));
  EXPECT_EQ(LeakageOf({"a"}, {"--"}).share, QualityFigure::None("no document in the reference"));
}

}  // namespace
}  // namespace harness
