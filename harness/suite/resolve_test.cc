#include "harness/suite/resolve.h"

#include <gtest/gtest.h>

#include "harness/suite/yaml.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

Node Parse(std::string text, std::string path = "s.yaml") {
  Diagnostics diagnostics;
  const auto node = ParseYaml(std::make_shared<const Source>(Source{std::move(path), std::move(text)}), diagnostics);
  EXPECT_TRUE(node && diagnostics.empty());
  return node ? *node : Node();
}

Json J(const char* text) {
  return Json::parse(text);
}

// ---- MergeTrees

TEST(MergeTrees, MergesMapsAndAppendsLists) {
  const Node base = Parse("run: {repeat: 1, seed: 7}\nscore: [a]\n");
  const Node over = Parse("score: [b]\nrun: {repeat: 2}\nsuite: x\n");
  EXPECT_EQ(MergeTrees(base, over).ToJson(),
            J(R"({"run": {"repeat": 2, "seed": 7}, "score": ["a", "b"], "suite": "x"})"));
}

TEST(MergeTrees, ReplacesWhatIsOfAnotherKind) {
  EXPECT_EQ(MergeTrees(Parse("gates: [a]"), Parse("gates: ~")).ToJson(), J(R"({"gates": null})"));
}

TEST(MergeTrees, KeepsThePlaceOfEveryValue) {
  const Node merged = MergeTrees(Parse("score: [a]", "base.yaml"), Parse("score: [b]", "over.yaml"));
  EXPECT_EQ(merged.Find("score")->items()[0].place().file, "base.yaml");
  EXPECT_EQ(merged.Find("score")->items()[1].place().file, "over.yaml");
}

// ---- settings

Json Set(const char* tree, const std::string& text) {
  const auto setting = ParseSetting(text, "--set");
  if (!setting) return setting.error().Render();
  const auto result = ApplySetting(Parse(tree), *setting);
  return result ? result->ToJson() : Json(result.error().Render());
}

TEST(Settings, ReplaceAndMakeKeys) {
  EXPECT_EQ(Set("run: {repeat: 1}", "run.repeat=3"), J(R"({"run": {"repeat": 3}})"));
  EXPECT_EQ(Set("suite: a", "run.repeat=3"), J(R"({"suite": "a", "run": {"repeat": 3}})"));
}

TEST(Settings, ReachIntoLists) {
  EXPECT_EQ(Set("a: [{b: 1}, {b: 2}]", "a.1.b=3"), J(R"({"a": [{"b": 1}, {"b": 3}]})"));
  EXPECT_EQ(Set("a: [1]", "a.1=2"), J(R"({"a": [1, 2]})"));
}

TEST(Settings, ReadTheirValueAsYaml) {
  EXPECT_EQ(Set("", "a=5"), J(R"({"a": 5})"));
  EXPECT_EQ(Set("", "a=text: with # signs"), J(R"({"a": "text: with # signs"})"));
  EXPECT_EQ(Set("", "a='5'"), J(R"({"a": "5"})"));
  EXPECT_EQ(Set("", "a=[1, {b: c}]"), J(R"({"a": [1, {"b": "c"}]})"));
  EXPECT_EQ(Set("", "a=x=y"), J(R"({"a": "x=y"})"));
  EXPECT_EQ(Set("", "a="), J(R"({"a": null})"));
}

TEST(Settings, RefuseWhatTheyCanNotReach) {
  EXPECT_EQ(Set("a: {b: 1}", "a.b.c=1"),
            "--set:1:7: 'a.b.c' can't be set: 'a.b' is a whole number\na.b.c=1\n      ^\n");
  EXPECT_EQ(Set("a: [1]", "a.2=1"),
            "--set:1:5: 'a.2' can't be set: 'a' is a list of 1, and '2' is no index of it (they count from 0)\na.2=1\n "
            "   ^\n");
}

TEST(Settings, RefuseWhatIsNotKeyAndValue) {
  EXPECT_EQ(Set("", "run.repeat"), "--set:1:1: write KEY=VALUE, for example run.repeat=3\nrun.repeat\n^\n");
  EXPECT_EQ(Set("", "a..b=1"), "--set:1:1: an empty key in 'a..b'\na..b=1\n^\n");
}

TEST(Settings, PointIntoABadValue) {
  EXPECT_EQ(Set("", "a=[1"),
            "--set:1:5: ',' or ']' is expected here (in the list that begins on line 1)\n  [1\n    ^\n");
}

// ---- Substitute

const std::map<std::string, std::string> kEnvironment = {{"N", "5"}, {"NAME", "two words"}, {"EMPTY", ""}};

Json Replace(const char* text) {
  Diagnostics diagnostics;
  const Node node = Substitute(Parse(text), kEnvironment, diagnostics);
  return diagnostics.empty() ? node.ToJson() : Json(std::move(diagnostics).ToError().Render());
}

TEST(Substitute, ReadsAPlainScalarThatIsOneVariableAnew) {
  EXPECT_EQ(Replace("- ${N}\n- '${N}'\n- a${N}\n- ${NAME}\n"), J(R"([5, "5", "a5", "two words"])"));
}

TEST(Substitute, TakesDefaultsForUnsetAndEmpty) {
  EXPECT_EQ(Replace("['${X:-a b}', '${EMPTY:-c}', '${X:-}', '${EMPTY}', '${N:-7}']"),
            J(R"(["a b", "c", "", "", "5"])"));
}

TEST(Substitute, LeavesWhatIsEscaped) {
  EXPECT_EQ(Replace("['$${N}', $5, '$', 'a}']"), J(R"(["${N}", "$5", "$", "a}"])"));
}

TEST(Substitute, LeavesKeysAlone) {
  EXPECT_EQ(Replace("{'${N}': '${N}'}"), J(R"({"${N}": "5"})"));
}

TEST(Substitute, DoesNotReadWhatItPutIn) {
  Diagnostics diagnostics;
  EXPECT_EQ(Substitute(Parse("'${A}'"), {{"A", "${B}"}}, diagnostics).AsString(), "${B}");
}

TEST(Substitute, NamesEveryUnsetVariableAtItsPlace) {
  EXPECT_EQ(
      Replace("a: ${X}\nb: ${N} ${Y}\n"),
      "s.yaml:1:4: the environment variable X is not set; set it, or give a default: ${X:-…}\na: ${X}\n   ^\n"
      "s.yaml:2:4: the environment variable Y is not set; set it, or give a default: ${Y:-…}\nb: ${N} ${Y}\n   ^\n");
}

TEST(Substitute, BoundsWhatItPutsIn) {
  Diagnostics diagnostics;
  const std::map<std::string, std::string> environment = {{"LONG", std::string(1 << 20, 'x')}};
  std::string text = "'";
  for (int i = 0; i < 17; ++i) text += "${LONG}";
  (void)Substitute(Parse(text + "'"), environment, diagnostics);
  ASSERT_FALSE(diagnostics.empty());
  EXPECT_EQ(diagnostics.all()[0].message, "environment variables would fill more than 16 MiB in all");
}

TEST(Substitute, RefusesWhatIsNoVariable) {
  EXPECT_EQ(Replace("a: ${1x}"),
            "s.yaml:1:4: '${1x}' names no environment variable; write $${ for a literal ${\na: ${1x}\n   ^\n");
  EXPECT_EQ(Replace("a: ${N"), "s.yaml:1:4: a '${' without '}'; write $${ for a literal ${\na: ${N\n   ^\n");
  EXPECT_EQ(Replace("a: ${X:-${N}}"), "s.yaml:1:4: the default of 'X' can't hold another '${'\na: ${X:-${N}}\n   ^\n");
}

// ---- ReadTree

class ReadTreeTest : public ::testing::Test {
 protected:
  Json Read(const std::string& path) {
    Diagnostics diagnostics;
    const auto tree = ReadTree(*files_, path, {{"BASE", "base.yaml"}}, diagnostics);
    if (diagnostics.empty()) return tree ? tree->ToJson() : Json();
    std::string text = std::move(diagnostics).ToError().Render();
    for (size_t at; (at = text.find(folder_.path() + "/")) != std::string::npos;)
      text.erase(at, folder_.path().size() + 1);
    return text;
  }

  TemporaryFolder folder_;
  std::unique_ptr<Files> files_ = MakeFiles();
};

TEST_F(ReadTreeTest, LaysAFileOverTheOnesItExtends) {
  folder_.Put("a.yaml", "extends: sub/b.yaml\nscore: [a]\n");
  folder_.Put("sub/b.yaml", "extends: ../c.yaml\nscore: [b]\nsuite: b\n");
  folder_.Put("c.yaml", "score: [c]\nsuite: c\n");
  EXPECT_EQ(Read(folder_ / "a.yaml"), J(R"({"score": ["c", "b", "a"], "suite": "b"})"));
}

TEST_F(ReadTreeTest, ReplacesVariablesInExtends) {
  folder_.Put("a.yaml", "extends: ${BASE}\n");
  folder_.Put("base.yaml", "suite: base\n");
  EXPECT_EQ(Read(folder_ / "a.yaml"), J(R"({"suite": "base"})"));
}

TEST_F(ReadTreeTest, NamesACycle) {
  folder_.Put("a.yaml", "extends: b.yaml\n");
  folder_.Put("b.yaml", "extends: ./a.yaml\n");
  EXPECT_EQ(Read(folder_ / "a.yaml"),
            "b.yaml:1:10: 'extends' goes round in a circle: a.yaml → b.yaml → a.yaml\nextends: ./a.yaml\n         ^\n");
}

TEST_F(ReadTreeTest, BoundsTheChain) {
  for (int i = 0; i < 20; ++i) folder_.Put(fmt::format("{}.yaml", i), fmt::format("extends: {}.yaml\n", i + 1));
  EXPECT_EQ(Read(folder_ / "0.yaml"),
            "15.yaml:1:10: more than 16 files extend one another\nextends: 16.yaml\n         ^\n");
}

TEST_F(ReadTreeTest, NamesAMissingFileWhereItIsExtended) {
  folder_.Put("a.yaml", "extends: b.yaml\n");
  EXPECT_EQ(Read(folder_ / "a.yaml"), "a.yaml:1:10: there is no file 'b.yaml'\nextends: b.yaml\n         ^\n");
}

TEST_F(ReadTreeTest, RefusesWhatIsNoMap) {
  folder_.Put("a.yaml", "- a\n");
  EXPECT_EQ(Read(folder_ / "a.yaml"),
            "a.yaml:1:1: a suite is a map of keys such as cases, targets and score; found a list\n- a\n^\n");
  folder_.Put("b.yaml", "extends: [a]\n");
  EXPECT_EQ(Read(folder_ / "b.yaml"),
            "b.yaml:1:10: 'extends' must be the path of a file, found a list\nextends: [a]\n         ^\n");
}

}  // namespace
}  // namespace harness
