#include "harness/suite/conversation.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

const Json kHistory = {{{"role", "user"}, {"content", "Hi"}}, {{"role", "assistant"}, {"content", "Hello"}}};

std::string Mistake(std::optional<Json> input, const std::optional<Json>& turns, const std::optional<Json>& simulate) {
  const auto read = ReadConversation(std::move(input), turns, simulate);
  return read ? "" : read.error().Message();
}

TEST(ReadConversation, TakesTurnsAsMapsAndAsValues) {
  const auto read = ReadConversation({}, Json{{{"user", "VPN drops"}}, "Since Monday", 5}, {});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->turns, (std::vector<Json>{"VPN drops", "Since Monday", 5}));
  EXPECT_FALSE(read->user);
  EXPECT_EQ(CanonicalJson(InputOf(*read)),
            R"([{"content":"VPN drops","role":"user"},{"content":"Since Monday","role":"user"},)"
            R"({"content":5,"role":"user"}])");
}

TEST(ReadConversation, TakesWhatWasSaidBeforeFromTheInput) {
  const auto read = ReadConversation(kHistory, Json{"VPN drops"}, {});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->history, kHistory);
  EXPECT_EQ(InputOf(*read).size(), 3u);
}

TEST(ReadConversation, TakesAPlayedUser) {
  const auto read =
      ReadConversation("Help!", {}, Json{{"goal", " a new password "}, {"persona", "in a hurry"}, {"max_turns", 3}});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->user, (Conversation::User{"", "in a hurry", "a new password", 3}));
  EXPECT_EQ(read->turns, std::vector<Json>{"Help!"});
  EXPECT_EQ(CanonicalJson(InputOf(*read)), R"({"goal":"a new password","persona":"in a hurry",)"
                                           R"("said":[{"content":"Help!","role":"user"}]})");
}

TEST(ReadConversation, TakesJsonInTextsAsTablesHaveIt) {
  const auto turns = ReadConversation("", R"(["a", {"user": "b"}])", {});
  ASSERT_TRUE(turns);
  EXPECT_EQ(turns->turns, (std::vector<Json>{"a", "b"}));
  const auto played = ReadConversation("", {}, Json{{"goal", "g"}, {"max_turns", "7"}});
  ASSERT_TRUE(played);
  EXPECT_EQ(played->user->max_turns, 7);
}

TEST(ReadConversation, SaysWhatIsWrong) {
  EXPECT_EQ(Mistake({}, Json{"a"}, Json{{"goal", "g"}}), "a case has either 'turns' or 'simulate'");
  EXPECT_EQ(Mistake("a", Json{"a"}, {}), "beside 'turns', 'input' is a list of the messages that were said before");
  EXPECT_EQ(Mistake({}, Json::array(), {}), "'turns' must be a list of what the user says, [{ user: TEXT }, …]");
  EXPECT_EQ(Mistake({}, "hello", {}), "'turns' must be a list of what the user says, [{ user: TEXT }, …]");
  EXPECT_EQ(Mistake({}, Json{"a", Json::object()}, {}), "turn 2: 'user' is missing: what the user says");
  EXPECT_EQ(Mistake({}, Json{{{"user", "a"}, {"score", Json::array()}}}, {}),
            "turn 1: only the turns of inline cases can have scorers of their own");
  EXPECT_EQ(Mistake({}, Json{{{"usr", "a"}}}, {}), "turn 1: unknown part of a turn 'usr'; did you mean 'user'?");
  EXPECT_EQ(Mistake({}, Json(std::vector<int>(1001)), {}), "more than 1000 turns");
  EXPECT_EQ(Mistake({}, "[\"a\"", {}).substr(0, 19), "'turns' is no JSON:");
  EXPECT_EQ(Mistake(Json{5}, Json{"a"}, {}).substr(0, 39), "'input' is a list, but not of messages:");
  EXPECT_EQ(Mistake({}, {}, "x"), "'simulate' must be a map { goal, persona, model, max_turns }");
  EXPECT_EQ(Mistake({}, {}, Json{{"persona", "p"}}), "'simulate' needs a 'goal': what the user wants");
  EXPECT_EQ(Mistake({}, {}, Json{{"gaol", "p"}}), "unknown part of 'simulate' 'gaol'; did you mean 'goal'?");
  EXPECT_EQ(Mistake({}, {}, Json{{"goal", {1}}}), "'goal' of 'simulate' must be a text");
  EXPECT_EQ(Mistake({}, {}, Json{{"goal", "g"}, {"max_turns", 0}}), "'max_turns' must be from 1 to 1000, found 0");
  EXPECT_EQ(Mistake({}, {}, Json{{"goal", "g"}, {"max_turns", "2x"}}), "'max_turns' must be from 1 to 1000, found 2x");
}

}  // namespace
}  // namespace harness
