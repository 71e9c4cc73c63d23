#include "harness/core/attempt.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

Score At(int scorer, Score score) {
  score.scorer = scorer;
  return score;
}

void ExpectSame(const std::vector<Score>& found, const std::vector<Score>& wanted) {
  ASSERT_EQ(found.size(), wanted.size());
  for (size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].scorer, wanted[i].scorer) << i;
    EXPECT_EQ(found[i].verdict, wanted[i].verdict) << i;
    EXPECT_EQ(found[i].value, wanted[i].value) << i;
    EXPECT_EQ(found[i].reason, wanted[i].reason) << i;
    EXPECT_EQ(found[i].evidence, wanted[i].evidence) << i;
    EXPECT_EQ(found[i].usage, wanted[i].usage) << i;
    EXPECT_EQ(found[i].cost_usd, wanted[i].cost_usd) << i;
  }
}

void ExpectRoundTrip(const std::vector<Score>& scores) {
  const Result<std::vector<Score>> found = ParseScores(SerialiseScores(scores));
  ASSERT_TRUE(found.has_value()) << found.error().Message();
  ExpectSame(*found, scores);
}

std::string MistakeIn(std::string_view text) {
  const Result<std::vector<Score>> scores = ParseScores(text);
  return scores ? "" : scores.error().Message();
}

TEST(SerialiseScores, LeavesOutWhatSaysNothing) {
  EXPECT_EQ(SerialiseScores({At(0, Score::Pass()), At(2, Score::Fail("no match")), At(3, Score::Unknown("abstained"))}),
            R"([[0,0,1],[2,1,0,"no match"],[3,2,null,"abstained"]])");
}

TEST(SerialiseScores, OfNoneIsAnEmptyList) {
  EXPECT_EQ(SerialiseScores({}), "[]");
}

TEST(SerialiseScores, WritesEvidenceUsageAndCostBehindTheReason) {
  Score score = Score::Graded(0.25, false, "");
  score.evidence = Json{{"at", "/a"}};
  score.usage = Usage{10, 20, 3};
  score.cost_usd = 0.5;
  EXPECT_EQ(SerialiseScores({score}), R"([[0,1,0.25,"",{"at":"/a"},[10,20,3],0.5]])");
}

TEST(SerialiseScores, PutsTheReplacementCharacterForBytesThatAreNoText) {
  EXPECT_EQ(SerialiseScores({Score::Fail("a\xff")}), "[[0,1,0,\"a\xEF\xBF\xBD\"]]");
}

TEST(ParseScores, ReadsBackTheShortForm) {
  ExpectRoundTrip({});
  ExpectRoundTrip({At(0, Score::Pass())});
  ExpectRoundTrip({At(0, Score::Pass()), At(1, Score::Fail("x")), At(2, Score::Graded(1.0 / 3, false, "third")),
                   At(3, Score::Graded(1e-9, false, "")), At(4, Score::Error("no expected")),
                   At(5, Score::Skipped("when")), At(100, Score::Unknown("?"))});
}

TEST(ParseScores, ReadsBackReasonsWithAnyCharacters) {
  ExpectRoundTrip({Score::Fail("expected \"A\\B\"\n\tgot /x/ \r"), Score::Fail("\x01\x1f bell\x7f"),
                   Score::Fail("Grüße, 日本 \xF0\x9F\x98\x80")});
}

TEST(ParseScores, ReadsBackEvidenceUsageAndCost) {
  Score all = Score::Fail("why");
  all.evidence = Json::array({1, "two", nullptr});
  all.usage = Usage{1, 2, 3};
  all.cost_usd = 0.001;
  Score cost_alone = Score::Pass();
  cost_alone.cost_usd = 2;
  Score usage_alone = Score::Pass();
  usage_alone.usage = Usage{7, 0, 0};
  ExpectRoundTrip({all, At(1, cost_alone), At(2, usage_alone)});
}

TEST(ParseScores, TakesJsonThatAnotherHandLaidOut) {
  const auto scores = ParseScores(" [ [ 1, 1, 0.0, \"caf\\u00e9\" ] ] ");
  ASSERT_TRUE(scores.has_value()) << scores.error().Message();
  ExpectSame(*scores, {At(1, Score::Fail("café"))});
}

TEST(ParseScores, NamesTheItemThatIsNoScore) {
  const std::string message = "stored scores can't be read: item 2 is not [scorer, verdict, value, …]";
  for (const std::string_view bad :
       {"[0,0]", "[0,5,1]", "[-1,0,1]", "[0,0,2]", "[0,0,-1]", "[0,0,\"1\"]", "[0,0,1,5]", "{}",
        "[0,0,1,\"\",null,[1,2]]", "[0,0,1,\"\",null,null,\"x\"]", "[99999999999,0,1]", "[0,0,1,\"\",null,null,1,1]"})
    EXPECT_EQ(MistakeIn("[[0,0,1]," + std::string(bad) + "]"), message) << bad;
}

TEST(ParseScores, RefusesWhatIsNoList) {
  EXPECT_EQ(MistakeIn("{}"), "stored scores can't be read: not a list");
}

TEST(ParseScores, RefusesEveryCutText) {
  const std::string whole = R"([[0,0,1],[1,1,0,"no \"match\""],[2,1,0.5,"",{"a":[1]}]])";
  ASSERT_EQ(MistakeIn(whole), "");
  for (size_t length = 0; length < whole.size(); ++length)
    EXPECT_TRUE(MistakeIn(whole.substr(0, length)).starts_with("stored scores can't be read: ")) << length;
}

}  // namespace
}  // namespace harness
