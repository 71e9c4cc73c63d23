// The scorers of likeness agree with the public definitions: see testdata/derive_overlap.py for where the table comes
// from.
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

constexpr double kAgreement = 1e-6;

std::vector<Json> Table() {
  std::vector<Json> rows;
  std::ifstream file(std::string(HARNESS_SOURCE_DIR) + "/scorers/testdata/overlap.jsonl");
  for (std::string line; std::getline(file, line);) rows.push_back(ParseJson(line).value());
  return rows;
}

class Overlap : public testing::Test {
 protected:
  // Judges every row of the table with the scorer of one line and compares with a column.
  void Agrees(const std::string& scorer, const std::string& column, bool ascii_only = false) {
    for (const Json& row : Table()) {
      if (ascii_only && !row["ascii"].get<bool>()) continue;
      const Score score = rig_.JudgeText(scorer, row["hypothesis"].get<std::string>(), row["references"]);
      ASSERT_TRUE(score.value) << scorer << ": " << score.reason;
      EXPECT_NEAR(*score.value, row[column].get<double>(), kAgreement) << scorer << " of " << row.dump();
    }
  }

  ScorerRig rig_{ScorerTypes()};
};

TEST_F(Overlap, HasATableOfManyCases) {
  EXPECT_GE(Table().size(), 60u);
}

TEST_F(Overlap, RougeNAgreesWithRougeScore) {
  Agrees("rouge-n: {}", "rouge1", true);
  Agrees("rouge-n: { n: 2 }", "rouge2", true);
  Agrees("rouge-n: { n: 3 }", "rouge3", true);
  Agrees("rouge-n: { stem: true }", "rouge1_stem", true);
}

TEST_F(Overlap, RougeLAgreesWithRougeScore) {
  Agrees("rouge-l: {}", "rougeL", true);
  Agrees("rouge-l: { stem: true }", "rougeL_stem", true);
}

TEST_F(Overlap, RougeAgreesWithRougeScoreOnAllTextsWithItsTokenizer) {
  Agrees("rouge-n: { tokenizer: rouge-score }", "rouge1");
  Agrees("rouge-n: { n: 2, tokenizer: rouge-score }", "rouge2");
  Agrees("rouge-n: { tokenizer: rouge-score, stem: true }", "rouge1_stem");
  Agrees("rouge-l: { tokenizer: rouge-score }", "rougeL");
}

TEST_F(Overlap, BleuAgreesWithSacreBleu) {
  Agrees("bleu: {}", "bleu");
}

TEST_F(Overlap, GleuAgreesWithNltk) {
  Agrees("gleu: {}", "gleu");
}

TEST_F(Overlap, MeteorAgreesWithNltk) {
  Agrees("meteor: {}", "meteor");
}

TEST_F(Overlap, ChrfAgreesWithSacreBleu) {
  Agrees("chrf: {}", "chrf");
  Agrees("chrf: { word_order: 2 }", "chrf2");
}

TEST_F(Overlap, F1AgreesWithSquad) {
  Agrees("f1: {}", "f1", true);
}

}  // namespace
}  // namespace harness
