#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/suite/suite.h"
#include "tests/fakes/suite_rig.h"

namespace harness {
namespace {

using ::testing::ElementsAre;

constexpr const char* kRest = "targets: [{echo: x}]\ncases: [{inline: [{id: a, input: b}]}]\n";

class LoadCombinations : public ::testing::Test, public SuiteRig {
 protected:
  LoadCombinations() : SuiteRig(FakeCatalogue()) {}

  // With targets and cases behind it.
  Suite Rest(const std::string& text) {
    auto suite = Load(text + kRest);
    EXPECT_TRUE(suite) << (suite ? "" : suite.error().Render());
    return suite ? std::move(*suite) : Suite();
  }
  // The mistakes of a suite that is right but for `text` at its top.
  std::string Wrong(const std::string& text) { return Mistakes(text + kRest); }
};

TEST_F(LoadCombinations, TakesCombinationsInEveryForm) {
  const Suite suite = Rest(
      "score:\n- all-of: [is-json, {contains: a, weight: 2, at: /x}]\n  name: both\n"
      "- not-all-of: {score: [is-json], weight: 0}\n"
      "- at-least: {count: 1, score: [is-json, all-of: [equals]]}\n- at-least: [is-json]\n  count: 1\n");
  std::vector<std::string> names;
  for (const ScorerSpec& spec : suite.scorers) names.push_back(spec.info.name);
  EXPECT_THAT(names, ElementsAre("both", "not-all-of", "at-least", "at-least-2"));
  const ScorerSpec& both = suite.scorers[0];
  EXPECT_EQ(both.combination, Combination::kAllOf);
  ASSERT_EQ(both.members.size(), 2u);
  EXPECT_EQ(both.members[1].info, (ScorerInfo{"contains", "contains", 2}));
  EXPECT_EQ(both.members[1].at->text(), "/x");
  EXPECT_NE(both.members[1].scorer, nullptr);
  EXPECT_TRUE(suite.scorers[1].negate);
  EXPECT_EQ(suite.scorers[2].at_least, 1u);
  EXPECT_EQ(suite.scorers[2].members[1].members[0].info.type, "equals");
}

TEST_F(LoadCombinations, NamesMembersApartWithinTheirCombinationOnly) {
  const Suite suite =
      Rest("score: [equals, all-of: [equals, equals, {equals: {name: x}}], all-of: [{equals: {name: x}}]]\n");
  const std::vector<ScorerSpec>& members = suite.scorers[1].members;
  EXPECT_EQ(members[0].info.name, "equals");
  EXPECT_EQ(members[1].info.name, "equals-2");
  EXPECT_EQ(members[2].info.name, "x");
  EXPECT_EQ(Wrong("score:\n- all-of: [{equals: {name: x}}, {equals: {name: x}}]\n"),
            "suite.yaml:2:49: the scorer name 'x' is already on line 2, column 28\n"
            "- all-of: [{equals: {name: x}}, {equals: {name: x}}]\n"
            "                                                ^\n");
}

TEST_F(LoadCombinations, RefusesWrongCombinations) {
  EXPECT_EQ(Wrong("score: [all-of]\n"),
            "suite.yaml:1:9: 'all-of' needs members: all-of: [ SCORER, … ]\nscore: [all-of]\n        ^\n");
  EXPECT_EQ(Wrong("score:\n- all-of: []\n"),
            "suite.yaml:2:11: a member with a weight above 0 is needed: without one nothing is decided\n"
            "- all-of: []\n          ^\n");
  EXPECT_EQ(Wrong("score:\n- all-of: 5\n"),
            "suite.yaml:2:11: 'all-of' must be a list, found a whole number\n- all-of: 5\n          ^\n");
  EXPECT_EQ(Wrong("score:\n- all-of: [is-json]\n  score: [is-json]\n"),
            "suite.yaml:3:10: the members of 'all-of' are given twice\n  score: [is-json]\n         ^\n");
  EXPECT_EQ(Wrong("score:\n- all-of: [is-json]\n  at: /a\n"),
            "suite.yaml:3:7: 'at' belongs to the members of 'all-of', not beside them\n  at: /a\n      ^\n");
  EXPECT_EQ(Wrong("score:\n- all-of: [is-jsn]\n"),
            "suite.yaml:2:12: unknown scorer 'is-jsn'; did you mean 'is-json'?\n- all-of: [is-jsn]\n           ^\n");
  EXPECT_EQ(Wrong("score:\n- at-least: {count: 2, score: [is-json]}\n"),
            "suite.yaml:2:21: 'count' must be from 1 to 1, the number of members with a weight\n"
            "- at-least: {count: 2, score: [is-json]}\n                    ^\n");
}

}  // namespace
}  // namespace harness
