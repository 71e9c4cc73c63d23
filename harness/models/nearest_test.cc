#include "harness/models/nearest.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

TEST(EditDistance, CountsChangedAddedAndRemovedBytes) {
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3u);
  EXPECT_EQ(EditDistance("", "abc"), 3u);
  EXPECT_EQ(EditDistance("abc", "abc"), 0u);
  EXPECT_EQ(EditDistance("abc", "aXbc"), 1u);
}

TEST(EditDistance, IsBounded) {
  EXPECT_EQ(EditDistance(std::string(1'000'000, 'a'), std::string(1'000'000, 'b')), 2'000u);
}

TEST(Likeness, IsTheShareOfWordsInCommon) {
  EXPECT_EQ(Likeness(SketchOf("the cat sat"), SketchOf("sat; the, CAT cat")), 0.75);
  EXPECT_EQ(Likeness(SketchOf("a b"), SketchOf("c d")), 0);
  EXPECT_EQ(Likeness(SketchOf(""), SketchOf("...")), 1);
}

TEST(Likeness, IsEstimatedFromABoundedSketch) {
  std::string a;
  std::string b;
  for (int i = 0; i < 10'000; ++i) {
    a += std::to_string(i) + " ";
    b += std::to_string(i + 5'000) + " ";
  }
  EXPECT_EQ(SketchOf(a).size(), 256u);
  EXPECT_NEAR(Likeness(SketchOf(a), SketchOf(b)), 1.0 / 3, 0.1);
}

TEST(FirstDifference, NamesTheFieldAndTheLine) {
  const Json recorded = {{"model", "m"}, {"request", {{"content", "Be kind.\nThe long ticket: VPN is down"}}}};
  Json asked = recorded;
  EXPECT_EQ(FirstDifference(recorded, asked), "");
  asked["request"]["content"] = "Be kind.\nThe long ticket: VPN is slow\nThanks";
  EXPECT_EQ(FirstDifference(recorded, asked),
            "/request/content, line 2: …\"long ticket: VPN is down\" is recorded, …\"long ticket: VPN is slow\" is "
            "asked");
  asked["model"] = "m2";
  EXPECT_EQ(FirstDifference(recorded, asked), "/model: \"m\" is recorded, \"m2\" is asked");
}

TEST(FirstDifference, NamesWhatIsMissingAndWhatIsOfAnotherKind) {
  EXPECT_EQ(FirstDifference({{"a", 1}}, Json::object()), "/a: 1 is recorded, nothing is asked");
  EXPECT_EQ(FirstDifference({{"b", 1}}, {{"b", 1}, {"a/c", true}}), "/a~1c: nothing is recorded, true is asked");
  EXPECT_EQ(FirstDifference(Json::array({1, 2}), Json::array({1})), "/1: 2 is recorded, nothing is asked");
  EXPECT_EQ(FirstDifference(Json::array({1}), Json::array({1, 2})), "/1: nothing is recorded, 2 is asked");
  EXPECT_EQ(FirstDifference({{"seed", 1}}, {{"seed", "1"}}), "/seed: 1 is recorded, \"1\" is asked");
}

}  // namespace
}  // namespace harness
