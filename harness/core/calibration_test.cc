#include "harness/core/calibration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/sample_calibration.h"

namespace harness {
namespace {

Json With(const char* pointer, Json value) {
  Json json = ToJson(SampleCalibration());
  json[Json::json_pointer(pointer)] = std::move(value);
  return json;
}

std::string Refusal(const Json& json) {
  const auto calibration = CalibrationFromJson(json);
  return calibration ? "" : calibration.error().Message();
}

TEST(Calibration, ComesBackFromItsRecord) {
  const auto back = CalibrationFromJson(ToJson(SampleCalibration()));
  ASSERT_TRUE(back) << back.error().Message();
  EXPECT_EQ(*back, SampleCalibration());
}

TEST(Calibration, IsReadWithFiguresBesideIt) {
  EXPECT_EQ(*CalibrationFromJson(With("/figures", {{"kappa", 99}})), SampleCalibration());
}

TEST(Calibration, RefusesWhatIsNoRecord) {
  EXPECT_EQ(Refusal(Json::array()), "it is no calibration record");
  EXPECT_EQ(Refusal({{"cases", 3}}), "it is no calibration record");
  EXPECT_EQ(Refusal(With("/calibration", 2)),
            "it is a calibration record of version 2, and this harness reads version 1");
  EXPECT_THAT(Refusal(With("/good/passed", "many")),
              testing::StartsWith("it is no calibration record: /good/passed: "));
  EXPECT_THAT(Refusal(With("/bad/failed", -1)), testing::StartsWith("it is no calibration record: /bad/failed: "));
  EXPECT_THAT(Refusal(With("/pins", 5)), testing::StartsWith("it is no calibration record: /pins: "));
  EXPECT_THAT(Refusal(With("/good/passed", 1e300)), testing::StartsWith("it is no calibration record: /good/passed: "));
}

TEST(Calibration, RefusesOneOfAClassWithoutAVerdict) {
  Json json = With("/bad/failed", 0);
  json["bad"]["passed"] = 0;
  EXPECT_EQ(Refusal(json), "it tells nothing: of the outputs that people fail, the judge decided none");
}

TEST(JudgePins, AreFoundInEvidenceAndInThatOfMembers) {
  const Json small = {{"model", "openai/s"}, {"prompt_sha256", "p"}, {"schema_sha256", "x"}, {"answered", "s-1"}};
  const Json large = {{"model", "openai/l"}, {"prompt_sha256", "p"}, {"schema_sha256", "x"}};
  const Json evidence = {{"members",
                          {{{"evidence", {{"judge", small}}}},
                           {{"name", "a rule"}},
                           {{"evidence", {{"members", {{{"evidence", {{"judge", large}}}}}}}}}}}};
  std::set<JudgePin> pins;
  AddPins(evidence, pins);
  AddPins({{"judge", small}}, pins);
  EXPECT_THAT(pins, testing::ElementsAre(JudgePin{"openai/l", "p", "x", ""}, JudgePin{"openai/s", "p", "x", "s-1"}));
}

TEST(JudgePins, AreNoneInTheEvidenceOfOthers) {
  std::set<JudgePin> pins;
  for (const Json& evidence : {Json(), Json(5), Json{{"judge", "me"}}, Json{{"judge", {{"model", 5}}}},
                               Json{{"members", 1}}, Json{{"members", {1, {{"evidence", 2}}}}}})
    AddPins(evidence, pins);
  EXPECT_THAT(pins, testing::IsEmpty());
}

TEST(ReversedPieces, AreSeenInEvidenceAndInThatOfMembers) {
  EXPECT_TRUE(SawReversed({{"reversed_pieces", true}}));
  EXPECT_TRUE(SawReversed({{"members", {{{"evidence", {{"reversed_pieces", true}}}}}}}));
  EXPECT_FALSE(SawReversed({{"members", {{{"evidence", {{"verdict", "5"}}}}}}}));
  EXPECT_FALSE(SawReversed(Json()));
}

}  // namespace
}  // namespace harness
