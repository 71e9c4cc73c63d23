#include "generators/inflection.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

struct Form {
  const char* text;
  const char* form;
  const char* expected;
};

class Inflections : public testing::TestWithParam<Form> {};

TEST_P(Inflections, AreThoseOfEnglish) {
  const auto form = InflectionOf(GetParam().form);
  ASSERT_TRUE(form);
  EXPECT_EQ(Inflect(GetParam().text, *form), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    All, Inflections,
    testing::Values(Form{"printer", "a", "a printer"}, Form{"error", "a", "an error"},
                    Form{"SSO login", "a", "an SSO login"}, Form{"VPN client", "a", "a VPN client"},
                    Form{"USB hub", "a", "a USB hub"}, Form{"user account", "a", "a user account"},
                    Form{"hour", "a", "an hour"}, Form{"Excel sheet", "a", "an Excel sheet"},
                    Form{"8-port switch", "a", "an 8-port switch"}, Form{"universal dock", "a", "a universal dock"},
                    Form{"docking station", "plural", "docking stations"}, Form{"battery", "plural", "batteries"},
                    Form{"display", "plural", "displays"}, Form{"switch", "plural", "switches"},
                    Form{"mailbox", "plural", "mailboxes"}, Form{"contact person", "plural", "contact people"},
                    Form{"Anna", "possessive", "Anna's"}, Form{"users", "possessive", "users'"},
                    Form{"crash", "past", "crashed"}, Form{"freeze up", "past", "froze up"},
                    Form{"stop", "past", "stopped"}, Form{"retry", "past", "retried"},
                    Form{"show an error", "past", "showed an error"}, Form{"drop", "ing", "dropping"},
                    Form{"freeze", "ing", "freezing"}, Form{"log out", "ing", "logging out"},
                    Form{"see", "ing", "seeing"}, Form{"begin", "ing", "beginning"}, Form{"crash", "third", "crashes"},
                    Form{"have", "third", "has"}, Form{"stay offline", "third", "stays offline"},
                    Form{"it fails", "capital", "It fails"}, Form{"help desk", "title", "Help Desk"},
                    Form{"VPN", "lower", "vpn"}, Form{"abc", "upper", "ABC"}, Form{"", "a", ""}));

TEST(Inflection, HasNoOtherNames) {
  EXPECT_FALSE(InflectionOf("plurals"));
  for (const std::string_view name : InflectionNames()) EXPECT_TRUE(InflectionOf(name)) << name;
}

}  // namespace
}  // namespace harness
