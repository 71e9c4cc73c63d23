#include "scorers/contains.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

class ContainsScorer : public testing::Test {
 protected:
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(ContainsScorer, FindsATextAnywhere) {
  EXPECT_EQ(rig_.JudgeText("contains: escalate", "please escalate now").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("contains: Escalate", "please escalate now").verdict, Verdict::kFail);
  EXPECT_EQ(rig_.JudgeText("contains: {}", "please escalate now", "now").verdict, Verdict::kPass);
}

TEST_F(ContainsScorer, SaysWhatIsNotThere) {
  EXPECT_EQ(rig_.JudgeText("contains: escalate", "closed").reason, "got 'closed', expected it to contain 'escalate'");
  EXPECT_EQ(rig_.JudgeText("contains: x", std::string(100, 'a')).reason,
            "got '" + std::string(79, 'a') + "…', expected it to contain 'x'");
}

TEST_F(ContainsScorer, TakesALiteralAsItIsWritten) {
  EXPECT_EQ(rig_.JudgeText("contains: 1.50", "costs 1.50 EUR").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("contains: 1.50", "costs 1.5 EUR").verdict, Verdict::kFail);
}

TEST_F(ContainsScorer, JudgesJsonAsItsCanonicalText) {
  EXPECT_EQ(rig_.JudgeJson("contains: '\"b\":[1,2]'", {{"b", {1, 2}}, {"a", 0}}).verdict, Verdict::kPass);
}

TEST_F(ContainsScorer, CanNotLookForAnEmptyText) {
  const Score score = rig_.JudgeText("contains: {}", "anything", "");
  EXPECT_EQ(score.verdict, Verdict::kError);
  EXPECT_EQ(score.reason, "the text to look for is empty, and would be found in anything");
  EXPECT_EQ(rig_.LoadError("score:\n  - contains: ''\n"),
            "suite.yaml:2:15: the text to look for is empty, and would be found in anything\n"
            "  - contains: ''\n"
            "              ^\n");
}

TEST_F(ContainsScorer, CanNotLookForAList) {
  const Score score = rig_.JudgeText("contains: {}", "anything", Json{"a", "b"});
  EXPECT_EQ(score.verdict, Verdict::kError);
  EXPECT_EQ(score.reason, "what is expected is a list, not a text: [\"a\",\"b\"]");
}

TEST_F(ContainsScorer, FoldsCaseAsIcontains) {
  EXPECT_EQ(rig_.JudgeText("icontains: STRASSE", "in der Straße").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("icontains: ÉLAN", "plus d'élan").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("icontains: x", "abc").reason, "got 'abc', expected it to contain 'x'");
  EXPECT_EQ(rig_.LoadError("score:\n  - icontains: { value: [a] }\n"),
            "suite.yaml:2:25: 'value' must be text, found a list\n"
            "  - icontains: { value: [a] }\n"
            "                        ^\n");
}

TEST_F(ContainsScorer, LooksAtTheStart) {
  EXPECT_EQ(rig_.JudgeText("starts-with: INC", "INC0012345").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("starts-with: INC", "see INC1").reason, "got 'see INC1', expected it to start with 'INC'");
  EXPECT_NE(rig_.LoadError("score:\n  - starts-with: ''\n"), "");
}

TEST_F(ContainsScorer, LooksAtTheEnd) {
  EXPECT_EQ(rig_.JudgeText("ends-with: done.", "all done.").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("ends-with: done", std::string(100, 'a') + "é!").reason,
            "got '…" + std::string(77, 'a') + "é!', expected it to end with 'done'");
  EXPECT_NE(rig_.LoadError("score:\n  - ends-with: ''\n"), "");
}

TEST_F(ContainsScorer, NeedsAllTextsOfContainsAll) {
  EXPECT_EQ(rig_.JudgeText("contains-all: [a, b]", "b and a").verdict, Verdict::kPass);
  const Score score = rig_.JudgeText("contains-all: [vpn, token, reset]", "reset the token");
  EXPECT_EQ(score.verdict, Verdict::kFail);
  EXPECT_DOUBLE_EQ(*score.value, 2.0 / 3);
  EXPECT_EQ(score.reason, "has 2 of 3, missing 'vpn', got 'reset the token'");
}

TEST_F(ContainsScorer, NeedsOneTextOfContainsAny) {
  const Score score = rig_.JudgeText("contains-any: [vpn, token]", "reset the token");
  EXPECT_EQ(score.verdict, Verdict::kPass);
  EXPECT_EQ(*score.value, 1);
  EXPECT_EQ(rig_.JudgeText("contains-any: vpn", "reset").reason, "has 0 of 1, missing 'vpn', got 'reset'");
}

TEST_F(ContainsScorer, NamesAFewOfManyMissingTexts) {
  EXPECT_EQ(rig_.JudgeText("contains-all: [a, b, c, d, e, f, g]", "-").reason,
            "has 0 of 7, missing 'a', 'b', 'c', 'd', 'e' and 2 more, got '-'");
}

TEST_F(ContainsScorer, TakesTheTextsOfACase) {
  EXPECT_EQ(rig_.JudgeText("contains-all: {}", "1 and b", Json{1, "b"}).verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("contains-all: {}", "x", Json::array()).reason, "the list of texts to look for is empty");
  EXPECT_EQ(rig_.JudgeText("contains-any: {}", "x", Json{"x", ""}).verdict, Verdict::kError);
  EXPECT_EQ(rig_.JudgeText("contains-any: {}", "x", Json{{"a", 1}}).reason,
            "what is expected is a map, not a list of texts: {\"a\":1}");
}

TEST_F(ContainsScorer, FoldsCaseOfSeveralTexts) {
  EXPECT_EQ(rig_.JudgeText("icontains-all: [STRASSE, Élan]", "straße, ÉLAN").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("icontains-any: [vpn, token]", "reset the VPN").verdict, Verdict::kPass);
  const Score score = rig_.JudgeText("icontains-all: [VPN, Token]", "reset the vpn");
  EXPECT_EQ(*score.value, 0.5);
  EXPECT_EQ(score.reason, "has 1 of 2, missing 'Token', got 'reset the vpn'");
}

TEST_F(ContainsScorer, RefusesAnEmptyTextInAListAtItsPlace) {
  EXPECT_EQ(rig_.LoadError("score:\n  - contains-all: [a, '']\n"),
            "suite.yaml:2:23: the text to look for is empty, and would be found in anything\n"
            "  - contains-all: [a, '']\n"
            "                      ^\n");
  EXPECT_EQ(rig_.LoadError("score:\n  - contains-any: []\n"),
            "suite.yaml:2:19: the list of texts to look for is empty\n"
            "  - contains-any: []\n"
            "                  ^\n");
}

}  // namespace
}  // namespace harness
