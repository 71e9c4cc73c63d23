#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/sample_calibration.h"
#include "tests/fakes/suite_rig.h"

namespace harness {
namespace {

class LoadCalibration : public testing::Test {
 protected:
  void PutRecord(Json record) { rig_.folder.Put("equals.calibration.json", record.dump()); }
  static Json Record() {
    Calibration calibration = SampleCalibration();
    calibration.type = "equals";
    return ToJson(calibration);
  }
  static std::string Suite(const std::string& scorer) {
    return "cases: [ { inline: [ { input: a, expected: b } ] } ]\ntargets: [ { echo: x } ]\nscore:\n  - " + scorer +
           "\n";
  }
  std::string Mistakes(const std::string& scorer) { return rig_.Mistakes(Suite(scorer)); }
  ScorerInfo Load(const std::string& scorer) {
    const auto suite = rig_.Load(Suite(scorer));
    EXPECT_TRUE(suite) << suite.error().Render();
    return suite ? suite->scorer_infos.at(0) : ScorerInfo();
  }

  SuiteRig rig_{FakeCatalogue()};
  const std::string scorer_ = "{ equals: {}, calibration: equals.calibration.json }";
};

TEST_F(LoadCalibration, ComesWithItsScorer) {
  PutRecord(Record());
  const auto calibration = Load(scorer_).calibration;
  ASSERT_TRUE(calibration);
  EXPECT_EQ(calibration->good, SampleCalibration().good);
  EXPECT_FALSE(Load("equals").calibration);
}

TEST_F(LoadCalibration, ChangesNoConfigurationOfAScorer) {
  PutRecord(Record());
  EXPECT_EQ(Load(scorer_).config, Load("{ equals: {} }").config);
  EXPECT_NE(Load("{ equals: {}, at: /a }").config, Load("{ equals: {} }").config);
}

TEST_F(LoadCalibration, RefusesWhatIsNoRecordAtItsPlace) {
  EXPECT_THAT(Mistakes(scorer_), testing::StartsWith("suite.yaml:4:32: there is no equals.calibration.json; harness "
                                                     "judge calibrate writes such a record\n"));
  rig_.folder.Put("equals.calibration.json", "{\"calibration\": ");
  EXPECT_THAT(Mistakes(scorer_), testing::StartsWith("suite.yaml:4:32: equals.calibration.json: line 1, column "));
  PutRecord({{"cases", {1}}});
  EXPECT_THAT(Mistakes(scorer_),
              testing::StartsWith("suite.yaml:4:32: equals.calibration.json: it is no calibration record\n"));
}

TEST_F(LoadCalibration, RefusesTheRecordOfAnotherTypeOfScorer) {
  PutRecord(Record());
  EXPECT_THAT(Mistakes("{ not-equals: {}, calibration: equals.calibration.json }"),
              testing::HasSubstr("it is the record of a scorer of type 'equals', and this is 'not-equals'"));
}

TEST_F(LoadCalibration, BelongsToWhatIsReported) {
  PutRecord(Record());
  EXPECT_THAT(Mistakes("all-of: [ { equals: {}, calibration: equals.calibration.json } ]"),
              testing::HasSubstr("'calibration' belongs beside 'all-of', whose pass rate is reported, not to its "
                                 "members"));
}

TEST_F(LoadCalibration, IsNotReadWhereOnlyJudgesAreMade) {
  rig_.options.judges_only = true;
  const auto suite =
      rig_.Load("cases: [ { inline: [ { input: a } ] } ]\ntargets: [ { echo: bad } ]\nscore:\n  - " + scorer_ + "\n");
  ASSERT_TRUE(suite) << suite.error().Render();
  EXPECT_FALSE(suite->scorer_infos.at(0).calibration);
  EXPECT_EQ(suite->targets.at(0).target, nullptr);
}

}  // namespace
}  // namespace harness
