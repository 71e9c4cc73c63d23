#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/suite/suite.h"
#include "tests/fakes/suite_rig.h"

namespace harness {
namespace {

using ::testing::ElementsAre;

class LoadConversations : public ::testing::Test, public SuiteRig {
 protected:
  LoadConversations() : SuiteRig(FakeCatalogue()) {}
};

TEST_F(LoadConversations, ScorersOfATurnAreNamedByIt) {
  const auto loaded = Load(R"(targets: [{echo: x}]
score: [ equals ]
cases:
  - inline:
      - id: a
        turns:
          - { user: one, score: [ contains: x, { contains: y, name: why } ] }
          - { user: two, score: [ contains: x, { contains: z, name: why } ] }
      - id: b
        turns: [ one, { user: two, score: [ contains: x ] } ]
      - { id: c, input: three }
)");
  ASSERT_TRUE(loaded) << loaded.error().Render();
  const Suite& suite = *loaded;
  std::vector<std::string> names;
  for (const ScorerSpec& spec : suite.scorers) names.push_back(spec.info.name);
  EXPECT_THAT(names, ElementsAre("equals", "contains[1]", "why[1]", "contains[2]", "why[2]"));
  EXPECT_EQ(suite.scorers[3].turn, 2);
  EXPECT_NE(suite.scorers[1].info.config, suite.scorers[3].info.config) << "they judge another answer";
  std::vector<Case> cases;
  auto reader = suite.sources[0]->Open();
  ASSERT_TRUE(reader);
  for (auto next = (*reader)->Next(); next && *next; next = (*reader)->Next()) cases.push_back(**next);
  ASSERT_EQ(cases.size(), 3u);
  EXPECT_EQ(cases[0].extras->scorers, (std::vector<int>{1, 2, 3, 4}));
  EXPECT_EQ(cases[1].extras->scorers, (std::vector<int>{3})) << "what says the same is the same";
  EXPECT_EQ(cases[1].conversation->turns, (std::vector<Json>{"one", "two"}));
  EXPECT_EQ(cases[2].conversation, nullptr);
}

TEST_F(LoadConversations, MistakesInConversationsStandAtTheirCase) {
  EXPECT_EQ(Mistakes("targets: [{echo: x}]\ncases:\n  - inline:\n      - { id: a, turns: [ { usr: x } ] }\n"),
            "suite.yaml:4:9: turn 1: unknown part of a turn 'usr'; did you mean 'user'?\n"
            "      - { id: a, turns: [ { usr: x } ] }\n"
            "        ^\n");
  EXPECT_EQ(
      Mistakes("targets: [{echo: x}]\ncases:\n  - inline:\n      - { id: a, turns: [ { user: x, score: y } ] }\n"),
      "suite.yaml:4:45: 'score' must be a list, found text\n"
      "      - { id: a, turns: [ { user: x, score: y } ] }\n"
      "                                            ^\n");
}

}  // namespace
}  // namespace harness
