// harness quality, end to end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/program/program.h"

namespace harness {
namespace {

using testing::HasSubstr;

// 20 tickets that differ in everything, or all in the last word alone.
std::string Tickets(bool alike) {
  std::string table = "number,text,group\n";
  for (int i = 0; i < 20; ++i) {
    const std::string one = std::to_string(i);
    table += "INC" + one + ",";
    for (int word = 0; word < 12; ++word) table += "word" + std::to_string(word) + (alike ? " " : "of" + one + " ");
    table += one + "," + (i % 2 == 0 ? "Access" : "Network") + "\n";
  }
  return table;
}

class Quality : public testing::Test {
 protected:
  Quality() {
    program_.folder().Put("good.csv", Tickets(false));
    program_.folder().Put("bad.csv", Tickets(true));
  }
  int CodeOf(const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"quality"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return program_.Run(arguments).code;
  }
  Program program_;
};

TEST_F(Quality, HoldsForTextsThatDiffer) {
  const ProgramResult result = program_.Run({"quality", "good.csv"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, testing::StartsWith("good.csv: 20 records, 3 columns\n"));
  EXPECT_THAT(result.out, HasSubstr("holds  near_twins <= 5%   text  0.0%\n"));
}

TEST_F(Quality, FailsForTextsThatRepeatOneAnother) {
  const ProgramResult result = program_.Run({"quality", "bad.csv"});
  EXPECT_EQ(result.code, 1) << result.err;
  EXPECT_THAT(result.out, HasSubstr("FAILS  near_twins <= 5%   text  100.0%\n"));
  EXPECT_EQ(CodeOf({"bad.csv", "--no-gates"}), 0);
}

TEST_F(Quality, JudgesByTheGatesThatAreGiven) {
  EXPECT_EQ(CodeOf({"bad.csv", "--gate", "rows >= 20", "--gate", "nulls == 0"}), 0);
  EXPECT_EQ(CodeOf({"good.csv", "--gate", "rows >= 21"}), 1);
  EXPECT_EQ(CodeOf({"good.csv", "--gate", "shape >= 0.9"}), 3);  // of no reference
}

TEST_F(Quality, ComparesWithAReference) {
  const ProgramResult result =
      program_.Run({"quality", "good.csv", "--reference", "good.csv", "--gate", "leakage <= 1%", "--json"});
  EXPECT_EQ(result.code, 1) << result.err;
  const Json json = *ParseJson(result.out);
  EXPECT_EQ(json["similarity"]["shape"], 1.0);
  EXPECT_EQ(json["texts"][0]["leakage"], 1.0);
  EXPECT_EQ(json["gates"][0]["verdict"], "fails");
}

TEST_F(Quality, SaysWhyThereIsNoFigure) {
  program_.folder().Put("one.jsonl", R"({"text":"a single document that is long enough to be one"})"
                                     "\n");
  const ProgramResult result = program_.Run({"quality", "one.jsonl", "--json"});
  EXPECT_EQ(result.code, 0) << result.err;
  const Json text = (*ParseJson(result.out))["texts"][0];
  EXPECT_TRUE(text["near_twins"].is_null());
  EXPECT_EQ(text["lacking"]["near_twins"], "fewer than 2 documents");
  EXPECT_EQ(CodeOf({"one.jsonl", "--gate", "near_twins <= 5%"}), 3);
}

TEST_F(Quality, ReadsRecordsWithKeysOfTheirOwn) {
  program_.folder().Put("some.json", R"([{"a":1,"b":null},{"b":"x","c":[1,2]},{"a":2.5,"b":""}])");
  const Json columns = (*ParseJson(program_.Run({"quality", "some.json", "--json"}).out))["columns"];
  ASSERT_EQ(columns.size(), 3u);
  EXPECT_EQ(columns[0]["type"], "number");
  EXPECT_EQ(columns[0]["nulls"], 1);
  EXPECT_EQ(columns[1]["nulls"], 2);
  EXPECT_EQ(columns[2]["top"][0]["value"], "[1,2]");
}

TEST_F(Quality, RefusesWrongUse) {
  EXPECT_EQ(CodeOf({}), 2);
  EXPECT_EQ(CodeOf({"good.csv", "--gate", "rows >= 1", "--no-gates"}), 2);
  const ProgramResult gate = program_.Run({"quality", "good.csv", "--gate", "near_twins <= 5"});
  EXPECT_EQ(gate.code, 2);
  EXPECT_EQ(gate.err, "harness: --gate 'near_twins <= 5': column 15: a share is at most 1; did you mean 5%?\n");
  const ProgramResult text = program_.Run({"quality", "good.csv", "--text", "texts"});
  EXPECT_EQ(text.code, 2);
  EXPECT_EQ(text.err, "harness: --text: good.csv: unknown column 'texts'; did you mean 'text'?\n");
}

TEST_F(Quality, EndsWithThreeForAFileThatItCantRead) {
  EXPECT_EQ(CodeOf({"absent.csv"}), 3);
  program_.folder().Put("broken.csv", "a,b\n1\n1,2,3\n");
  const ProgramResult result = program_.Run({"quality", "broken.csv"});
  EXPECT_EQ(result.code, 3);
  EXPECT_THAT(result.err, HasSubstr("broken.csv:2: "));
  EXPECT_THAT(result.err, HasSubstr("broken.csv:3: "));
}

TEST_F(Quality, BearsHostileTables) {
  program_.folder().Put("empty.csv", "a,b\n");
  EXPECT_EQ(CodeOf({"empty.csv"}), 0);
  program_.folder().Put("bytes.csv",
                        "a\n\xFF\xFE these bytes are no text at all \x80\nthese are and there are enough of them\n");
  EXPECT_EQ(CodeOf({"bytes.csv"}), 0);
  std::string same = "t\n";
  for (int i = 0; i < 100'000; ++i) same += "the same text again and again as often as you like\n";
  program_.folder().Put("same.csv", same);
  EXPECT_EQ(CodeOf({"same.csv"}), 1);
  std::string words = "t\na short one\n";
  for (int i = 0; i < 1'000'000; ++i) words += "word ";
  program_.folder().Put("long.csv", words + "\n");
  EXPECT_THAT(program_.Run({"quality", "long.csv"}).out, HasSubstr("Left out: t: 1 document from word 10001 on\n"));
}

TEST_F(Quality, ComparesLabelsWithThoseOfAClassifier) {
  program_.folder().Put("guess.csv", "label,guess\na,a\na,b\nb,b\nb,b\n");
  const ProgramResult result = program_.Run(
      {"quality", "guess.csv", "--label", "label", "--predicted", "guess", "--gate", "kappa >= 0.6", "--json"});
  EXPECT_EQ(result.code, 1) << "kappa is 0.5";
  const Json labels = (*ParseJson(result.out))["labels"];
  EXPECT_EQ(labels["agreement"], 0.75);
  EXPECT_EQ(labels["kappa"], 0.5);
  EXPECT_EQ(program_.Run({"quality", "guess.csv", "--predicted", "guess"}).err,
            "harness: --predicted is compared with the column that --label names: give both\n");
}

TEST_F(Quality, ComparesCategoriesWithTheSharesThatAreWanted) {
  const std::vector<std::string> judged = {"good.csv", "--gate", "balance(group) >= 0.9", "--balance"};
  const auto with = [&](const std::string& balance) {
    std::vector<std::string> all = judged;
    all.push_back(balance);
    return CodeOf(all);
  };
  EXPECT_EQ(with("group=Access:1,Network:1"), 0);
  EXPECT_EQ(with("group=Access,Network"), 0);
  EXPECT_EQ(with("group=Access:3,Network:1"), 1);
  EXPECT_EQ(with("team=Access:3"), 2);
  EXPECT_EQ(program_.Run({"quality", "good.csv", "--balance", "group=Access:x"}).err,
            "harness: --balance: COLUMN=VALUE:WEIGHT,VALUE:WEIGHT… is expected, found 'group=Access:x'\n");
}

TEST_F(Quality, MeasuresHowCloseRecordsAreToTheReference) {
  std::string real = "x,kind\n", held = real, made = real;
  for (int i = 0; i < 40; ++i) {
    real += std::to_string(i * 10) + (i % 2 == 0 ? ",a\n" : ",b\n");
    held += std::to_string(i * 10 + 5) + (i % 2 == 0 ? ",a\n" : ",b\n");
    made += std::to_string(i * 10 + 1) + (i % 2 == 0 ? ",a\n" : ",b\n");
  }
  program_.folder().Put("real.csv", real);
  program_.folder().Put("held.csv", held);
  program_.folder().Put("made.csv", made);
  const ProgramResult result =
      program_.Run({"quality", "made.csv", "--reference", "real.csv", "--holdout", "held.csv", "--no-gates", "--json"});
  EXPECT_EQ(result.code, 0) << result.err;
  const Json closest = (*ParseJson(result.out))["closest_records"];
  EXPECT_NEAR(closest["dcr"], 1.0 / 390 / 2, 1e-12);
  EXPECT_EQ(closest["overfitting_protection"], 0) << "all stand beside a record of the reference";
  EXPECT_EQ(CodeOf({"real.csv", "--reference", "real.csv", "--gate", "new_rows >= 50%"}), 1);
  EXPECT_EQ(CodeOf({"made.csv", "--holdout", "held.csv"}), 2);
}

}  // namespace
}  // namespace harness
