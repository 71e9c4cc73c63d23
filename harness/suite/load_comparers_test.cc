#include "harness/suite/load_comparers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/suite_rig.h"

namespace harness {
namespace {

constexpr const char* kCases = "cases: [{inline: [{id: a, input: b}]}]\n";
constexpr const char* kTwo = "targets: [{echo: x, name: old}, {echo: y, name: new}]\n";

class LoadComparers : public testing::Test, public SuiteRig {
 protected:
  LoadComparers() : SuiteRig(FakeCatalogue()) {
    catalogue.scorers.push_back(BetterScorerType("best"));
    catalogue.scorers.push_back(BetterScorerType("better", {{"against", kText, "What it is compared with.", true}}));
  }
  std::string Wrong(const std::string& text, const std::string& targets = kTwo) {
    return Mistakes(text + targets + kCases);
  }
};

TEST_F(LoadComparers, TakesComparersInEveryForm) {
  const auto suite = Load(std::string("score:\n- best: be good\n- better: {value: be good, against: old}\n"
                                      "  name: no-worse\n  threshold: 0.5\n  weight: 2\n  when: category == 'x'\n"
                                      "  at: /x\n- equals\n") +
                          kTwo + kCases);
  ASSERT_TRUE(suite) << suite.error().Render();
  EXPECT_TRUE(suite->compares);
  EXPECT_TRUE(suite->scorers[0].comparer);
  EXPECT_FALSE(suite->scorers[0].scorer);
  EXPECT_TRUE(suite->scorer_infos[0].compares);
  EXPECT_NE(suite->scorer_infos[0].config, "");
  EXPECT_EQ(suite->scorers[1].against, "old");
  EXPECT_EQ(suite->scorers[1].threshold, 0.5);
  EXPECT_EQ(suite->scorers[1].info.name, "no-worse");
  EXPECT_FALSE(suite->scorer_infos[2].compares);
}

TEST_F(LoadComparers, KnowsWhichCasesAreCompared) {
  const auto suite = Load(std::string("score: [equals]\ncases:\n- inline:\n  - {id: a, input: b, score: [best: x]}\n"
                                      "  - {id: c, input: d}\n") +
                          kTwo);
  ASSERT_TRUE(suite) << suite.error().Render();
  EXPECT_FALSE(suite->compares);
  auto reader = *suite->sources[0]->Open();
  EXPECT_TRUE(IsCompared(*suite, **reader->Next()));
  EXPECT_FALSE(IsCompared(*suite, **reader->Next()));
}

TEST_F(LoadComparers, RefusesASuiteOfOneTarget) {
  EXPECT_EQ(Wrong("score:\n- best: x\n", "targets: [{echo: x}]\n"),
            "suite.yaml:2:3: 'best' compares targets, and the suite has only one\n- best: x\n  ^\n");
  EXPECT_EQ(Wrong("score:\n- better: x\n  against: expected\n", "targets: [{echo: x}]\n"), "");
}

TEST_F(LoadComparers, RefusesWhatIsNoTarget) {
  EXPECT_THAT(Wrong("score:\n- better: x\n  against: odl\n"),
              testing::HasSubstr("suite.yaml:3:12: unknown target 'odl'; did you mean 'old'?"));
  EXPECT_THAT(Wrong("score:\n- better: x\n  against: expected\n", "targets: [{echo: x, name: expected}, {echo: y}]\n"),
              testing::HasSubstr("give that another name"));
}

TEST_F(LoadComparers, RefusesMoreTargetsThanCanBePaidFor) {
  std::string targets = "targets:\n";
  for (size_t i = 0; i <= kMaxCompared; ++i) targets += "- echo: x\n";
  EXPECT_THAT(Wrong("score: [best: x]\n", targets),
              testing::HasSubstr("'best' compares every two targets, at most 16 of them; the suite has 17."));
  EXPECT_EQ(Wrong("score: [better: {value: x, against: echo}]\n", targets), "");
}

TEST_F(LoadComparers, RefusesNotAndCombinationsAroundThem) {
  EXPECT_THAT(Wrong("score:\n- not-best: x\n"),
              testing::HasSubstr("suite.yaml:2:3: 'best' can't be negated: it compares targets"));
  EXPECT_THAT(Wrong("score:\n- all-of: [equals, best: x]\n"),
              testing::HasSubstr("suite.yaml:2:20: 'best' compares targets and can't stand in 'all-of'"));
}

TEST_F(LoadComparers, RefusesThemInATurnOfAConversation) {
  EXPECT_THAT(Mistakes("targets: [{echo: x, name: a}, {echo: y, name: b}]\n"
                       "cases: [{inline: [{turns: [{user: hi, score: [best: x]}]}]}]\n"),
              testing::HasSubstr("suite.yaml:2:47: 'best' compares whole conversations"));
}

TEST_F(LoadComparers, StandInTheSchemaWithoutNot) {
  const std::string schema = SuiteSchema(catalogue).dump();
  EXPECT_NE(schema.find("\"best\""), std::string::npos);
  EXPECT_EQ(schema.find("\"not-best\""), std::string::npos);
}

}  // namespace
}  // namespace harness
