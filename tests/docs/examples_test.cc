// Every example of docs/scorers.md runs and passes, and every scorer has one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>

#include "scorers/registry.h"
#include "tests/docs/manual.h"
#include "tests/program/program.h"

namespace harness {

void PrintTo(const Example& example, std::ostream* out) {
  *out << example.section << ", docs/scorers.md line " << example.line;
}

namespace {

Manual ScorersPage() {
  return ReadManual(TemporaryFolder::Contents(std::string(HARNESS_SOURCE_DIR) + "/docs/scorers.md"));
}

std::set<std::string> KnownNames() {
  std::set<std::string> names;
  for (const ScorerType& type : ScorerTypes()) names.insert(type.name);
  return names;
}

// Whether `suite` uses the scorer, negated or not: its name stands there as a word of its own.
bool Uses(const std::string& suite, const std::string& name) {
  const auto part_of_name = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '-'; };
  for (size_t at = suite.find(name); at != std::string::npos; at = suite.find(name, at + 1)) {
    const size_t end = at + name.size();
    const bool negated = at >= 4 && suite.compare(at - 4, 4, "not-") == 0;
    const bool begins = negated || at == 0 || !part_of_name(suite[at - 1]);
    if (begins && (end == suite.size() || !part_of_name(suite[end]))) return true;
  }
  return false;
}

class ScorersExample : public testing::TestWithParam<Example> {};

TEST_P(ScorersExample, RunsAndPasses) {
  Program program;
  for (const auto& [name, contents] : GetParam().files) {
    const std::string path = program.folder().Put(name, contents);
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  }
  program.folder().Put("suite.yaml", GetParam().suite);
  const ProgramResult result = program.Run({"run", "suite.yaml"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
}

// "contains_icontains_line_42"
std::string NameOf(const testing::TestParamInfo<Example>& info) {
  std::string name = info.param.section + "_line_" + std::to_string(info.param.line);
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Docs, ScorersExample, testing::ValuesIn(ScorersPage().examples), NameOf);

TEST(ScorersPage, HasASectionWithAnExampleForEveryScorer) {
  const Manual manual = ScorersPage();
  std::set<std::string> shown;
  for (const Example& example : manual.examples)
    for (const std::string& name : NamesIn(example.section))
      if (Uses(example.suite, name)) shown.insert(name);
  std::vector<std::string> missing;
  for (const std::string& name : KnownNames())
    if (!shown.contains(name)) missing.push_back(name);
  EXPECT_THAT(missing, testing::IsEmpty());
}

TEST(ScorersPage, ClosesEveryFence) {
  EXPECT_TRUE(ScorersPage().closed);
}

TEST(ScorersPage, NamesOnlyKnownScorersInItsSections) {
  const std::set<std::string> known = KnownNames();
  std::vector<std::string> unknown;
  for (const std::string& section : ScorersPage().sections)
    for (const std::string& name : NamesIn(section))
      if (!known.contains(name)) unknown.push_back(name);
  EXPECT_THAT(unknown, testing::IsEmpty());
}

TEST(Manual, FindsSuitesBelowHeadingsAndTheFilesBesideThem) {
  const Manual manual = ReadManual(
      "# Page\n```yaml\nno: example\n```\n### a, b\n```sh title=x.sh\n### no heading\n```\n```yaml\ncases: []\n```\n"
      "## c\n```yaml\nno: example\n```\n");
  EXPECT_THAT(manual.sections, testing::ElementsAre("a, b"));
  ASSERT_EQ(manual.examples.size(), 1u);
  EXPECT_EQ(manual.examples[0].line, 10);
  EXPECT_EQ(manual.examples[0].suite, "cases: []\n");
  EXPECT_THAT(manual.examples[0].files, testing::ElementsAre(testing::Pair("x.sh", "### no heading\n")));
  EXPECT_THAT(NamesIn(manual.sections[0]), testing::ElementsAre("a", "b"));
}

}  // namespace
}  // namespace harness
