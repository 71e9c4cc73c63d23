#include "generators/grammar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "harness/base/text.h"
#include "tests/fakes/spec_rig.h"

namespace harness {
namespace {

// The phrase column of `rules` (lines of YAML) behind a column `device`.
std::vector<Json> Phrases(const std::string& rules, uint64_t count = 200) {
  SpecRig rig;
  std::string block;
  for (const std::string_view line : Split(rules, "\n")) block += fmt::format("          {}\n", line);
  return rig.DrawSpec(
      fmt::format("count: {}\nseed: 3\ncolumns:\n  - {{ name: device, category: [printer, Access point] }}\n"
                  "  - name: x\n    phrase:\n      rules:\n{}",
                  count, block));
}

std::set<std::string> AllOf(const std::vector<Json>& texts) {
  std::set<std::string> all;
  for (const Json& text : texts) all.insert(text.get<std::string>());
  return all;
}

TEST(Grammar, WritesEveryAlternative) {
  EXPECT_THAT(AllOf(Phrases("start: '{a} and {b}'\na: [x, y]\nb: [z, { text: w, weight: 3 }]")),
              testing::ElementsAre("x and w", "x and z", "y and w", "y and z"));
}

TEST(Grammar, ChoosesByWeight) {
  const auto texts = Phrases("start: [ { text: often, weight: 9 }, seldom, { text: never, weight: 0 } ]", 5000);
  EXPECT_NEAR(static_cast<double>(std::count(texts.begin(), texts.end(), "often")), 4500, 100);
  EXPECT_EQ(std::count(texts.begin(), texts.end(), "never"), 0);
}

TEST(Grammar, ReadsColumnsAndBendsWords) {
  EXPECT_THAT(AllOf(Phrases("start: '{device|a|capital} of {device|lower|plural}'")),
              testing::ElementsAre("A printer of printers", "An Access point of access points"));
}

TEST(Grammar, ChoosesAmongAlternativesWhoseConditionHolds) {
  EXPECT_THAT(AllOf(Phrases("start: [ { text: 'no paper', when: \"device == 'printer'\" }, { text: 'no signal', when: "
                            "\"device != 'printer'\" } ]")),
              testing::ElementsAre("no paper", "no signal"));
}

TEST(Grammar, RepeatsWhatHasALabel) {
  for (const Json& text : Phrases("start: '{n#1} {n#1} {n#2}'\nn: '{1..1000000}'")) {
    const auto words = Split(text.get_ref<const std::string&>(), " ");
    EXPECT_EQ(words[0], words[1]);
    EXPECT_NE(words[0], words[2]);
  }
}

TEST(Grammar, WritesRangesPatternsAndBraces) {
  for (const Json& text : Phrases("start: \"{{{-2..1}}} {/[A-Z]{2}\\\\/\\\\d/|lower}\""))
    EXPECT_THAT(text.get<std::string>(), testing::MatchesRegex("\\{-?[0-2]\\} [a-z][a-z]/[0-9]"));
}

TEST(Grammar, FailsAtARuleThatHasNothingForARecord) {
  EXPECT_THAT(Phrases("start: [ { text: x, when: \"device == 'fax'\" } ]").at(0).get<std::string>(),
              testing::EndsWith("spec.yaml:8:11: record 1: no alternative of the rule 'start' fits this record"));
}

TEST(Grammar, BoundsWhatItWrites) {
  EXPECT_THAT(
      Phrases("start: '{a}{a}'\na: [ '{start}{start}', { text: x, weight: 0.001 } ]", 1).at(0).get<std::string>(),
      testing::EndsWith("record 1: the rule 'a' leads to 100 rules in one another"));
}

struct Bad {
  const char* rules;
  const char* mistake;  // of spec.yaml from line 4 on
};

class BadGrammars : public testing::TestWithParam<Bad> {};

TEST_P(BadGrammars, AreRefusedAtTheirPlaces) {
  SpecRig rig;
  EXPECT_EQ(rig.Mistakes(fmt::format("count: 1\ncolumns:\n  - name: x\n    phrase: {}\n", GetParam().rules)),
            GetParam().mistake);
}

INSTANTIATE_TEST_SUITE_P(
    All, BadGrammars,
    testing::Values(
        Bad{"{}", "4:13: a phrase has either 'rules' or the 'file' that holds them\n"},
        Bad{"{ rules: { a: x } }", "4:22: the grammar has no rule 'start' to begin with\n"},
        Bad{"{ rules: { start: '{a' } }", "4:31: byte 1: a { without its }; write {{ for a brace\n"},
        Bad{"{ rules: { start: 'a}' } }", "4:31: byte 2: a } without its {; write }} for a brace\n"},
        Bad{"{ rules: { start: '{a b}' } }", "4:31: {a b}: a slot is {name}, {name#1}, {3..20} or {/pattern/}\n"},
        Bad{"{ rules: { start: '{start#}' } }", "4:31: {start#}: a label such as #1 is needed behind #\n"},
        Bad{"{ rules: { start: '{9..1}' } }", "4:31: {9..1}: a range is two whole numbers, the lower one first\n"},
        Bad{"{ rules: { start: '{/[a/}' } }", "4:31: /[a/: byte 3: a [ without its ]\n"},
        Bad{"{ rules: { start: '{y|plurale}' } }", "4:31: unknown form of words 'plurale'; did you mean 'plural'?\n"},
        Bad{"{ rules: { start: [] } }", "4:31: the rule 'start' has no alternatives\n"},
        Bad{"{ rules: { start: [ { text: a, weight: -1 } ] } }", "4:52: 'weight' must be from 0 to 1e12\n"},
        Bad{"{ rules: { start: [ { text: a, weight: 0 } ] } }", "4:31: one weight must be more than 0\n"},
        Bad{"{ rules: { start: [ { txt: a } ] } }",
            "4:33: 'text' is missing\n4:35: unknown key 'txt'; did you mean 'text'?\n"},
        Bad{"{ rules: { start: '{a}', a: '{b}', b: 'x{a}' } }",
            "4:24: the rule 'start' never ends: each of its alternatives leads back to it\n"
            "4:38: the rule 'a' never ends: each of its alternatives leads back to it\n"
            "4:48: the rule 'b' never ends: each of its alternatives leads back to it\n"},
        Bad{"{ rules: { start: '{devise}' } }", "4:31: unknown column 'devise'; known here: 'x'\n"}));

}  // namespace
}  // namespace harness
