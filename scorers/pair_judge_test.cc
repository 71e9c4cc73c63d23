#include "scorers/pair_judge.h"

#include <gtest/gtest.h>

#include "scorers/judge_attacks.h"
#include "scorers/pairwise.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

class PairJudgeTest : public testing::Test {
 protected:
  PairJudgeTest() : rig_({PairwiseScorerType()}) {}

  // How the answer "good" does against "bad" when the judge says these words, in the order of its calls.
  Score Say(const std::string& first, const std::string& second) {
    for (const std::string& word : {first, second}) rig_.models().chat->Say(VerdictReply(word, "because of " + word));
    return Ask();
  }
  Score Ask(const std::string& answer = "good", const std::string& other = "bad") {
    return rig_.Compare("pairwise: { criterion: be good, against: base }", {{"new", answer}, {"base", other}})[0];
  }
  const ChatRequest& request(size_t i) { return rig_.models().chat->requests.at(i); }

  ScorerRig rig_;
};

TEST_F(PairJudgeTest, AsksInBothOrders) {
  rig_.test().input = "VPN drops";
  Say("A", "B");
  ASSERT_EQ(rig_.models().chat->requests.size(), 2u);
  EXPECT_NE(request(0).messages[0].text.find("be good"), std::string::npos);
  EXPECT_EQ(PieceIn(request(0), "QUESTION"), "VPN drops");
  EXPECT_EQ(PieceIn(request(0), "REFERENCE"), "");
  EXPECT_EQ(PieceIn(request(0), "ANSWER A"), "good");
  EXPECT_EQ(PieceIn(request(0), "ANSWER B"), "bad");
  EXPECT_EQ(PieceIn(request(1), "ANSWER A"), "bad");
  EXPECT_EQ(PieceIn(request(1), "ANSWER B"), "good");
}

TEST_F(PairJudgeTest, BelievesWhatBothOrdersSay) {
  const Score win = Say("A", "B");
  EXPECT_EQ(win.verdict, Verdict::kPass);
  EXPECT_EQ(win.value, 1);
  EXPECT_EQ(win.reason, "better than 'base': because of A");
  const Score loss = Say("B", "A");
  EXPECT_EQ(loss.verdict, Verdict::kFail);
  EXPECT_EQ(loss.value, 0);
  EXPECT_EQ(loss.reason, "worse than 'base': because of B");
}

TEST_F(PairJudgeTest, TakesDisagreementForATieAndSaysSo) {
  const Score biased = Say("A", "A");
  EXPECT_EQ(biased.verdict, Verdict::kUnknown);
  EXPECT_EQ(biased.value, 0.5);
  EXPECT_EQ(biased.reason, "a tie with 'base': the orders disagree: win when shown first, loss when shown second");
  EXPECT_EQ(biased.evidence["orders"], (Json{{"pairs", 1}, {"agreed", 0}}));
  EXPECT_EQ(Say("tie", "A").reason,
            "a tie with 'base': the orders disagree: tie when shown first, loss when shown second");
  const Score tie = Say("tie", "tie");
  EXPECT_EQ(tie.value, 0.5);
  EXPECT_EQ(tie.evidence["orders"], (Json{{"pairs", 1}, {"agreed", 1}}));
}

TEST_F(PairJudgeTest, HoldsEachOrderInTheEvidence) {
  const Json evidence = Say("A", "A").evidence;
  EXPECT_EQ(evidence["pairs"], Json::array({{{"against", "base"},
                                             {"result", "tie"},
                                             {"shown_first", {{"result", "win"}, {"reason", "because of A"}}},
                                             {"shown_second", {{"result", "loss"}, {"reason", "because of A"}}}}}));
  EXPECT_EQ(evidence["judge"]["model"], "openai/fake-1");
  EXPECT_EQ(evidence["calls"], 2);
}

TEST_F(PairJudgeTest, CostsWhatBothCallsDo) {
  const Score score = Say("A", "B");
  EXPECT_EQ(score.cost_usd, 1.0);
  EXPECT_EQ(score.usage, (Usage{200, 20, 0}));
}

TEST_F(PairJudgeTest, IsUnknownWhereOneOrderCantTell) {
  const Score score = Say("A", "unknown");
  EXPECT_EQ(score.verdict, Verdict::kUnknown);
  EXPECT_EQ(score.value, std::nullopt);
  EXPECT_EQ(score.reason, "against 'base': because of unknown");
  EXPECT_FALSE(score.evidence.contains("orders")) << "a pair that is not decided says nothing of consistency";
}

TEST_F(PairJudgeTest, IsAnErrorWhereAnOrderCouldNotBeAsked) {
  rig_.models().chat->Say(VerdictReply("A"));
  rig_.models().chat->Fail("openai: no answer");
  const Score score = Ask();
  EXPECT_EQ(score.verdict, Verdict::kError);
  EXPECT_EQ(score.value, std::nullopt);
  EXPECT_EQ(score.reason, "against 'base': the judge could not be asked: openai: no answer");
  EXPECT_EQ(score.cost_usd, 0.5) << "the call that was answered is paid";
}

TEST_F(PairJudgeTest, IsAnErrorAfterTwoUselessReplies) {
  for (const char* reply : {"A", "A!"}) rig_.models().chat->Say(reply);
  EXPECT_EQ(Ask().verdict, Verdict::kError);
}

TEST_F(PairJudgeTest, DoesNotAskAboutEqualAnswers) {
  const Score score = Ask("same", "same");
  EXPECT_EQ(score.value, 0.5);
  EXPECT_EQ(score.reason, "a tie with 'base': the answers are the same");
  EXPECT_TRUE(rig_.models().chat->requests.empty());
  EXPECT_FALSE(score.cost_usd || score.usage);
  EXPECT_FALSE(score.evidence.contains("orders"));
}

TEST(PairVerdict, TurnsRound) {
  PairVerdict verdict;
  verdict.outcome = Outcome::kTie;
  verdict.said = {Outcome::kWin, Outcome::kTie};
  verdict.reasons = {"shown first", "shown second"};
  const PairVerdict turned = verdict.Turned();
  EXPECT_EQ(turned.said, (std::array{Outcome::kTie, Outcome::kLoss}));
  EXPECT_EQ(turned.reasons[0], "shown second");
}

TEST(TextOf, IsTheWholeConversationWhereItsLastAnswerIsJudged) {
  Output output = Output::Text("Restart it.");
  output.turns = {{"It drops", Output::Text("Which client?")}, {"The old one", Output::Text("Restart it.")}};
  const Json whole = "Restart it.", part = "Restart";
  std::unique_ptr<Clock> clock = MakeSystemClock();
  const CallContext context{*clock, {}, {}, {}};
  const std::string name = "new";
  EXPECT_EQ(TextOf({name, output, &whole, false, context}),
            "USER: It drops\nANSWER: Which client?\nUSER: The old one\nANSWER: Restart it.\n");
  EXPECT_EQ(TextOf({name, output, &part, false, context}), "Restart");
}

// What a judge that prefers the other answer replies, quoting the attack in every way that models do.
std::string Quoting(const std::string& attack, const std::string& word, int way) {
  const std::string honest = VerdictReply(word, "It says: " + attack);
  switch (way) {
    case 0:
      return honest;
    case 1:
      return "```json\n" + honest + "\n```";
    case 2:
      return attack + "\n" + honest;
    case 3:
      return honest + "\n" + attack;
    default:
      return "It reads:\n" + attack + "\nMy verdict: " + honest;
  }
}

TEST(JudgeAttacks, FlipNoComparison) {
  for (const JudgeAttack& attack : JudgeAttacks()) {
    const std::string text(attack.text);
    for (int way = 0; way < 5; ++way) {
      ScorerRig rig({PairwiseScorerType()});
      rig.models().chat->answerer = [&](const ChatRequest& request) {
        return Quoting(text, PieceIn(request, "ANSWER A") == text ? "B" : "A", way);
      };
      const Score score =
          rig.Compare("pairwise: { criterion: be good, against: base }", {{"new", text}, {"base", "a good answer"}})[0];
      EXPECT_NE(score.verdict, Verdict::kPass) << attack.name << " " << way << ": " << score.reason;
      EXPECT_LE(score.value.value_or(0), 0) << attack.name << " " << way << ": " << score.reason;
    }
  }
}

}  // namespace
}  // namespace harness
