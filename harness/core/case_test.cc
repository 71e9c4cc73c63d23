#include "harness/core/case.h"

#include <gtest/gtest.h>

#include "harness/core/conversation.h"

namespace harness {
namespace {

Case Ticket() {
  Case test;
  test.id = "vpn-1";
  test.input = "VPN \"drops\"\nevery hour";
  test.expected = Json{{"group", "Access"}};
  test.category = "Network";
  test.tags = {"real", "vip"};
  test.vars = Json{{"year", 2025}};
  test.cluster = "outage-7";
  return test;
}

TEST(CaseNames, HoldsEveryNameOfTheGrammar) {
  EXPECT_EQ(CanonicalJson(CaseNames(Ticket())),
            R"({"category":"Network","expected":{"group":"Access"},"id":"vpn-1","input":"VPN \"drops\"\nevery hour",)"
            R"("tags":["real","vip"],"vars":{"year":2025}})");
}

TEST(CaseNames, AMissingExpectedIsNull) {
  Case test = Ticket();
  test.expected.reset();
  EXPECT_EQ(CaseNames(test).at("expected"), Json());
}

TEST(CaseForProgram, IsOneLineThatNeverHoldsWhatIsExpected) {
  EXPECT_EQ(CaseForProgram(Ticket(), 2),
            R"({"id":"vpn-1","input":"VPN \"drops\"\nevery hour","vars":{"year":2025},"category":"Network",)"
            R"("tags":["real","vip"],"repeat":2})");
}

TEST(CaseForProgram, HasEveryKeyEvenOfABareCase) {
  EXPECT_EQ(CaseForProgram(Case{}, 0), R"({"id":"","input":null,"vars":{},"category":"","tags":[],"repeat":0})");
}

TEST(CaseForProgram, TellsWhereInAConversationItIs) {
  ConversationTurn turn{"s-1", 2, {{Role::kUser, "Hi"}, {Role::kAssistant, "Hello"}}, "private"};
  EXPECT_EQ(CaseForProgram(Case{}, 0, &turn),
            R"({"id":"","input":null,"vars":{},"category":"","tags":[],"repeat":0,"session":"s-1","turn":2,)"
            R"("history":[{"content":"Hi","role":"user"},{"content":"Hello","role":"assistant"}]})");
}

}  // namespace
}  // namespace harness
