#include "generators/record_cases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/suite_rig.h"

namespace harness {
namespace {

constexpr const char* kSpec =
    "count: 2\nper: team\ncolumns:\n  - { name: team, category: [Access, Network] }\n"
    "  - { name: number, sequence: { prefix: INC, width: 3 } }\n  - { name: secret, sequence: {}, drop: true }\n"
    "  - { name: text, expression: '{{ number }}: {{ team }} fails' }\n  - { name: urgent, bernoulli: { p: 1 } }\n"
    "case: { id: number, input: text, expected: { group: team }, category: team }\n";

class RecordCases : public testing::Test {
 protected:
  RecordCases() : rig_(FakeCatalogue()) {
    rig_.catalogue.sources = {GenerateSourceType()};
    rig_.folder.Put("spec.yaml", kSpec);
  }

  std::string SuiteOf(const std::string& source) {
    return fmt::format("cases: [ {} ]\ntargets: [ {{ echo: x }} ]\nscore: [ is-json ]\n", source);
  }
  std::vector<Case> CasesOf(const std::string& source) {
    auto suite = rig_.Load(SuiteOf(source));
    if (!suite) return ADD_FAILURE() << suite.error().Render(), std::vector<Case>();
    auto reader = suite->sources[0]->Open();
    std::vector<Case> cases;
    while (auto test = (*reader)->Next().value()) cases.push_back(*std::move(test));
    return cases;
  }
  std::vector<std::string> IdsOf(const std::string& source) {
    std::vector<std::string> ids;
    for (const Case& test : CasesOf(source)) ids.push_back(test.id);
    return ids;
  }

  SuiteRig rig_;
};

TEST_F(RecordCases, AreMadeOfRecordsAsTheSpecSays) {
  const std::vector<Case> cases = CasesOf("{ generate: spec.yaml }");
  ASSERT_EQ(cases.size(), 4U);
  EXPECT_EQ(cases[2].id, "INC003");
  EXPECT_EQ(cases[2].input, "INC003: Network fails");
  EXPECT_EQ(cases[2].expected, Json({{"group", "Network"}}));
  EXPECT_EQ(cases[2].category, "Network");
  EXPECT_EQ(cases[2].vars, Json({{"urgent", true}}));  // what the map used and what is dropped is not among them
  EXPECT_EQ(cases[2].place.file, rig_.folder / "spec.yaml#3");
}

TEST_F(RecordCases, AreSelectedAsThoseOfOtherSources) {
  EXPECT_THAT(IdsOf("{ generate: spec.yaml, count: 6, where: \"category == 'Network'\", limit: 2 }"),
              testing::ElementsAre("INC004", "INC005"));
}

TEST_F(RecordCases, MayBeMappedByTheSuite) {
  const std::vector<Case> cases = CasesOf("{ generate: spec.yaml, map: { input: team } }");
  EXPECT_EQ(cases.at(0).input, "Access");
  EXPECT_EQ(cases.at(0).vars.at("number"), "INC001");
}

TEST_F(RecordCases, AreTheSameInEveryReading) {
  auto suite = rig_.Load(SuiteOf("{ generate: spec.yaml, count: 600 }"));
  ASSERT_TRUE(suite);
  auto first = suite->sources[0]->Open(), second = suite->sources[0]->Open();
  for (int i = 0; i < 600; ++i) EXPECT_EQ((*first)->Next().value()->input, (*second)->Next().value()->input);
  EXPECT_EQ((*first)->Next().value(), std::nullopt);
}

TEST_F(RecordCases, MistakesAreToldAtTheirPlaces) {
  const auto of = [&](const std::string& source) {
    const std::string mistakes = rig_.Mistakes(SuiteOf(source));
    return mistakes.substr(0, mistakes.find('\n'));
  };
  EXPECT_EQ(of("{ generate: spec.yaml, cuont: 2 }"), "suite.yaml:1:33: unknown key 'cuont'; did you mean 'count'?");
  EXPECT_EQ(of("{ generate: spec.yaml, count: 0 }"), "suite.yaml:1:40: 'count' must be at least 1");
  EXPECT_EQ(of("{ generate: spec.yaml, map: { input: tezt } }"),
            "suite.yaml:1:47: unknown column 'tezt'; did you mean 'text'? (spec.yaml)");
  rig_.folder.Put("spec.yaml", "count: 1\ncolumns: [ { name: a, uid: {} } ]\n");
  EXPECT_EQ(of("{ generate: spec.yaml }"), "spec.yaml:2:23: unknown type of column or key 'uid'; did you mean 'uuid'?");
  rig_.folder.Put("spec.yaml", "count: 1\ncolumns: [ { name: a, uuid: {} } ]\ncase: { input: b }\n");
  EXPECT_EQ(of("{ generate: spec.yaml }"), "spec.yaml:3:16: unknown column 'b'; known here: 'a' (spec.yaml)");
}

}  // namespace
}  // namespace harness
