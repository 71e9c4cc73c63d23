#include "harness/runner/vote.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

constexpr Verdict kPass = Verdict::kPass, kFail = Verdict::kFail, kError = Verdict::kError,
                  kUnknown = Verdict::kUnknown;

Verdict Majority(size_t pass, size_t fail, size_t unknown, size_t error) {
  return Votes{pass, fail, unknown, error}.Decide(Vote::kMajority);
}

TEST(Votes, AMajorityDecides) {
  EXPECT_EQ(Majority(2, 1, 0, 0), kPass);
  EXPECT_EQ(Majority(1, 2, 0, 0), kFail);
  EXPECT_EQ(Majority(1, 0, 2, 0), kPass) << "who abstains has no vote";
  EXPECT_EQ(Majority(1, 1, 1, 0), kUnknown) << "a tie";
  EXPECT_EQ(Majority(0, 0, 3, 0), kUnknown);
}

TEST(Votes, AnErrorCountsForTheOtherSide) {
  EXPECT_EQ(Majority(2, 0, 0, 1), kPass);
  EXPECT_EQ(Majority(2, 1, 0, 1), kError);
  EXPECT_EQ(Majority(1, 0, 0, 1), kError);
  EXPECT_EQ(Majority(0, 2, 1, 1), kFail);
}

TEST(Votes, UnanimityNeedsEverybody) {
  const auto decide = [](Votes votes) { return votes.Decide(Vote::kUnanimity); };
  EXPECT_EQ(decide({3, 0, 0, 0}), kPass);
  EXPECT_EQ(decide({0, 3, 0, 0}), kFail);
  EXPECT_EQ(decide({2, 1, 0, 0}), kUnknown);
  EXPECT_EQ(decide({2, 0, 1, 0}), kUnknown);
  EXPECT_EQ(decide({2, 0, 0, 1}), kError);
  EXPECT_EQ(decide({1, 1, 0, 1}), kUnknown) << "whatever the third would have said";
}

TEST(Votes, AgreementIsThatOfPairs) {
  EXPECT_EQ((Votes{3, 0, 0, 0}).Agreement(), 1);
  EXPECT_NEAR(*(Votes{2, 1, 5, 0}).Agreement(), 1.0 / 3, 1e-12);
  EXPECT_EQ((Votes{1, 0, 2, 0}).Agreement(), std::nullopt);
}

TEST(Votes, AreToldInWords) {
  EXPECT_EQ((Votes{2, 1, 0, 0}).InWords(), "2 of 3 pass, 1 fail");
  EXPECT_EQ((Votes{0, 0, 1, 1}).InWords(), "0 of 2 pass, 1 can't tell, 1 in error");
}

// Rules in small letters, judges in capitals.
ScorerSpec Cascade(const std::string& members) {
  ScorerSpec cascade;
  cascade.combination = Combination::kCascade;
  for (const char name : members) {
    ScorerSpec& member = cascade.members.emplace_back();
    member.info = {std::string(1, name), "type", 1};
    member.asks_model = name < 'a';
  }
  return cascade;
}

const Score P = Score::Pass(), F = Score::Fail("no"), E = Score::Error("broke"), U = Score::Unknown("who knows"),
            S = Score::Skipped("not now");

TEST(Cascade, EndsAtARuleThatFails) {
  const ScorerSpec cascade = Cascade("abCD");
  EXPECT_TRUE(CascadeGoesOn(cascade, std::vector{P}, false));
  EXPECT_FALSE(CascadeGoesOn(cascade, std::vector{P, F}, true));
  EXPECT_FALSE(CascadeGoesOn(cascade, std::vector{E}, true));
  EXPECT_EQ(CascadeDecider(cascade, std::vector{P, F, S, S}), 1u);
}

TEST(Cascade, EndsAtTheFirstJudgeThatDecides) {
  const ScorerSpec cascade = Cascade("aBCD");
  EXPECT_TRUE(CascadeGoesOn(cascade, std::vector{P, U}, false));
  EXPECT_TRUE(CascadeGoesOn(cascade, std::vector{P, E}, false));
  EXPECT_FALSE(CascadeGoesOn(cascade, std::vector{P, F}, false));
  EXPECT_EQ(CascadeDecider(cascade, std::vector{P, U, F, S}), 2u);
}

TEST(Cascade, AsksTheLastInAnAudit) {
  const ScorerSpec cascade = Cascade("aBCD");
  EXPECT_FALSE(CascadeGoesOn(cascade, std::vector{P, P}, true)) << "C comes before the last";
  EXPECT_TRUE(CascadeGoesOn(cascade, std::vector{P, P, S}, true));
  EXPECT_EQ(CascadeDecider(cascade, std::vector{P, P, S, F}), 3u);
  EXPECT_EQ(CascadeDecider(cascade, std::vector{P, P, S, U}), 1u) << "who abstains overrules nobody";
}

TEST(Cascade, IsDecidedByTheLastOfThemIfNoneDecides) {
  EXPECT_EQ(CascadeDecider(Cascade("aBC"), std::vector{P, E, U}), 2u);
  EXPECT_EQ(CascadeDecider(Cascade("ab"), std::vector{P, P}), 1u);
  EXPECT_EQ(CascadeDecider(Cascade("aB"), std::vector{S, S}), std::nullopt);
}

}  // namespace
}  // namespace harness
