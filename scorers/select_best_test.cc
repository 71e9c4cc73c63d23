#include "scorers/select_best.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

class SelectBestTest : public testing::Test {
 protected:
  SelectBestTest() : rig_({SelectBestScorerType()}) {
    rig_.models().chat->answerer = [this](const ChatRequest& request) {
      return VerdictReply(says_(PieceIn(request, "ANSWER A"), PieceIn(request, "ANSWER B")));
    };
  }
  std::vector<Score> Compare(const std::vector<ScorerRig::Shown>& all) {
    return rig_.Compare("select-best: be good", all);
  }
  size_t calls() { return rig_.models().chat->requests.size(); }

  ScorerRig rig_;
  // Of answers A and B; by default the longer one is better.
  std::function<std::string(const std::string& a, const std::string& b)> says_ = [](const auto& a, const auto& b) {
    return a.size() > b.size() ? "A" : b.size() > a.size() ? "B" : "tie";
  };
};

TEST_F(SelectBestTest, PassesTheBestAndFailsTheOthers) {
  const std::vector<Score> scores = Compare({{"a", "x"}, {"b", "xxx"}, {"c", "xx"}});
  EXPECT_EQ(scores[1].verdict, Verdict::kPass);
  EXPECT_EQ(scores[1].value, 1);
  EXPECT_EQ(scores[1].reason, "the best of 3");
  for (const size_t i : {0, 2}) {
    EXPECT_EQ(scores[i].verdict, Verdict::kFail);
    EXPECT_EQ(scores[i].value, 0);
    EXPECT_EQ(scores[i].reason, "'b' is better: so it is");
  }
}

TEST_F(SelectBestTest, AsksOfEveryPairInBothOrdersAndBooksEachCallOnce) {
  const std::vector<Score> scores = Compare({{"a", "x"}, {"b", "xxx"}, {"c", "xx"}});
  EXPECT_EQ(calls(), 6u);
  uint64_t pairs = 0;
  for (const Score& score : scores) {
    EXPECT_EQ(score.cost_usd, 1.0);
    EXPECT_EQ(score.evidence["calls"], 2);
    EXPECT_EQ(score.evidence["pairs"].size(), 2u);
    if (score.evidence.contains("orders")) pairs += score.evidence["orders"]["agreed"].get<uint64_t>();
  }
  EXPECT_EQ(pairs, 3u) << "each pair counts once";
}

TEST_F(SelectBestTest, TellsNobodyApartWhoIsAlwaysToldFirst) {
  says_ = [](const auto&, const auto&) { return "A"; };
  for (const Score& score : Compare({{"a", "x"}, {"b", "y"}, {"c", "z"}})) {
    EXPECT_EQ(score.verdict, Verdict::kUnknown);
    EXPECT_EQ(score.value, 0.5);
    if (score.evidence.contains("orders")) {
      EXPECT_EQ(score.evidence["orders"]["agreed"], 0);
    }
  }
}

TEST_F(SelectBestTest, NamesWhoItTiesWith) {
  EXPECT_EQ(Compare({{"a", "xx"}, {"b", "yy"}, {"c", "z"}})[0].reason, "a tie for the best with 'b': so it is");
  says_ = [](const std::string& a, const std::string& b) {  // rock, paper, scissors
    const std::map<std::string, std::string> beats = {{"rock", "scissors"}, {"paper", "rock"}, {"scissors", "paper"}};
    return beats.at(a) == b ? "A" : "B";
  };
  const std::vector<Score> scores = Compare({{"a", "rock"}, {"b", "paper"}, {"c", "scissors"}});
  EXPECT_EQ(scores[0].reason, "a tie for the best with 'b', 'c'");
}

TEST_F(SelectBestTest, DecidesWhatAnUndecidedPairCantChange) {
  says_ = [](const std::string& a, const std::string& b) {
    if (a.size() + b.size() == 3) return "unknown";  // x and xx
    return a.size() > b.size() ? "A" : "B";
  };
  const std::vector<Score> scores = Compare({{"a", "x"}, {"b", "xxxx"}, {"c", "xx"}});
  EXPECT_EQ(scores[1].verdict, Verdict::kPass);
  EXPECT_EQ(scores[0].verdict, Verdict::kFail);
  EXPECT_EQ(scores[2].verdict, Verdict::kFail);
}

TEST_F(SelectBestTest, IsUnknownWhereAnUndecidedPairDecides) {
  says_ = [](const std::string& a, const std::string& b) {
    if (a.size() + b.size() == 5) return "unknown";  // xx and xxx
    return a.size() > b.size() ? "A" : "B";
  };
  const std::vector<Score> scores = Compare({{"a", "x"}, {"b", "xxx"}, {"c", "xx"}});
  EXPECT_EQ(scores[0].verdict, Verdict::kFail) << "it lost to both";
  EXPECT_EQ(scores[1].verdict, Verdict::kUnknown);
  EXPECT_EQ(scores[1].value, std::nullopt);
  EXPECT_EQ(scores[1].reason, "'b' or 'c'? so it is");
}

TEST_F(SelectBestTest, IsAnErrorWhereAPairThatCouldNotBeAskedDecides) {
  rig_.models().chat->Fail("openai: no answer");
  const std::vector<Score> scores = Compare({{"a", "x"}, {"b", "y"}});
  for (const Score& score : scores) {
    EXPECT_EQ(score.verdict, Verdict::kError);
    EXPECT_EQ(score.reason, "'a' or 'b'? the judge could not be asked: openai: no answer");
  }
  EXPECT_EQ(scores[0].cost_usd, std::nullopt) << "its call was not answered";
  EXPECT_EQ(scores[1].cost_usd, 0.5);
}

TEST_F(SelectBestTest, LeavesOutWhoFailed) {
  const std::vector<Score> scores = Compare({{"a", std::nullopt}, {"b", "xxx"}, {"c", "xx"}});
  EXPECT_EQ(scores[1].reason, "the best of 2");
  EXPECT_EQ(calls(), 2u);
  const Score left = Compare({{"a", std::nullopt}, {"b", "x"}})[1];
  EXPECT_EQ(left.verdict, Verdict::kPass);
  EXPECT_EQ(left.reason, "the only answer: the other targets failed");
  EXPECT_EQ(calls(), 2u);
}

TEST_F(SelectBestTest, IsAnErrorWhereATargetCouldNotBeAsked) {
  for (const Score& score : Compare({{"a", std::nullopt, true}, {"b", "x"}, {"c", "y"}}))
    EXPECT_EQ(score.reason, "'a' could not be asked, so nobody knows which answer is the best");
  EXPECT_EQ(calls(), 0u);
}

TEST_F(SelectBestTest, IsAnErrorWithoutAnythingToCompareWith) {
  const Score score = Compare({{"a", "x"}})[0];
  EXPECT_EQ(score.verdict, Verdict::kError);
  EXPECT_EQ(score.reason, "only one target is asked in this case, so there is nothing to compare");
}

}  // namespace
}  // namespace harness
