#include "harness/runner/combination.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

// A group whose members are called a, b, c, … and have these weights (1 where none is given).
ScorerSpec Group(Combination combination, size_t members, const std::vector<double>& weights = {}) {
  ScorerSpec group;
  group.info = {"group", "group", 1};
  group.combination = combination;
  for (size_t i = 0; i < members; ++i) {
    const double weight = i < weights.size() ? weights[i] : 1;
    group.members.emplace_back().info = {std::string(1, static_cast<char>('a' + i)), "equals", weight};
  }
  return group;
}

ScorerSpec AtLeast(size_t count, size_t members) {
  ScorerSpec group = Group(Combination::kAtLeast, members);
  group.at_least = count;
  return group;
}

ScorerSpec Threshold(double threshold, ScorerSpec group) {
  group.threshold = threshold;
  return group;
}

const Score P = Score::Pass(), F = Score::Fail("no"), E = Score::Error("broke"), U = Score::Unknown("who knows"),
            S = Score::Skipped("not now");

Score Graded(double value) {
  return Score::Graded(value, false, "low");
}

Verdict VerdictOf(const ScorerSpec& group, const std::vector<Score>& scores) {
  return Combine(group, scores).verdict;
}

constexpr Verdict kPass = Verdict::kPass, kFail = Verdict::kFail, kError = Verdict::kError,
                  kUnknown = Verdict::kUnknown, kSkipped = Verdict::kSkipped;

TEST(AllOf, FailsBeforeItErrsBeforeItIsUnknownBeforeItPasses) {
  const ScorerSpec group = Group(Combination::kAllOf, 3);
  EXPECT_EQ(VerdictOf(group, {P, P, P}), kPass);
  EXPECT_EQ(VerdictOf(group, {P, U, P}), kUnknown);
  EXPECT_EQ(VerdictOf(group, {P, U, E}), kError);
  EXPECT_EQ(VerdictOf(group, {F, U, E}), kFail);
}

TEST(AnyOf, PassesBeforeItIsUndecidedBeforeItFails) {
  const ScorerSpec group = Group(Combination::kAnyOf, 3);
  EXPECT_EQ(VerdictOf(group, {F, P, E}), kPass);
  EXPECT_EQ(VerdictOf(group, {F, U, E}), kError);
  EXPECT_EQ(VerdictOf(group, {F, U, F}), kUnknown);
  EXPECT_EQ(VerdictOf(group, {F, F, F}), kFail);
}

TEST(AtLeast, FailsOnlyWhenTheUndecidedCanNotReachTheCount) {
  const ScorerSpec group = AtLeast(2, 4);
  EXPECT_EQ(VerdictOf(group, {P, P, F, E}), kPass);
  EXPECT_EQ(VerdictOf(group, {P, F, F, E}), kError);
  EXPECT_EQ(VerdictOf(group, {P, F, F, U}), kUnknown);
  EXPECT_EQ(VerdictOf(group, {F, F, F, U}), kFail);
}

TEST(AtLeast, FailsWhenTooManyAreSkippedToReachTheCount) {
  EXPECT_EQ(VerdictOf(AtLeast(2, 3), {P, S, S}), kFail);
}

TEST(AssertSet, FailsWithoutAThresholdWhenOneFails) {
  const ScorerSpec group = Group(Combination::kAssertSet, 2, {1, 9});
  EXPECT_EQ(VerdictOf(group, {F, P}), kFail);
  EXPECT_EQ(VerdictOf(group, {E, P}), kError);
  EXPECT_EQ(VerdictOf(group, {P, P}), kPass);
}

TEST(AssertSet, WeighsTheValuesOfItsMembers) {
  const Score score =
      Combine(Threshold(0.7, Group(Combination::kAssertSet, 3, {2, 1, 1})), std::vector{P, Graded(0.5), F});
  EXPECT_DOUBLE_EQ(*score.value, (2 + 0.5 + 0) / 4);
  EXPECT_EQ(score.verdict, kFail);
}

TEST(AssertSet, PassesWhenTheMeanReachesTheThresholdThoughMembersFail) {
  EXPECT_EQ(VerdictOf(Threshold(0.75, Group(Combination::kAssertSet, 2, {3, 1})), {P, F}), kPass);
}

TEST(AssertSet, ReachesAThresholdDespiteRounding) {
  const ScorerSpec group = Threshold(0.1, Group(Combination::kAssertSet, 3, {0.3, 0.3, 0.3}));
  EXPECT_EQ(VerdictOf(group, {Graded(0.1), Graded(0.1), Graded(0.1)}), kPass);
}

TEST(AssertSet, IsDecidedAsSoonAsTheUndecidedCanNotChangeIt) {
  const ScorerSpec group = Threshold(0.5, Group(Combination::kAssertSet, 3, {2, 1, 1}));
  EXPECT_EQ(VerdictOf(group, {P, E, F}), kPass);
  EXPECT_EQ(VerdictOf(group, {F, E, F}), kFail);
  EXPECT_EQ(VerdictOf(group, {E, P, F}), kError);
}

TEST(AssertSet, AlwaysPassesAThresholdOf0) {
  EXPECT_EQ(VerdictOf(Threshold(0, Group(Combination::kAssertSet, 1)), {F}), kPass);
}

TEST(Combinations, HaveTheValueThatAllOneOrSoManyReach) {
  const std::vector<Score> scores = {Graded(0.25), Graded(0.75), Graded(0.5)};
  EXPECT_EQ(*Combine(Group(Combination::kAllOf, 3), scores).value, 0.25);
  EXPECT_EQ(*Combine(Group(Combination::kAnyOf, 3), scores).value, 0.75);
  EXPECT_EQ(*Combine(AtLeast(2, 3), scores).value, 0.5);
}

TEST(Combinations, ThresholdsAskForAValueThatAllOneOrSoManyReach) {
  const std::vector<Score> scores = {Graded(0.25), Graded(0.75), Graded(0.5)};
  EXPECT_EQ(VerdictOf(Threshold(0.5, Group(Combination::kAllOf, 3)), scores), kFail);
  EXPECT_EQ(VerdictOf(Threshold(0.5, Group(Combination::kAnyOf, 3)), scores), kPass);
  EXPECT_EQ(VerdictOf(Threshold(0.5, AtLeast(2, 3)), scores), kPass);
}

TEST(Combinations, DoNotCountWhatIsSkippedOrWeighsNothing) {
  EXPECT_EQ(VerdictOf(Group(Combination::kAllOf, 2), {P, S}), kPass);
  EXPECT_EQ(VerdictOf(Group(Combination::kAllOf, 2, {1, 0}), {P, F}), kPass);
  EXPECT_EQ(VerdictOf(Group(Combination::kAnyOf, 2, {1, 0}), {F, P}), kFail);
}

TEST(Combinations, AreSkippedWithoutAJudgedMember) {
  const Score score = Combine(Group(Combination::kAnyOf, 2), std::vector{S, S});
  EXPECT_EQ(score.verdict, kSkipped);
  EXPECT_EQ(score.reason, "none of its members was judged");
  EXPECT_FALSE(score.value);
}

TEST(Combinations, AreWithoutAValueWhileTheyAreUndecided) {
  EXPECT_FALSE(Combine(Group(Combination::kAllOf, 2), std::vector{P, E}).value);
}

TEST(Combinations, NameTheMembersThatDecided) {
  const auto reason = [](const ScorerSpec& group, const std::vector<Score>& scores) {
    return Combine(group, scores).reason;
  };
  EXPECT_EQ(reason(Group(Combination::kAllOf, 3), {P, F, E}), "1 of 3 failed: b (no)");
  EXPECT_EQ(reason(Group(Combination::kAllOf, 2), {P, P}), "2 of 2 passed: a; b");
  EXPECT_EQ(reason(Group(Combination::kAnyOf, 2), {F, F}), "0 of 2 passed, 1 must: a (no); b (no)");
  EXPECT_EQ(reason(Group(Combination::kAnyOf, 2), {F, P}), "1 of 2 passed: b");
  EXPECT_EQ(reason(AtLeast(2, 3), {P, F, F}), "1 of 3 passed, 2 must: b (no); c (no)");
  EXPECT_EQ(reason(Group(Combination::kAnyOf, 3), {F, E, U}), "2 of 3 undecided: b (broke); c (who knows)");
  EXPECT_EQ(reason(Threshold(0.7, Group(Combination::kAssertSet, 2)), {P, Graded(0.25)}),
            "0.625 is below 0.7: a 1; b 0.25 (low)");
  EXPECT_EQ(reason(Threshold(0.5, Group(Combination::kAssertSet, 2)), {P, F}), "0.5 reaches 0.5: a 1; b 0 (no)");
}

TEST(Combinations, TellTheirValueFromTheThreshold) {
  EXPECT_EQ(Combine(Threshold(0.7, Group(Combination::kAnyOf, 1)), std::vector{Graded(0.69999)}).reason,
            "0.69999 is below 0.7: a 0.7 (low)");
}

TEST(Combinations, NameFiveMembersAtMost) {
  EXPECT_EQ(Combine(Group(Combination::kAllOf, 7), std::vector<Score>(7, P)).reason,
            "7 of 7 passed: a; b; c; d; e; and 2 more");
}

TEST(Combinations, KeepEveryMemberAsEvidence) {
  Score costly = Graded(0.5);
  costly.cost_usd = 0.25;
  costly.usage = Usage{10, 2, 1};
  costly.evidence = {{"x", 1}};
  const Score score = Combine(Group(Combination::kAllOf, 2, {2, 1}), std::vector{costly, S});
  EXPECT_EQ(
      CanonicalJson(score.evidence),
      R"({"members":[{"cost_usd":0.25,"evidence":{"x":1},"name":"a","reason":"low","type":"equals",)"
      R"("usage":{"cached_tokens":1,"input_tokens":10,"output_tokens":2},"value":0.5,"verdict":"fail","weight":2},)"
      R"({"name":"b","reason":"not now","type":"equals","value":null,"verdict":"skipped","weight":1}]})");
}

TEST(Combinations, FailInTheCategoryOfTheFirstMemberThatDoes) {
  Score first = F, second = F;
  first.evidence = {{"category", "missing_table"}};
  second.evidence = {{"category", "timeout"}};
  EXPECT_EQ(Combine(Group(Combination::kAllOf, 4), std::vector{P, F, first, second}).Category(), "missing_table");
  EXPECT_EQ(Combine(Group(Combination::kAnyOf, 2), std::vector{P, first}).Category(), "");
}

TEST(Combinations, AddUpTheCostsOfTheirMembers) {
  Score one = P;
  one.cost_usd = 0.25;
  one.usage = Usage{10, 2, 1};
  const Score score = Combine(Group(Combination::kAnyOf, 3), std::vector{one, one, P});
  EXPECT_EQ(score.cost_usd, 0.5);
  EXPECT_EQ(score.usage, (Usage{20, 4, 2}));
}

TEST(Combinations, LeaveOutEvidenceThatIsTooDeepToBeStored) {
  Score deep = F;
  deep.evidence = 1;
  for (int i = 0; i < 65; ++i) deep.evidence = Json::array({deep.evidence});
  const Score score = Combine(Group(Combination::kAllOf, 1), std::vector{deep});
  EXPECT_EQ(score.evidence["members"][0]["evidence"], "left out: deeper than 64 levels");
}

ScorerSpec Panel(Vote vote, size_t members) {
  ScorerSpec panel = Group(Combination::kPanel, members);
  panel.vote = vote;
  return panel;
}

TEST(Panel, GoesByMajorityAndTellsTheAgreement) {
  const Score score = Combine(Panel(Vote::kMajority, 3), std::vector{P, F, P});
  EXPECT_EQ(score.verdict, kPass);
  EXPECT_EQ(score.reason, "2 of 3 pass, 1 fail: a; b (no); c");
  EXPECT_NEAR(score.evidence["agreement"].get<double>(), 1.0 / 3, 1e-12);
  EXPECT_NEAR(*score.value, 2.0 / 3, 1e-12);
}

TEST(Panel, IsUnknownForATie) {
  const Score score = Combine(Panel(Vote::kMajority, 2), std::vector{P, F});
  EXPECT_EQ(score.verdict, kUnknown);
  EXPECT_FALSE(score.value.has_value());
}

TEST(Panel, MayWantUnanimity) {
  EXPECT_EQ(VerdictOf(Panel(Vote::kUnanimity, 3), {P, P, P}), kPass);
  EXPECT_EQ(VerdictOf(Panel(Vote::kUnanimity, 3), {P, F, P}), kUnknown);
}

TEST(Panel, MayTakeTheMean) {
  const ScorerSpec panel = Threshold(0.5, Panel(Vote::kMean, 3));
  EXPECT_EQ(VerdictOf(panel, {Graded(0.25), Graded(0.75), Graded(0.5)}), kPass);
  EXPECT_EQ(VerdictOf(panel, {Graded(0.25), Graded(0.75), Graded(0.25)}), kFail);
  EXPECT_EQ(VerdictOf(panel, {Graded(0.25), Graded(0.75), E}), kError);
}

TEST(Panel, DoesNotKnowACostThatOneMemberDoesNotKnow) {
  Score known = P, unknown = P;
  known.usage = unknown.usage = Usage{1, 1, 0};
  known.cost_usd = 0.5;
  EXPECT_EQ(Combine(Panel(Vote::kMajority, 2), std::vector{known, P}).cost_usd, 0.5);
  EXPECT_EQ(Combine(Panel(Vote::kMajority, 2), std::vector{known, unknown}).cost_usd, std::nullopt);
}

TEST(Cascade, HasTheVerdictOfTheOneThatDecides) {
  ScorerSpec cascade = Group(Combination::kCascade, 3);
  cascade.members[1].asks_model = cascade.members[2].asks_model = true;
  EXPECT_EQ(Combine(cascade, std::vector{P, U, F}).reason, "c: no");
  EXPECT_EQ(VerdictOf(cascade, {P, U, P}), kPass);
  EXPECT_EQ(VerdictOf(cascade, {F, S, S}), kFail);
  EXPECT_EQ(VerdictOf(cascade, {P, E, U}), kUnknown);
  EXPECT_EQ(VerdictOf(cascade, {S, S, S}), kSkipped);
}

}  // namespace
}  // namespace harness
