// harness judge, end to end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "tests/program/program.h"

namespace harness {
namespace {

class JudgeAgreement : public testing::Test {
 protected:
  ProgramResult Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"judge", "agreement"});
    return program_.Run(std::move(arguments));
  }
  Json RunJson(std::vector<std::string> arguments) {
    arguments.push_back("--json");
    const ProgramResult result = Run(std::move(arguments));
    EXPECT_EQ(result.code, 0) << result.err;
    auto json = ParseJson(result.out);
    EXPECT_TRUE(json) << result.out;
    return json.value_or(Json());
  }
  // What a run that ends with 2 says.
  std::string Mistake(std::vector<std::string> arguments) {
    const ProgramResult result = Run(std::move(arguments));
    EXPECT_EQ(result.code, 2);
    EXPECT_EQ(result.out, "");
    return result.err;
  }
  void Put(const std::string& name, const std::string& text) { program_.folder().Put(name, text); }

  Program program_;
};

// 20 times yes/yes, 5 yes/no, 10 no/yes, 15 no/no.
std::string TwoColumns() {
  std::string rows = "id,a,b\n";
  const auto add = [&](int times, const std::string& labels) {
    for (int i = 0; i < times; ++i) rows += std::to_string(rows.size()) + "," + labels + "\n";
  };
  add(20, "yes,yes");
  add(5, "yes,no");
  add(10, "no,yes");
  add(15, "no,no");
  return rows;
}

TEST_F(JudgeAgreement, PrintsAgreementAndPrevalenceBesideKappa) {
  Put("labels.csv", TwoColumns());
  const ProgramResult result = Run({"labels.csv", "--raters", "a,b"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, testing::HasSubstr("units   50; 50 with two labels or more (2 each)\n"
                                             "raters  2: a, b\n"
                                             "labels  100; 0 missing\n"));
  EXPECT_THAT(result.out, testing::ContainsRegex("yes +55.0% +50.0% +60.0%\n"));
  EXPECT_THAT(result.out, testing::ContainsRegex("raw agreement +0.7000 +0.5625 to 0.8090\n"));
  EXPECT_THAT(result.out, testing::ContainsRegex("Cohen's kappa +0.4000 +0.[0-9]+ +0.[0-9]+ to 0.[0-9]+ +0.5000\n"));
  EXPECT_EQ(result.err, "");
}

TEST_F(JudgeAgreement, IsTheSameInTheLongForm) {
  Put("wide.csv", TwoColumns());
  std::string rows;
  for (int i = 0; i < 50; ++i) {
    const std::string a = i < 25 ? "yes" : "no", b = i < 20 || (i >= 25 && i < 35) ? "yes" : "no";
    rows += "{\"unit\":" + std::to_string(i) + ",\"who\":\"a\",\"says\":\"" + a + "\"}\n";
    rows += "{\"unit\":" + std::to_string(i) + ",\"who\":\"b\",\"says\":\"" + b + "\"}\n";
  }
  Put("long.jsonl", rows);
  EXPECT_EQ(RunJson({"long.jsonl", "--unit", "unit", "--rater", "who", "--label", "says"}),
            RunJson({"wide.csv", "--raters", "a,b"}));
}

TEST_F(JudgeAgreement, JoinsFilesByUnit) {
  Put("a.csv", "id,a\n1,x\n2,y\n3,x\n");
  Put("b.tsv", "id\tb\n3\tx\n1\tx\n2\tx\n");
  const Json json = RunJson({"a.csv", "b.tsv", "--unit", "id", "--raters", "a,b"});
  EXPECT_EQ(json["units"], 3);
  EXPECT_EQ(json["cohen"]["agreement"], 2.0 / 3);
}

TEST_F(JudgeAgreement, TakesDroppedLabelsAndEmptyFieldsAsMissing) {
  Put("labels.csv", "a,b,c\nx,x,x\ny,?,y\n,y,x\nx,,\n");
  const Json json = RunJson({"labels.csv", "--raters", "a,b,c", "--drop", "?"});
  EXPECT_EQ(json["units"], 4);
  EXPECT_EQ(json["units_compared"], 3);
  EXPECT_EQ(json["labels"], 8);
  EXPECT_EQ(json["missing"], 4);
  EXPECT_EQ(json["dropped"], 1);
  EXPECT_EQ(json["cohen"], nullptr);
  EXPECT_EQ(json["fleiss"]["reason"], "units have from 2 to 3 labels; Fleiss' kappa needs as many on every unit");
}

TEST_F(JudgeAgreement, WeighsDistancesOfNumbersAndOfOrderedWords) {
  Put("numbers.csv", "a,b\n1,2\n3,3\n2,2\n1,1\n3,1\n2,3\n");
  Put("words.csv", "a,b\nlow,mid\nhigh,high\nmid,mid\nlow,low\nhigh,low\nmid,high\n");
  const Json numbers = RunJson({"numbers.csv", "--raters", "a,b", "--level", "ordinal", "--weights", "linear"});
  const Json words =
      RunJson({"words.csv", "--raters", "a,b", "--level", "ordinal", "--weights", "linear", "--order", "low,mid,high"});
  EXPECT_EQ(numbers["cohen"]["kappa"], words["cohen"]["kappa"]);
  EXPECT_EQ(numbers["krippendorff"]["alpha"], words["krippendorff"]["alpha"]);
  EXPECT_EQ(numbers["spearman"], words["spearman"]);
}

TEST_F(JudgeAgreement, WarnsWhenKappaIsSignificantlyBelowZero) {
  std::string rows = "a,b\n";
  for (int i = 0; i < 20; ++i) rows += i % 2 == 0 ? "yes,no\n" : "no,yes\n";
  Put("labels.csv", rows);
  const ProgramResult result = Run({"labels.csv", "--raters", "a,b"});
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.err, testing::HasSubstr("harness: warning: Cohen's kappa of 'a' and 'b' is significantly below 0 "
                                             "(-1.0000, p = 7.7e-06): labels differ more than by chance; is a column "
                                             "or a label turned round?\n"));
}

TEST_F(JudgeAgreement, ShowsPairsWhenAsked) {
  Put("labels.csv", "a,b,c\nx,x,x\ny,x,y\ny,y,x\n");
  const Json json = RunJson({"labels.csv", "--raters", "a,b,c", "--pairs"});
  ASSERT_EQ(json["pairs"].size(), 3u);
  EXPECT_EQ(json["pairs"][1]["raters"], Json({"a", "c"}));
  EXPECT_EQ(json["pairs"][1]["agreement"], 2.0 / 3);
}

TEST_F(JudgeAgreement, SaysWhyThereIsNoKappa) {
  Put("labels.csv", "a,b\nx,x\nx,x\n");
  const ProgramResult result = Run({"labels.csv", "--raters", "a,b"});
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.out, testing::HasSubstr("no Cohen's kappa: all labels are equal, so chance agreement is complete\n"
                                             "no Fleiss' kappa: all labels are equal, so chance agreement is complete\n"
                                             "no Krippendorff's alpha: all labels are equal, so chance agreement is "
                                             "complete\n"));
}

TEST_F(JudgeAgreement, RefusesAColumnThatIsNotThere) {
  Put("labels.csv", "id,anna,bert\n1,x,x\n");
  EXPECT_EQ(Mistake({"labels.csv", "--raters", "ana,bert"}),
            "labels.csv: there is no column 'ana'; did you mean 'anna'?\n");
  EXPECT_EQ(Mistake({"labels.csv", "--raters", "q*"}), "labels.csv: no column matches 'q*'\n");
}

TEST_F(JudgeAgreement, RefusesASingleRater) {
  Put("labels.csv", "id,anna,bert\n1,x,\n2,y,\n");
  EXPECT_THAT(Mistake({"labels.csv", "--raters", "anna,bert"}),
              testing::HasSubstr("labels.csv: all labels are by one rater, 'anna'; agreement needs two\n"));
}

TEST_F(JudgeAgreement, RefusesLabelsThatNeverMeet) {
  Put("labels.csv", "id,anna,bert\n1,x,\n2,,y\n");
  EXPECT_EQ(Mistake({"labels.csv", "--raters", "anna,bert"}), "labels.csv: no unit has labels by two raters\n");
}

TEST_F(JudgeAgreement, RefusesAnEmptyTable) {
  Put("labels.csv", "anna,bert\n");
  EXPECT_EQ(Mistake({"labels.csv", "--raters", "anna,bert"}), "labels.csv: no record is in there\n");
}

TEST_F(JudgeAgreement, RefusesAUnitLabelledTwice) {
  Put("labels.csv", "u,r,l\n1,anna,x\n2,anna,x\n1,anna,y\n1,bert,x\n");
  EXPECT_EQ(Mistake({"labels.csv", "--unit", "u", "--rater", "r", "--label", "l"}),
            "labels.csv:4: 'anna' labelled this unit before, at labels.csv:2\n");
}

TEST_F(JudgeAgreement, RefusesLabelsThatTheScaleDoesNotKnow) {
  Put("labels.csv", "a,b\nlow,mid\nlov,3\n");
  EXPECT_EQ(Mistake({"labels.csv", "--raters", "a,b", "--level", "ordinal", "--order", "low,mid,high"}),
            "labels.csv:3: column 'a': the label 'lov' is not in --order; did you mean 'low'?\n");
  EXPECT_EQ(Mistake({"labels.csv", "--raters", "b", "--level", "interval"}),
            "labels.csv:2: column 'b': 'mid' is no number\n");
  EXPECT_EQ(Mistake({"labels.csv", "--raters", "b", "--weights", "linear"}),
            "labels.csv:2: column 'b': 'mid' is no number; for labels in words give their order: --order "
            "low,mid,high\n");
}

TEST_F(JudgeAgreement, RefusesOptionsThatContradict) {
  EXPECT_EQ(Mistake({}), "harness: which file? harness judge agreement FILE… [options]\n");
  EXPECT_EQ(Mistake({"x.csv"}),
            "harness: which columns hold the labels? --raters A,B,… if each rater has a column; --unit, --rater and "
            "--label if each label has a row\n");
  EXPECT_EQ(Mistake({"x.csv", "--raters", "a,b", "--level", "metric"}),
            "harness: --level: nominal, ordinal, interval or ratio is expected, found 'metric'\n");
  EXPECT_EQ(Mistake({"x.csv", "--raters", "a,b", "--colour"}),
            "harness: unrecognised option '--colour'; 'harness judge agreement --help' lists the options\n");
}

TEST_F(JudgeAgreement, IsFoundInTheListOfJudgesCommands) {
  EXPECT_THAT(program_.Run({"judge", "--help"}).out, testing::HasSubstr("  agreement  FILE…"));
  const ProgramResult result = program_.Run({"judge", "calibre"});
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, testing::StartsWith("harness: unknown command 'judge calibre'; there is 'agreement'"));
}

class JudgeLabels : public JudgeAgreement {
 protected:
  void SetUp() override {
    const char* given = std::getenv("HARNESS_DATA");
    const std::string data = given ? given : std::string(HARNESS_SOURCE_DIR) + "/../shared/data";
    path_ = data + "/judge-labels/dices350_labels.csv";
    if (!std::filesystem::exists(path_)) GTEST_SKIP() << "there is no " << path_ << "; set HARNESS_DATA";
    path_ = std::filesystem::canonical(path_).string();
  }
  std::string path_;
};

TEST_F(JudgeLabels, HaveThePublishedAlpha) {
  const Json json = RunJson({path_, "--raters", "r*"});
  EXPECT_EQ(json["raters"].size(), 123u);
  EXPECT_EQ(json["missing"], 0);
  EXPECT_NEAR(json["krippendorff"]["alpha"].get<double>(), .16086021565770, 1e-13);
}

TEST_F(JudgeLabels, HaveThePublishedAlphaWithoutUnsure) {
  const Json json = RunJson({path_, "--raters", "r*", "--drop", "U"});
  EXPECT_NEAR(json["krippendorff"]["alpha"].get<double>(), .200800, 5e-7);
}

TEST_F(JudgeLabels, HaveThePublishedKappaOfExpertAndCrowd) {
  const Json json = RunJson({path_, "--unit", "item_id", "--raters", "expert,crowd_majority"});
  const double a = 67, b = 108, c = 13, d = 162;
  EXPECT_NEAR(json["cohen"]["kappa"].get<double>(), 2 * (a * d - b * c) / ((a + b) * (b + d) + (a + c) * (c + d)),
              1e-12);
  EXPECT_EQ(json["cohen"]["units"], 350);
}

}  // namespace
}  // namespace harness
