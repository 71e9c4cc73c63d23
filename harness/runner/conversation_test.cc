#include "harness/runner/conversation.h"

#include <gtest/gtest.h>

#include "harness/core/conversation.h"
#include "harness/runner/attempt.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_models.h"
#include "tests/fakes/fake_suite.h"

namespace harness {
namespace {

// What a target was told in each call.
struct Told {
  Json input;
  std::string session;
  int turn = 0;
  std::vector<ChatMessage> history;
  std::string state;
  std::chrono::steady_clock::time_point deadline;
};

class ConversationTest : public testing::Test {
 protected:
  ConversationTest() : suite_(EchoingSuite({})) {
    suite_.models = models_;
    suite_.targets.clear();
    AddTarget(suite_, "bot", [this](const Case& test, const CallContext& context) { return Answer(test, context); });
  }

  Output Answer(const Case& test, const CallContext& context) {
    ConversationTurn& turn = *context.conversation;
    told_.push_back({test.input, turn.session, turn.turn, turn.history, turn.state, context.deadline});
    turn.state += "x";
    clock_.Advance(std::chrono::seconds(1));
    if (static_cast<size_t>(turn.turn) == fails_in_) return Output::Failed(FailureKind::kTimeout, "too late");
    Output answer = Output::Text("answer " + std::to_string(turn.turn));
    answer.usage = Usage{10, 1, 0};
    answer.cost_usd = 0.5;
    return answer;
  }

  static Case Scripted(std::vector<Json> turns, Json history = Json::array()) {
    Case test = FakeCase("talk", "");
    test.conversation = std::make_shared<const Conversation>(Conversation{std::move(history), std::move(turns), {}});
    return test;
  }
  static Case Played(int max_turns = 5, std::vector<Json> turns = {}) {
    Case test = FakeCase("talk", "");
    const Conversation::User user{"judge", "in a hurry", "a new password", max_turns};
    test.conversation = std::make_shared<const Conversation>(Conversation{Json::array(), std::move(turns), user});
    return test;
  }

  Output Talk(const Case& test) {
    const CallContext context{clock_, clock_.SteadyNow() + suite_.targets[0].timeout, {}, {}, 7};
    return Converse(suite_, suite_.targets[0], test, context);
  }
  Score JudgeTurn(const Case& test, int turn, FakeScorer::Opinion opinion) {
    suite_.scorers.clear();
    suite_.scorer_infos.clear();
    AddScorer(suite_, "s", std::move(opinion)).turn = turn;
    suite_.scorers[0].needs = Needs::kNothing;
    const Tried tried = MakeAttempt(suite_, test, {0, 0, 0}, 1, {clock_, {}});
    return (*ParseScores(tried.row->scores))[0];
  }

  FakeClock clock_;
  const std::shared_ptr<FakeModels> models_ = std::make_shared<FakeModels>();
  Suite suite_;
  std::vector<Told> told_;
  size_t fails_in_ = 0;
};

TEST_F(ConversationTest, CallsTheTargetForEachTurnWithWhatWasSaidBefore) {
  const Output output = Talk(Scripted({"one", "two"}, {{{"role", "assistant"}, {"content", "Hello"}}}));
  EXPECT_EQ(output.text, "answer 2");
  ASSERT_EQ(output.turns.size(), 2u);
  EXPECT_EQ(output.turns[1].user, Json("two"));
  EXPECT_EQ(output.turns[0].answer.text, "answer 1");
  ASSERT_EQ(told_.size(), 2u);
  EXPECT_EQ(told_[0].history, (std::vector<ChatMessage>{{Role::kAssistant, "Hello"}}));
  EXPECT_EQ(told_[1].history, (std::vector<ChatMessage>{
                                  {Role::kAssistant, "Hello"}, {Role::kUser, "one"}, {Role::kAssistant, "answer 1"}}));
  EXPECT_EQ(told_[1].input, Json("two"));
  EXPECT_EQ(told_[1].turn, 2);
  EXPECT_EQ(told_[1].session, told_[0].session);
  EXPECT_EQ(told_[1].state, "x") << "what the target left";
}

TEST_F(ConversationTest, GivesEachTurnTheWholeTimeout) {
  Talk(Scripted({"one", "two"}));
  EXPECT_EQ(told_[1].deadline - told_[0].deadline, std::chrono::seconds(1));
}

TEST_F(ConversationTest, AddsUpLatencyTokensAndCost) {
  const Output output = Talk(Scripted({"one", "two", "three"}));
  EXPECT_EQ(output.latency, std::chrono::seconds(3));
  EXPECT_EQ(output.usage, (Usage{30, 3, 0}));
  EXPECT_EQ(output.cost_usd, 1.5);
}

TEST_F(ConversationTest, HasASessionOfItsOwn) {
  Talk(Scripted({"one"}));
  Talk(Scripted({"one"}));
  EXPECT_NE(told_[0].session, told_[1].session);
}

TEST_F(ConversationTest, EndsWithTheTurnThatFails) {
  fails_in_ = 2;
  const Output output = Talk(Scripted({"one", "two", "three"}));
  ASSERT_TRUE(output.failure);
  EXPECT_EQ(output.failure->kind, FailureKind::kTimeout);
  EXPECT_EQ(output.failure->message, "turn 2: too late");
  EXPECT_EQ(output.turns.size(), 1u) << "what was said before is kept";
  EXPECT_EQ(told_.size(), 2u);
}

TEST_F(ConversationTest, IsPlayedByAModelUntilItSaysThatItIsOver) {
  models_->chat->Say("I forgot my password.");
  models_->chat->Say("Thanks, bye! [END]");
  const Output output = Talk(Played());
  ASSERT_EQ(output.turns.size(), 2u);
  EXPECT_EQ(output.turns[0].user, Json("I forgot my password."));
  EXPECT_EQ(output.turns[1].user, Json("Thanks, bye!"));
  const ChatRequest& asked = models_->chat->requests.at(1);
  EXPECT_NE(asked.messages[0].text.find("a new password"), std::string::npos);
  EXPECT_NE(asked.messages[0].text.find("in a hurry"), std::string::npos);
  EXPECT_EQ(asked.messages[2], (ChatMessage{Role::kAssistant, "I forgot my password."})) << "it speaks as the user";
  EXPECT_EQ(asked.messages[3], (ChatMessage{Role::kUser, "answer 1"}));
  EXPECT_EQ(output.cost_usd, 0.5 * 4) << "both sides are paid for";
}

TEST_F(ConversationTest, IsNotPlayedForLongerThanAllowed) {
  for (int i = 0; i < 9; ++i) models_->chat->Say("And then?");
  EXPECT_EQ(Talk(Played(3)).turns.size(), 3u);
  EXPECT_EQ(models_->chat->requests.size(), 3u);
}

TEST_F(ConversationTest, BeginsWithWhatTheCaseSaysFirst) {
  models_->chat->Say("[END]");
  const Output output = Talk(Played(5, {"Help!"}));
  ASSERT_EQ(output.turns.size(), 1u);
  EXPECT_EQ(output.turns[0].user, Json("Help!"));
}

TEST_F(ConversationTest, AModelThatCannotPlayIsNoFaultOfTheTarget) {
  models_->chat->answers.emplace_back(tl::unexpected(ChatError{FailureKind::kTimeout, "no answer", true, 0, {}}));
  Output output = Talk(Played());
  EXPECT_EQ(output.failure->kind, FailureKind::kProviderError);
  EXPECT_EQ(output.failure->message, "the model that plays the user: no answer");
  models_->chat->Say("  ");
  output = Talk(Played());
  EXPECT_EQ(output.failure->kind, FailureKind::kProviderError);
  EXPECT_EQ(output.failure->message, "the model that plays the user said nothing");
  models_->chat->Say("[END]");
  EXPECT_TRUE(IsPlumbing(Talk(Played()).failure->kind)) << "nothing was said at all";
}

TEST_F(ConversationTest, NeedsAModelThatIsThere) {
  Case test = Played();
  EXPECT_TRUE(CheckConversation(suite_, test));
  EXPECT_TRUE(CheckConversation(suite_, Scripted({"one"})));
  Conversation other = *test.conversation;
  other.user->model = "juge";
  test.conversation = std::make_shared<const Conversation>(other);
  EXPECT_EQ(CheckConversation(suite_, test).error().Message(),
            "no model plays the user: unknown model 'juge'; did you mean 'judge'?");
  models_->judge.absent = "JUDGE_KEY is not set";
  EXPECT_EQ(CheckConversation(suite_, Played()).error().Message(), "no model plays the user: JUDGE_KEY is not set");
  suite_.models = nullptr;
  EXPECT_EQ(CheckConversation(suite_, Played()).error().Message(),
            "no model plays the user: the suite has no 'models'");
}

TEST_F(ConversationTest, AScorerOfATurnJudgesItsAnswer) {
  const Score score = JudgeTurn(Scripted({"one", "two", "three"}), 2, [](const Question& question) {
    EXPECT_EQ(question.actual, Json("answer 2"));
    EXPECT_EQ(question.output.turns.size(), 2u);
    EXPECT_EQ(question.output.latency, std::chrono::seconds(1));
    return Score::Pass();
  });
  EXPECT_EQ(score.verdict, Verdict::kPass);
}

TEST_F(ConversationTest, ATurnThatIsNotThereIsAnError) {
  const Score score = JudgeTurn(Scripted({"one"}), 2, [](const Question&) { return Score::Pass(); });
  EXPECT_EQ(score.verdict, Verdict::kError);
  EXPECT_EQ(score.reason, "the output has no turn 2, it has 1 turn");
}

TEST_F(ConversationTest, IsStoredWithAllItsTurns) {
  const Tried tried = MakeAttempt(suite_, Scripted({"one", "two"}), {0, 0, 0}, 1, {clock_, {}});
  const auto turns = ExchangesFromJson(*ParseJson(tried.row->output_turns));
  ASSERT_TRUE(turns);
  EXPECT_EQ(turns->size(), 2u);
  EXPECT_EQ(tried.row->output_text, "answer 2");
}

}  // namespace
}  // namespace harness
