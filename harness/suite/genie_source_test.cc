#include "harness/suite/genie_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/suite_rig.h"

namespace harness {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kAnswer =
    R"({"serialized_space": "{\"benchmarks\": {\"questions\": [
        {\"id\": \"a\", \"question\": [\"A?\"], \"answer\": [{\"format\": \"SQL\", \"content\": [\"SELECT 1\"]}]},
        {\"id\": \"b\", \"question\": [\"B?\"]},
        {\"id\": \"c\", \"question\": [\"C?\"], \"answer\": [{\"format\": \"SQL\", \"content\": [\"SELECT 3\"]}]}]}}"})";

class GenieSourceTest : public testing::Test {
 protected:
  GenieSourceTest() { rig_.environment = {{"DATABRICKS_HOST", "https://dbx.example"}, {"DATABRICKS_TOKEN", "t"}}; }
  static std::string SuiteWith(const std::string& source) {
    return "cases:\n  - " + source + "\ntargets: [ echo: a ]\n";
  }
  // JSON texts hold no line ends of their own.
  static std::string Answer() {
    std::string text = kAnswer;
    std::erase(text, '\n');
    return text;
  }
  static std::vector<std::string> Ids(const CaseSource& source) {
    std::vector<std::string> ids;
    const auto reader = source.Open();
    while (reader) {
      const auto next = (*reader)->Next();
      if (!next) ids.push_back("error: " + next.error().Message());
      if (!next || !*next) break;
      ids.push_back((*next)->id);
    }
    return ids;
  }

  SuiteRig rig_{FakeCatalogue()};
};

TEST_F(GenieSourceTest, AsksOnceAndYieldsTheSameAgain) {
  rig_.http.Put(200, Answer());
  const auto suite = rig_.Load(SuiteWith("benchmark: { genie: s1 }"));
  ASSERT_TRUE(suite) << suite.error().Render();
  EXPECT_TRUE(rig_.http.requests().empty()) << "a suite that is only loaded asks nobody";
  EXPECT_THAT(Ids(*suite->sources[0]), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Ids(*suite->sources[0]), ElementsAre("a", "b", "c"));
  EXPECT_EQ(rig_.http.requests().size(), 1u);
  const auto first = suite->sources[0]->Open().value()->Next();
  EXPECT_EQ(ToString((*first)->place), rig_.folder / "suite.yaml:2");
}

TEST_F(GenieSourceTest, SelectsAsEverySourceDoes) {
  rig_.http.Put(200, Answer());
  const auto suite =
      rig_.Load(SuiteWith("{ benchmark: { genie: { space: s1 } }, where: \"expected != null\", limit: 1, tags: own }"));
  ASSERT_TRUE(suite) << suite.error().Render();
  EXPECT_THAT(Ids(*suite->sources[0]), ElementsAre("a"));
}

TEST_F(GenieSourceTest, SaysTheSameMistakeAtItsPlaceInEveryReading) {
  rig_.http.Put(404, R"({"message": "no such space"})");
  const auto suite = rig_.Load(SuiteWith("benchmark: { genie: s1 }"));
  ASSERT_TRUE(suite) << suite.error().Render();
  const auto mistake = Ids(*suite->sources[0]);
  ASSERT_EQ(mistake.size(), 1u);
  EXPECT_THAT(mistake[0],
              HasSubstr("suite.yaml:2:25: the Genie space can't be read: https://dbx.example knows no such"));
  EXPECT_EQ(Ids(*suite->sources[0]), mistake);
  EXPECT_EQ(rig_.http.requests().size(), 1u);
}

TEST_F(GenieSourceTest, RefusesMistakesWithoutAsking) {
  EXPECT_THAT(rig_.Mistakes(SuiteWith("{ benchmark: { genie: s1 }, language: ko }")),
              HasSubstr("suite.yaml:2:43: 'language' is for Markdown files"));
  EXPECT_THAT(rig_.Mistakes(SuiteWith("benchmark: { genie: { spaec: s1 } }")), HasSubstr("did you mean 'space'?"));
  EXPECT_THAT(rig_.Mistakes(SuiteWith("benchmark: { geni: s1 }")), HasSubstr("did you mean 'genie'?"));
  rig_.environment.erase("DATABRICKS_TOKEN");
  EXPECT_THAT(rig_.Mistakes(SuiteWith("benchmark: { genie: s1 }")), HasSubstr("no credentials for Databricks"));
  rig_.environment = {{"DATABRICKS_TOKEN", "t"}};
  EXPECT_THAT(rig_.Mistakes(SuiteWith("benchmark: { genie: s1 }")),
              HasSubstr("the host of the Databricks workspace is missing"));
  EXPECT_TRUE(rig_.http.requests().empty());
}

}  // namespace
}  // namespace harness
