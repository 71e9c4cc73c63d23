// What `harness score` needs of a suite: which scores would be as they were, and the targets of the run it judges.
#include <gtest/gtest.h>

#include <set>

#include "harness/suite/suite.h"
#include "tests/fakes/suite_rig.h"

namespace harness {
namespace {

class RescoringTest : public ::testing::Test, public SuiteRig {
 protected:
  RescoringTest() : SuiteRig(FakeCatalogue()) {}

  Suite Good(const std::string& text) {
    auto suite = Load(text);
    EXPECT_TRUE(suite) << (suite ? "" : suite.error().Render());
    return suite ? std::move(*suite) : Suite();
  }
  // With targets and cases behind it.
  Suite Rest(const std::string& text) {
    return Good(text + "targets: [{echo: x}]\ncases: [{inline: [{id: a, input: b}]}]\n");
  }
};

// ---- the hash of a scorer's configuration

class ScorerConfig : public RescoringTest {
 protected:
  // Of the one scorer of a list.
  std::string Of(const std::string& score) { return Rest("score:\n- " + score + "\n").scorers.at(0).info.config; }
};

TEST_F(ScorerConfig, IsASha256) {
  EXPECT_EQ(Of("equals").size(), 64u);
}

TEST_F(ScorerConfig, DependsOnNeitherNameNorWeightNorForm) {
  const std::string plain = Of("contains: a");
  EXPECT_EQ(Of("contains: { value: a }"), plain);
  EXPECT_EQ(Of("{ contains: a, name: other, weight: 0 }"), plain);
}

TEST_F(ScorerConfig, DependsOnEverythingThatDecidesAScore) {
  std::set<std::string> seen;
  for (const char* score :
       {"contains: a", "contains: b", "not-contains: a", "equals: a", "{ contains: a, case: any }",
        "{ contains: a, at: /x }", "{ contains: a, threshold: 0.5 }", "{ contains: a, when: \"category == 'x'\" }",
        "{ contains: a, extract: json }", "contains: { expected: /a }", "contains"})
    EXPECT_TRUE(seen.insert(Of(score)).second) << score;
}

TEST_F(ScorerConfig, DependsOnWhatItsFilesHold) {
  folder.Put("a.txt", "one");
  folder.Put("a.json", "{}");
  const std::string text = Of("contains: { value: { file: a.txt } }"), schema = Of("schema: { file: a.json }");
  folder.Put("b.txt", "nothing to do with it");
  EXPECT_EQ(Of("contains: { value: { file: a.txt } }"), text);
  folder.Put("a.txt", "two");
  folder.Put("a.json", "[]");
  EXPECT_NE(Of("contains: { value: { file: a.txt } }"), text);
  EXPECT_NE(Of("schema: { file: a.json }"), schema);
}

TEST_F(ScorerConfig, DependsOnWhatTheTypeMeans) {
  const std::string before = Of("equals");
  catalogue.scorers[0].version = 2;
  EXPECT_NE(Of("equals"), before);
}

TEST_F(ScorerConfig, OfACombinationDependsOnItsMembers) {
  folder.Put("a.txt", "one");
  const std::string before = Of("all-of: [equals, contains: { value: { file: a.txt } }]");
  EXPECT_EQ(Of("{ all-of: [equals, contains: { value: { file: a.txt } }], name: both }"), before);
  EXPECT_NE(Of("all-of: [equals, { contains: { value: { file: a.txt } }, threshold: 0.5 }]"), before);
  folder.Put("a.txt", "two");
  EXPECT_NE(Of("all-of: [equals, contains: { value: { file: a.txt } }]"), before);
  EXPECT_EQ(Of("all-of: [equals, judge: { rubric: good, optional: true }]"), "") << "one member is not known";
}

TEST_F(ScorerConfig, IsNotKnownOfAScorerThatIsAbsent) {
  EXPECT_EQ(Of("judge: { rubric: good, optional: true }"), "");
}

TEST_F(ScorerConfig, IsNotKnownOfAProgramWithoutAVersion) {
  catalogue.scorers[1].external = true;
  catalogue.scorers[1].shape.fields.push_back({"version", kText, "Of the program."});
  EXPECT_EQ(Of("contains: a"), "");
  const std::string first = Of("contains: { value: a, version: '1' }");
  EXPECT_EQ(first.size(), 64u);
  EXPECT_NE(Of("contains: { value: a, version: '2' }"), first);
  EXPECT_TRUE(Rest("score: [contains: a]\n").external_scorers);
  EXPECT_FALSE(Rest("score: [equals]\n").external_scorers);
}

// ---- a run that is scored again

class RecordedTargets : public RescoringTest {
 protected:
  RecordedTargets() { options.recorded = {{"one", "command"}, {"two", "replay"}}; }
};

TEST_F(RecordedTargets, AreAllWhenTheSuiteNamesNone) {
  const Suite suite = Good("cases: [{inline: [{id: a, input: b, targets: two}]}]\n");
  ASSERT_EQ(suite.targets.size(), 2u);
  EXPECT_EQ(suite.targets[1].info, (TargetInfo{"two", "replay"}));
  EXPECT_EQ(suite.targets[1].target, nullptr);
}

TEST_F(RecordedTargets, AreThoseThatTheSuiteNames) {
  const Suite suite = Good("targets: [{name: two, echo: bad}]\ncases: [{inline: [{id: a, input: b}]}]\n");
  ASSERT_EQ(suite.targets.size(), 1u);
  EXPECT_EQ(suite.targets[0].info, (TargetInfo{"two", "replay"}));
  EXPECT_EQ(suite.targets[0].target, nullptr) << "it is not made: the program need not be there";
}

TEST_F(RecordedTargets, RefuseATargetThatTheRunLacks) {
  EXPECT_EQ(Mistakes("targets: [{name: three, echo: x}]\ncases: [{inline: [{id: a, input: b}]}]\n"),
            "suite.yaml:1:11: the run that is scored has no target 'three'; it has 'one', 'two'\n"
            "targets: [{name: three, echo: x}]\n"
            "          ^\n");
}

}  // namespace
}  // namespace harness
