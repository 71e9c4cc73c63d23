#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/suite/suite.h"
#include "tests/fakes/suite_rig.h"

namespace harness {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kRest = "targets: [{echo: x}]\ncases: [{inline: [{id: a, input: b}]}]\n";

class LoadSuiteTest : public ::testing::Test, public SuiteRig {
 protected:
  LoadSuiteTest() : SuiteRig(FakeCatalogue()) {}

  Suite Good(const std::string& text) {
    auto suite = Load(text);
    EXPECT_TRUE(suite) << (suite ? "" : suite.error().Render());
    return suite ? std::move(*suite) : Suite();
  }
  // With targets and cases behind it.
  Suite Rest(const std::string& text) { return Good(text + kRest); }

  // The mistakes of a suite that is right but for `text` at its top.
  std::string Wrong(const std::string& text) { return Mistakes(text + kRest); }

  std::vector<Case> Cases(const Suite& suite) {
    std::vector<Case> cases;
    for (const auto& source : suite.sources) {
      auto reader = source->Open();
      EXPECT_TRUE(reader);
      for (auto next = (*reader)->Next(); next && *next; next = (*reader)->Next()) cases.push_back(std::move(**next));
    }
    return cases;
  }

  static std::vector<std::string> Names(const Suite& suite) {
    std::vector<std::string> names;
    for (const ScorerSpec& spec : suite.scorers) names.push_back(spec.info.name);
    return names;
  }
};

// ---- the whole

TEST_F(LoadSuiteTest, TakesTheLeastThatASuiteCanBe) {
  const Suite suite = Rest("");
  EXPECT_EQ(suite.name, "suite");
  EXPECT_EQ(suite.path, folder / "suite.yaml");
  EXPECT_EQ(suite.targets.size(), 1u);
  EXPECT_EQ(suite.sources.size(), 1u);
  EXPECT_TRUE(suite.scorers.empty());
  ASSERT_EQ(suite.gates.size(), 1u);
  EXPECT_EQ(suite.gates[0].text, "pass_rate >= 1");
  EXPECT_EQ(suite.run.repeat, 1);
  EXPECT_EQ(suite.run.concurrency, 8);
}

TEST_F(LoadSuiteTest, ReadsTheRunSettings) {
  const Suite suite = Rest(
      "suite: s\ndescription: d\n"
      "run: {repeat: 3, require: 2, concurrency: 4, on_error: stop, min_coverage: 0.9, seed: 7, threshold: 0.5}\n");
  EXPECT_EQ(suite.name, "s");
  EXPECT_EQ(suite.description, "d");
  EXPECT_EQ(suite.run.repeat, 3);
  EXPECT_EQ(suite.run.require, (Require{Require::Kind::kCount, 2}));
  EXPECT_EQ(suite.run.concurrency, 4);
  EXPECT_TRUE(suite.run.stop_on_error);
  EXPECT_EQ(suite.run.min_coverage, 0.9);
  EXPECT_EQ(suite.run.seed, 7u);
  EXPECT_EQ(suite.run.threshold, 0.5);
}

TEST_F(LoadSuiteTest, ReportsEveryMistakeInTheOrderOfTheFile) {
  EXPECT_EQ(Mistakes("run: {repeat: 0}\nscroe: []\ntargets: [{ehco: x}]\ncases: [{flie: x}]\ngates: [pass >= 1]\n"),
            "suite.yaml:1:15: 'repeat' must be from 1 to 65535\nrun: {repeat: 0}\n              ^\n"
            "suite.yaml:2:1: unknown key 'scroe'; did you mean 'score'?\nscroe: []\n^\n"
            "suite.yaml:3:12: unknown target type 'ehco'; did you mean 'echo'?\ntargets: [{ehco: x}]\n           ^\n"
            "suite.yaml:4:10: unknown source 'flie'; did you mean 'file'?\ncases: [{flie: x}]\n         ^\n"
            "suite.yaml:5:9: unknown figure 'pass'; did you mean 'cases'?\ngates: [pass >= 1]\n        ^\n");
}

TEST_F(LoadSuiteTest, NeedsTargetsAndCases) {
  EXPECT_EQ(
      Mistakes("suite: s\n"),
      "suite.yaml:1:1: 'targets' is missing; say what is to be called, such as - command: [./program]\nsuite: s\n^\n"
      "suite.yaml:1:1: 'cases' is missing; say where cases come from, such as - file: cases.csv\nsuite: s\n^\n");
  EXPECT_EQ(
      Mistakes("targets: [{echo: x}]\ncases: []\n"),
      "suite.yaml:2:8: 'cases' is empty; say where cases come from, such as - file: cases.csv\ncases: []\n       ^\n");
}

TEST_F(LoadSuiteTest, CallsKeysOfLaterVersionsUnknown) {
  EXPECT_THAT(Wrong("known_failures: a\n"), HasSubstr("suite.yaml:1:1: unknown key 'known_failures'"));
}

TEST_F(LoadSuiteTest, RefusesRunSettingsThatMakeNoSense) {
  EXPECT_EQ(Wrong("run: {require: most}\n"),
            "suite.yaml:1:16: 'require' must be all, any or a number of repeats, found 'most'\nrun: {require: most}\n"
            "               ^\n");
  EXPECT_EQ(Wrong("run: {require: 3}\n"),
            "suite.yaml:1:16: 'require' must be from 1 to 1, which is 'repeat'\nrun: {require: 3}\n               ^\n");
  EXPECT_EQ(Wrong("run: {min_coverage: 90}\n"),
            "suite.yaml:1:21: 'min_coverage' must be from 0 to 1\nrun: {min_coverage: 90}\n                    ^\n");
  EXPECT_EQ(Wrong("run: {seed: -1}\n"), "suite.yaml:1:13: 'seed' can't be negative\nrun: {seed: -1}\n            ^\n");
}

// ---- from the command line and the environment

TEST_F(LoadSuiteTest, LetsSettingsAndFlagsWin) {
  options.sets = {"run.repeat=2", "run.seed=5", "suite=other"};
  options.repeat = 4;
  const Suite suite = Rest("suite: s\nrun: {repeat: 1, concurrency: 3}\n");
  EXPECT_EQ(suite.name, "other");
  EXPECT_EQ(suite.run.repeat, 4);
  EXPECT_EQ(suite.run.seed, 5u);
  EXPECT_EQ(suite.run.concurrency, 3);
}

TEST_F(LoadSuiteTest, ChecksWhatSettingsSet) {
  options.sets = {"run.repaet=2", "targets.0.timeout=never"};
  EXPECT_EQ(Wrong(""),
            "--set:1:1: unknown key 'repaet'; did you mean 'repeat'?\nrun.repaet=2\n^\n"
            "--set:1:19: 'timeout': 'never' is not a duration; write for example 500ms, 10s, 2m or 1h\n"
            "targets.0.timeout=never\n                  ^\n");
}

TEST_F(LoadSuiteTest, PointsAtAFlagThatIsWrong) {
  options.repeat = 0;
  EXPECT_EQ(Wrong(""), "--repeat:1:8: 'repeat' must be from 1 to 65535\nrepeat=0\n       ^\n");
}

TEST_F(LoadSuiteTest, ReadsVariablesAsWhatTheyStandFor) {
  environment = {{"REPEAT", "3"}};
  EXPECT_EQ(Rest("run:\n  repeat: ${REPEAT}\n").run.repeat, 3);
  EXPECT_EQ(Wrong("run:\n  repeat: \"${REPEAT}\"\n"),
            "suite.yaml:2:11: 'repeat' must be a whole number, found text\n  repeat: \"${REPEAT}\"\n          ^\n");
}

TEST_F(LoadSuiteTest, HasADigestOfWhatItMeansAndNotOfHowItIsWritten) {
  const std::string digest = Rest("suite: s\nrun: {seed: 1, repeat: 2}\n").sha256;
  EXPECT_EQ(digest.size(), 64u);
  folder.Put("base.yaml", "run: {repeat: 2}\n");
  EXPECT_EQ(Rest("suite: \"s\" # comment\nextends: base.yaml\nrun: {seed: 1}\n").sha256, digest);
  EXPECT_NE(Rest("suite: s\nrun: {seed: 2, repeat: 2}\n").sha256, digest);
}

TEST_F(LoadSuiteTest, CountsTheFilesThatScorersReadForItsDigest) {
  folder.Put("a.txt", "one");
  folder.Put("schema.json", "{}");
  const std::string text = "score: [{contains: {file: a.txt}}, {schema: {file: schema.json}}]\n";
  const std::string digest = Rest(text).sha256;
  folder.Put("a.txt", "two");
  const std::string other = Rest(text).sha256;
  EXPECT_NE(other, digest);
  folder.Put("schema.json", "{ }");
  EXPECT_NE(Rest(text).sha256, other);
}

// ---- targets

TEST_F(LoadSuiteTest, ReadsWhatEveryTargetKnows) {
  const Suite suite = Good(
      "cases: [{inline: [{input: b}]}]\ntargets: [{echo: x, name: v1, timeout: 1.5s, retries: 0}, {echo: y, lines: "
      "true}]\n");
  ASSERT_EQ(suite.targets.size(), 2u);
  EXPECT_EQ(suite.targets[0].info, (TargetInfo{"v1", "echo"}));
  EXPECT_EQ(suite.targets[0].timeout, std::chrono::milliseconds(1500));
  EXPECT_EQ(suite.targets[0].retries, 0);
  EXPECT_NE(suite.targets[0].target, nullptr);
  EXPECT_EQ(suite.targets[1].info, (TargetInfo{"echo", "echo"}));
  EXPECT_EQ(suite.targets[1].timeout, std::chrono::seconds(60));
  EXPECT_EQ(suite.targets[1].retries, 2);
}

TEST_F(LoadSuiteTest, NamesUnnamedTargetsApart) {
  const Suite suite =
      Good("cases: [{inline: [{input: b}]}]\ntargets: [{echo: x}, {echo: y}, {echo: z, name: echo-2}]\n");
  EXPECT_EQ(suite.targets[0].info.name, "echo");
  EXPECT_EQ(suite.targets[1].info.name, "echo-3");
}

TEST_F(LoadSuiteTest, RefusesWrongTargets) {
  const std::string cases = "cases: [{inline: [{input: b}]}]\ntargets:\n";
  EXPECT_EQ(Mistakes(cases + "- {echo: x, other: {}}\n"),
            "suite.yaml:3:13: one target type is expected here, found echo and other\n- {echo: x, other: {}}\n         "
            "   ^\n");
  EXPECT_EQ(
      Mistakes(cases + "- {name: x}\n"),
      "suite.yaml:3:3: one target type is expected here, found none; known are 'echo', 'other'\n- {name: x}\n  ^\n");
  EXPECT_EQ(Mistakes(cases + "- ./program\n"),
            "suite.yaml:3:3: a target is a map such as { command: [./program] }, found text\n- ./program\n  ^\n");
  EXPECT_EQ(Mistakes(cases + "- {echo: bad}\n"), "suite.yaml:3:10: no program 'bad'\n- {echo: bad}\n         ^\n");
  EXPECT_EQ(Mistakes(cases + "- {echo: x, linse: true}\n"),
            "suite.yaml:3:13: unknown option of echo: 'linse'; did you mean 'lines'?\n- {echo: x, linse: true}\n       "
            "     ^\n");
  EXPECT_EQ(Mistakes(cases + "- {echo: x, name: a}\n- {echo: y, name: a}\n"),
            "suite.yaml:4:19: the target name 'a' is already on line 3, column 19\n- {echo: y, name: a}\n              "
            "    ^\n");
  EXPECT_EQ(Mistakes(cases + "- {echo: x, timeout: 0s, retries: -1}\n"),
            "suite.yaml:3:22: 'timeout' must be more than 0s and at most 7d\n- {echo: x, timeout: 0s, retries: -1}\n"
            "                     ^\n"
            "suite.yaml:3:35: 'retries' must be from 0 to 100\n- {echo: x, timeout: 0s, retries: -1}\n"
            "                                  ^\n");
}

// ---- scorers

TEST_F(LoadSuiteTest, TakesScorersInEveryForm) {
  const Suite suite = Rest(
      "score:\n- is-json\n- equals:\n- equals: {}\n- contains: abc\n- contains: {value: abc, at: /a}\n- contains: "
      "abc\n  at: /a\n"
      "- equals: [1, two]\n- latency: 2s\n");
  ASSERT_EQ(suite.scorers.size(), 8u);
  EXPECT_EQ(suite.common_scorers, 8);
  EXPECT_EQ(suite.scorers[0].needs, Needs::kNothing);
  EXPECT_FALSE(suite.scorers[1].value);
  EXPECT_EQ(suite.scorers[3].value, Json("abc"));
  EXPECT_EQ(suite.scorers[4].at->text(), "/a");
  EXPECT_EQ(suite.scorers[5].at->text(), "/a");
  EXPECT_EQ(suite.scorers[5].value, Json("abc"));
  EXPECT_EQ(suite.scorers[6].value, Json({1, "two"}));
  EXPECT_FALSE(suite.scorers[7].value) << "an option of its own, not what is expected";
}

TEST_F(LoadSuiteTest, IsTheSameSuiteWithAnotherConcurrency) {
  const std::string before = Rest("run: {concurrency: 1}\n").sha256;
  options.concurrency = 8;
  const Suite suite = Rest("run: {concurrency: 1}\n");
  EXPECT_EQ(suite.run.concurrency, 8);
  EXPECT_EQ(suite.sha256, before);
}

TEST_F(LoadSuiteTest, ReadsTheOptionsThatEveryScorerKnows) {
  const Suite suite = Rest(
      "score:\n- not-contains: {name: n, weight: 0, threshold: 0.5, when: \"'x' in tags\", at: /a, expected: /b, "
      "extract: json}\n");
  const ScorerSpec& spec = suite.scorers.at(0);
  EXPECT_EQ(spec.info, (ScorerInfo{"n", "not-contains", 0, spec.info.config}));
  EXPECT_TRUE(spec.negate);
  EXPECT_EQ(spec.threshold, 0.5);
  ASSERT_TRUE(spec.when);
  EXPECT_EQ(spec.when->text(), "'x' in tags");
  EXPECT_EQ(spec.at->text(), "/a");
  EXPECT_EQ(spec.expected.text(), "/b");
  EXPECT_EQ(spec.extract, Extract::kJson);
  EXPECT_NE(spec.scorer, nullptr);
}

TEST_F(LoadSuiteTest, TakesNumbersAsTextWhereTextIsWanted) {
  const Suite suite = Rest("score: [{contains: 5}, {equals: 5}]\n");
  EXPECT_EQ(suite.scorers[0].value, Json("5"));
  EXPECT_EQ(suite.scorers[1].value, Json(5));
}

TEST_F(LoadSuiteTest, ReadsTextsFromFilesBesideTheFileThatNamesThem) {
  folder.Put("sub/base.yaml", "score: [{contains: {file: a.txt}}]\n");
  folder.Put("sub/a.txt", "from sub");
  folder.Put("a.txt", "from here");
  const Suite suite = Rest("extends: sub/base.yaml\nscore: [{contains: {value: {file: a.txt}}}]\n");
  EXPECT_EQ(suite.scorers[0].value, Json("from sub"));
  EXPECT_EQ(suite.scorers[1].value, Json("from here"));
}

TEST_F(LoadSuiteTest, NamesUnnamedScorersApart) {
  const Suite suite = Rest("score: [equals, equals, not-equals, {equals: {name: equals-2}}, equals]\n");
  EXPECT_THAT(Names(suite), ElementsAre("equals", "equals-3", "not-equals", "equals-2", "equals-4"));
}

TEST_F(LoadSuiteTest, RefusesMoreOrLessThanOneType) {
  EXPECT_EQ(Wrong("score:\n- {equals: 1, contains: a}\n"),
            "suite.yaml:2:15: one scorer type is expected here, found equals and contains\n- {equals: 1, contains: a}\n"
            "              ^\n");
  EXPECT_EQ(Wrong("score:\n- {name: a}\n"),
            "suite.yaml:2:3: one scorer type is expected here, found none\n- {name: a}\n  ^\n");
  EXPECT_EQ(Wrong("score:\n- [a]\n"),
            "suite.yaml:2:3: a scorer is a name, or a map such as { contains: text }; found a list\n- [a]\n  ^\n");
}

TEST_F(LoadSuiteTest, SuggestsTheScorerThatIsMeant) {
  EXPECT_EQ(Wrong("score: [equls]\n"),
            "suite.yaml:1:9: unknown scorer 'equls'; did you mean 'equals'?\nscore: [equls]\n        ^\n");
  EXPECT_EQ(Wrong("score:\n- contians: a\n  weight: 0\n"),
            "suite.yaml:2:3: unknown scorer 'contians'; did you mean 'contains'?\n- contians: a\n  ^\n");
}

TEST_F(LoadSuiteTest, RefusesAnOptionThatIsGivenTwice) {
  EXPECT_EQ(
      Wrong("score:\n- equals: {at: /a}\n  at: /b\n"),
      "suite.yaml:3:3: 'at' is given twice: beside 'equals' here, and within it on line 2, column 12\n  at: /b\n  ^\n");
  EXPECT_EQ(Wrong("score:\n- contains: a\n  value: b\n"),
            "suite.yaml:3:3: 'value' is given twice: beside 'contains' here, and within it on line 2, column 13\n  "
            "value: b\n  ^\n");
}

TEST_F(LoadSuiteTest, SaysHowAMapIsGivenAsTheValue) {
  const std::string mistake = Wrong("score:\n- equals: {group: Access}\n");
  EXPECT_NE(mistake.find("unknown option of equals: 'group'; "), std::string::npos) << mistake;
  EXPECT_NE(mistake.find("; a map that is the value is written { value: { … } }\n"), std::string::npos) << mistake;
}

TEST_F(LoadSuiteTest, RefusesWrongOptions) {
  EXPECT_EQ(
      Wrong("score:\n- contains: {value: a, cas: same}\n"),
      "suite.yaml:2:24: unknown option of contains: 'cas'; did you mean 'case'?\n- contains: {value: a, cas: same}\n"
      "                       ^\n");
  EXPECT_EQ(
      Wrong("score:\n- equals: {at: a, weight: -1}\n"),
      "suite.yaml:2:16: 'at': not a JSON pointer: \"a\"; it must begin with '/': \"/a\"\n- equals: {at: a, weight: "
      "-1}\n"
      "               ^\n"
      "suite.yaml:2:27: 'weight' can't be negative\n- equals: {at: a, weight: -1}\n                          ^\n");
  EXPECT_EQ(Wrong("score:\n- contains: [a]\n"),
            "suite.yaml:2:13: 'contains' must be text, found a list\n- contains: [a]\n            ^\n");
  EXPECT_EQ(Wrong("score:\n- is-json: a\n"), "suite.yaml:2:12: 'is-json' takes no value\n- is-json: a\n           ^\n");
  EXPECT_EQ(Wrong("score:\n- contains: {file: no.txt}\n"),
            "suite.yaml:2:20: cannot open no.txt: No such file or directory\n- contains: {file: no.txt}\n"
            "                   ^\n");
}

TEST_F(LoadSuiteTest, RefusesAScorerNameThatIsTaken) {
  EXPECT_EQ(Wrong("score:\n- equals: {name: a}\n- contains: {name: a}\n"),
            "suite.yaml:3:20: the scorer name 'a' is already on line 2, column 18\n- contains: {name: a}\n             "
            "      ^\n");
}

TEST_F(LoadSuiteTest, RefusesConditionsOverNamesThatNoCaseHas) {
  EXPECT_EQ(Wrong("score:\n- equals: {when: categry == 1}\n"),
            "suite.yaml:2:18: unknown name 'categry'; did you mean 'category'?\n- equals: {when: categry == 1}\n"
            "                 ^\n");
  EXPECT_THAT(Wrong("score:\n- equals: {when: id ==}\n"), HasSubstr("suite.yaml:2:23: "));
}

TEST_F(LoadSuiteTest, SkipsAnOptionalScorerThatIsAbsent) {
  const Suite suite = Rest("score: [{judge: {rubric: r, optional: true}}]\n");
  EXPECT_EQ(suite.scorers[0].absent, "JUDGE_KEY is not set");
  EXPECT_EQ(suite.scorers[0].scorer, nullptr);
  EXPECT_EQ(Wrong("score: [{judge: {rubric: r}}]\n"),
            "suite.yaml:1:10: JUDGE_KEY is not set; to skip the scorer then, say optional: true\nscore: [{judge: "
            "{rubric: r}}]\n"
            "         ^\n");
  environment["JUDGE_KEY"] = "k";
  EXPECT_NE(Rest("score: [{judge: {rubric: r}}]\n").scorers[0].scorer, nullptr);
}

// ---- cases

TEST_F(LoadSuiteTest, GivesSourcesAndCasesTheirOwnScorersAndTargets) {
  const Suite suite = Good(
      "targets: [{echo: x, name: a}, {echo: y, name: b}]\nscore: [equals]\ncases:\n"
      "- inline:\n  - {id: one, input: i}\n  - {id: two, input: i, score: [{contains: y}], targets: a}\n"
      "  score: [{contains: x}]\n  targets: [b]\n"
      "- inline: [{id: three, input: i}]\n");
  EXPECT_EQ(suite.common_scorers, 1);
  EXPECT_THAT(Names(suite), ElementsAre("equals", "contains", "contains-2"));
  const std::vector<Case> cases = Cases(suite);
  ASSERT_EQ(cases.size(), 3u);
  EXPECT_EQ(*cases[0].extras, (CaseExtras{{1}, {1}}));
  EXPECT_EQ(*cases[1].extras, (CaseExtras{{1, 2}, {0}}));
  EXPECT_EQ(cases[2].extras, nullptr);
  EXPECT_EQ(cases[1].vars, Json::object());
}

TEST_F(LoadSuiteTest, SharesAScorerThatSeveralCasesAskForAlike) {
  const Suite suite = Good(
      "targets: [{echo: x}]\nscore: [{contains: x}]\ncases:\n- inline:\n"
      "  - {id: one, input: i, score: [{contains: x}, {contains: x}]}\n  - {id: two, input: i, score: [{contains: "
      "x}]}\n");
  const std::vector<Case> cases = Cases(suite);
  EXPECT_EQ(suite.scorers.size(), 3u);
  EXPECT_THAT(cases[0].extras->scorers, ElementsAre(1, 2));
  EXPECT_THAT(cases[1].extras->scorers, ElementsAre(1));
}

TEST_F(LoadSuiteTest, ReadsCasesFromBenchmarks) {
  folder.Put("kpi.md", "# Churn\nQuestion: How many?\n```sql\nSELECT 1\n```\n");
  const Suite suite = Good("targets: [{echo: x}]\ncases: [{benchmark: kpi.md, score: [is-json], targets: [echo]}]\n");
  const std::vector<Case> cases = Cases(suite);
  ASSERT_EQ(cases.size(), 1u);
  EXPECT_EQ(cases[0].id, "kpi-churn");
  EXPECT_EQ(*cases[0].extras, (CaseExtras{{0}, {0}}));
}

TEST_F(LoadSuiteTest, ReadsCasesFromFiles) {
  folder.Put("cases.csv", "id,input,expected\na,b,c\n");
  const Suite suite = Good("targets: [{echo: x}]\ncases: [{file: cases.csv, score: [is-json]}]\n");
  const std::vector<Case> cases = Cases(suite);
  ASSERT_EQ(cases.size(), 1u);
  EXPECT_EQ(cases[0].id, "a");
  EXPECT_THAT(cases[0].extras->scorers, ElementsAre(0));
}

TEST_F(LoadSuiteTest, RefusesWrongSources) {
  const std::string start = "targets: [{echo: x, name: a}]\ncases:\n";
  EXPECT_EQ(Mistakes(start + "- {file: a.csv, inline: []}\n"),
            "suite.yaml:3:3: one source is expected here, found file and inline\n- {file: a.csv, inline: []}\n  ^\n");
  EXPECT_EQ(Mistakes(start + "- a.csv\n"),
            "suite.yaml:3:3: a source of cases is a map such as { file: cases.csv }, found text\n- a.csv\n  ^\n");
  EXPECT_EQ(Mistakes(start + "- {limit: 5}\n"),
            "suite.yaml:3:3: one source is expected here, found none; known are 'benchmark', 'file', 'inline'\n- "
            "{limit: 5}\n  ^\n");
  EXPECT_EQ(Mistakes(start + "- {inline: [{input: i}], targets: [b]}\n"),
            "suite.yaml:3:36: unknown target 'b'; known here: 'a'\n- {inline: [{input: i}], targets: [b]}\n"
            "                                   ^\n");
  EXPECT_EQ(Mistakes(start + "- {inline: [{input: i, targets: []}], score: x}\n"),
            "suite.yaml:3:33: 'targets' is an empty list: leave it out for all targets\n"
            "- {inline: [{input: i, targets: []}], score: x}\n                                ^\n"
            "suite.yaml:3:46: 'score' must be a list, found text\n"
            "- {inline: [{input: i, targets: []}], score: x}\n                                             ^\n");
}

TEST_F(LoadSuiteTest, SamplesWithTheRunsSeed) {
  std::string inline_cases;
  for (int i = 0; i < 50; ++i) inline_cases += fmt::format("  - {{id: c{}, input: i}}\n", i);
  const std::string text = "targets: [{echo: x}]\ncases:\n- sample: 5\n  inline:\n" + inline_cases;
  const auto ids = [&](const Suite& suite) {
    std::vector<std::string> all;
    for (const Case& test : Cases(suite)) all.push_back(test.id);
    return all;
  };
  EXPECT_EQ(ids(Good(text)), ids(Good(text + "run: {seed: 0}\n")));
  EXPECT_NE(ids(Good(text)), ids(Good(text + "run: {seed: 1}\n")));
}

// ---- gates

TEST_F(LoadSuiteTest, ReadsGates) {
  const Suite suite = Rest("score: [equals]\ngates:\n- pass_rate >= 90%\n- warn: mean(equals) >= 0.5\n");
  ASSERT_EQ(suite.gates.size(), 2u);
  EXPECT_FALSE(suite.gates[0].warn);
  EXPECT_TRUE(suite.gates[1].warn);
  EXPECT_EQ(suite.gates[1].text, "mean(equals) >= 0.5");
}

TEST_F(LoadSuiteTest, FallsBackToThePassRateWhenThereIsNoGate) {
  EXPECT_EQ(Rest("gates: []\n").gates.at(0).text, "pass_rate >= 1");
}

TEST_F(LoadSuiteTest, PointsIntoAGateThatIsWrong) {
  EXPECT_EQ(Wrong("gates:\n- \"pass_rate >= 90\"\n"),
            "suite.yaml:2:17: a rate is at most 1; did you mean 90%?\n- \"pass_rate >= 90\"\n                ^\n");
  EXPECT_EQ(Wrong("gates:\n- warn: pass_rate > x\n"),
            "suite.yaml:2:21: a number is expected here\n- warn: pass_rate > x\n                    ^\n");
  EXPECT_EQ(
      Wrong("gates: [5]\n"),
      "suite.yaml:1:9: a gate is a text such as pass_rate >= 90%, or { warn: TEXT }; found a whole number\ngates: [5]\n"
      "        ^\n");
  EXPECT_EQ(Wrong("gates:\n- wran: x\n"),
            "suite.yaml:2:3: unknown key 'wran'; did you mean 'warn'?\n- wran: x\n  ^\n"
            "suite.yaml:2:3: 'warn' is missing\n- wran: x\n  ^\n");
}

TEST_F(LoadSuiteTest, SuggestsTheScorerThatAGateMeans) {
  EXPECT_EQ(
      Wrong("score: [{equals: {name: group}}]\ngates: [mean(grup) >= 0.5]\n"),
      "suite.yaml:2:14: unknown scorer 'grup'; did you mean 'group'?\ngates: [mean(grup) >= 0.5]\n             ^\n");
}

TEST_F(LoadSuiteTest, DoesNotAccuseAGateWhenAScorerIsBroken) {
  EXPECT_EQ(Wrong("score: [equls]\ngates: [mean(equals) >= 0.5]\n"),
            "suite.yaml:1:9: unknown scorer 'equls'; did you mean 'equals'?\nscore: [equls]\n        ^\n");
}

}  // namespace
}  // namespace harness
