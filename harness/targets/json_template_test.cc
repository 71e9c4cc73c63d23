#include "harness/targets/json_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/suite/yaml.h"

namespace harness {
namespace {

class JsonTemplateTest : public testing::Test {
 protected:
  Result<Json> Fill(const std::string& yaml) {
    Diagnostics mistakes;
    const auto node = ParseYaml(std::make_shared<Source>(Source{"suite.yaml", yaml + "\n"}), mistakes);
    if (!node) return Unexpected(std::move(mistakes).ToError());
    const JsonTemplate made = JsonTemplate::Read(*node, *files_, mistakes);
    if (!mistakes.empty()) return Unexpected(std::move(mistakes).ToError());
    return made.Fill({{"text", "5"}, {"map", {{"a", {1, 2}}}}}, {});
  }

  const std::unique_ptr<Files> files_ = MakeFiles();
};

TEST_F(JsonTemplateTest, KeepsTheTypesOfValues) {
  EXPECT_EQ(*Fill("{ a: '{{ map }}', b: ['{{ map.a }}', '{{ text }}'], c: '{{ text | int + 1 }}' }"),
            (Json{{"a", {{"a", {1, 2}}}}, {"b", {{1, 2}, "5"}}, {"c", 6}}));
}

TEST_F(JsonTemplateTest, LeavesEverythingElseAText) {
  EXPECT_EQ(*Fill("['{{ text }} ', '-{{ map.a }}', '5', \"{% if true %}{{ text }}{% endif %}\"]"),
            (Json{"5 ", "-[1, 2]", "5", "5"}));
}

TEST_F(JsonTemplateTest, TakesLiteralsAsTheyAre) {
  EXPECT_EQ(*Fill("{ '{{ text }}': 1, n: 1.5, big: 18446744073709551615, t: true, none: null, list: [], map: {} }"),
            (Json{{"{{ text }}", 1},
                  {"n", 1.5},
                  {"big", UINT64_MAX},
                  {"t", true},
                  {"none", nullptr},
                  {"list", Json::array()},
                  {"map", Json::object()}}));
}

TEST_F(JsonTemplateTest, SaysWhereAValueIsMissing) {
  EXPECT_EQ(Fill("{ a: { b: ['{{ gone }}'] } }").error().Message(), "a: b: template:1:4: 'gone' is undefined");
}

TEST_F(JsonTemplateTest, TellsAllMistakesAtTheirPlaces) {
  const auto made = Fill("{ a: '{{ b', c: ['{% x %}'] }");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().diagnostics().size(), 2u);
  EXPECT_THAT(made.error().Message(), testing::StartsWith("suite.yaml:1:6: template:1:"));
}

}  // namespace
}  // namespace harness
