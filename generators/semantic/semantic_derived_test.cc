#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <map>
#include <set>

#include "harness/base/text.h"
#include "tests/fakes/spec_rig.h"

namespace harness {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;

class SemanticDerived : public testing::Test {
 protected:
  // What a column makes of one text in the column `a`.
  std::vector<Json> Of(const std::string& text, const std::string& column, uint64_t count = 1) {
    return rig_.Draw(column, count, "  - { name: a, category: [ \"" + text + "\" ] }\n");
  }
  std::set<std::string> Seen(const std::string& column, uint64_t count, const std::string& more = "") {
    std::set<std::string> seen;
    for (const Json& value : rig_.Draw(column, count, more))
      seen.insert(value.is_string() ? value.get<std::string>() : value.dump());
    return seen;
  }

  SpecRig rig_;
};

TEST_F(SemanticDerived, StatesAgreeWithTheirLettersCitiesAndCodes) {
  EXPECT_THAT(Of("Texas", "state_abbr: { of: a }"), ElementsAre("TX"));
  EXPECT_THAT(Of("TX", "city: { of: a }", 100), Each(testing::AnyOf("Arlington", "Dallas", "Fort Worth", "Houston")));
  for (const Json& code : Of("Maine", "postcode: { of: a }", 200))
    EXPECT_TRUE(re2::RE2::FullMatch(code.get<std::string>(), "0(39|4[0-9])[0-9]{2}")) << code;
  const auto spec = rig_.Load(
      "count: 1000\ncolumns:\n  - { name: abbr, state_abbr: { of: state } }\n  - { name: state, state: {} }\n");
  const std::string table = SpecRig::Write(*spec, ".csv");
  const std::vector<std::string_view> lines = Split(table, "\n");
  EXPECT_EQ(std::set(lines.begin() + 1, lines.end() - 1).size(), 50u);
}

TEST_F(SemanticDerived, CountriesAgreeWithWhatBelongsToThem) {
  EXPECT_THAT(Of("Japan", "country_code: { of: a }"), ElementsAre("JP"));
  EXPECT_THAT(Of("Japan", "currency_code: { of: a }"), ElementsAre("JPY"));
  EXPECT_THAT(Of("JP", "nationality: { of: a }"), ElementsAre("Japanese"));
  EXPECT_THAT(Of("JP", "timezone: { of: a }"), ElementsAre("Asia/Tokyo"));
}

TEST_F(SemanticDerived, NamesFollowGenders) {
  const std::string female = "  - { name: a, category: [female] }\n", male = "  - { name: a, category: [M] }\n";
  const auto women = Seen("first_name: { gender: a }", 3000, female),
             men = Seen("first_name: { gender: a }", 3000, male);
  EXPECT_GE(women.size(), 150u);
  EXPECT_GE(men.size(), 150u);
  std::vector<std::string> both;
  std::set_intersection(women.begin(), women.end(), men.begin(), men.end(), std::back_inserter(both));
  EXPECT_THAT(both, IsEmpty());
  EXPECT_EQ(Seen("first_name: { gender: a }", 5000, "  - { name: a, category: [null] }\n").size(),
            women.size() + men.size());
  for (const Json& name : Of("w", "full_name: { gender: a }", 100)) {
    const std::string text = name.get<std::string>();
    EXPECT_TRUE(women.contains(text.substr(0, text.find(' ')))) << text;
  }
  EXPECT_THAT(Seen("prefix: { gender: a }", 200, male), ElementsAre("Dr.", "Mr.", "Prof."));
}

TEST_F(SemanticDerived, MailboxesAreMadeOfNames) {
  const re2::RE2 mailbox(R"(zoe\.dyke\d*|zdyke\d+|zoe_dyke\d+|dyke\.zoe\d+|zoed\d+)");
  for (const Json& name : Of("Zo\u00eb van Dyke", "username: { from: a }", 200))
    EXPECT_TRUE(re2::RE2::FullMatch(name.get<std::string>(), mailbox)) << name;
  for (const Json& mail : Of("Zo\u00eb van Dyke", "email: { from: a }", 50))
    EXPECT_TRUE(re2::RE2::FullMatch(mail.get<std::string>(), "(" + mailbox.pattern() + R"()@example\.(com|org|net))"))
        << mail;
  EXPECT_THAT(Of("Cedar Robotics Ltd", "company_email: { company: a }", 50), Each(EndsWith("@cedar-robotics.example")));
  for (const Json& name : Of("\u738b\u5c0f\u660e", "username: { from: a }", 20))
    EXPECT_TRUE(re2::RE2::FullMatch(name.get<std::string>(), R"(user\d{6})")) << name;
}

TEST_F(SemanticDerived, PagesAndFilesAreMadeOfTexts) {
  EXPECT_THAT(Of("Cedar Robotics Ltd", "domain: { company: a }"), ElementsAre("cedar-robotics.example"));
  EXPECT_THAT(Of("Cedar Robotics Ltd", "url: { company: a }", 20), Each(HasSubstr("cedar-robotics.example/")));
  EXPECT_THAT(Of("Hello, World!", "slug: { of: a }"), ElementsAre("hello-world"));
  EXPECT_THAT(Of("plan.pdf", "mime_type: { of: a }"), ElementsAre("application/pdf"));
  EXPECT_THAT(Of("plan", "mime_type: { of: a }"), ElementsAre("application/octet-stream"));
  EXPECT_THAT(Of("plan.pdf", "file_path: { of: a }", 20), Each(EndsWith("plan.pdf")));
  EXPECT_THAT(Of("abc", "hash: { of: a }"),
              ElementsAre("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

TEST_F(SemanticDerived, PrioritiesFollowTheMatrix) {
  const std::map<std::pair<std::string, std::string>, std::string> matrix = {
      {{"High", "High"}, "P1"},     {{"High", "Medium"}, "P2"}, {{"High", "Low"}, "P3"}, {{"Medium", "High"}, "P2"},
      {{"Medium", "Medium"}, "P3"}, {{"Medium", "Low"}, "P4"},  {{"Low", "High"}, "P3"}, {{"Low", "Medium"}, "P4"},
      {{"Low", "Low"}, "P5"},       {{"1", "2 - Medium"}, "P2"}};
  for (const auto& [levels, priority] : matrix)
    EXPECT_THAT(rig_.Draw("priority: { impact: i, urgency: u }", 1,
                          "  - { name: i, category: [ " + levels.first + " ] }\n  - { name: u, category: [ '" +
                              levels.second + "' ] }\n"),
                ElementsAre(priority));
}

TEST_F(SemanticDerived, AgesAreCountedInWholeYears) {
  const std::string birth = "  - { name: b, datetime: { start: 2000-02-29, end: 2000-03-01, unit: D } }\n";
  EXPECT_THAT(rig_.Draw("age: { of: b, at: 2025-02-28 }", 1, birth), ElementsAre(24));
  EXPECT_THAT(rig_.Draw("age: { of: b, at: 2025-03-01 }", 1, birth), ElementsAre(25));
  EXPECT_THAT(rig_.Draw("age: { of: b, at: 1999-01-01 }", 1, birth),
              ElementsAre(HasSubstr("record 1: born on 2000-02-29, after 'at'")));
  EXPECT_THAT(Of("x", "age: { of: a, at: 1999-01-01 }"),
              ElementsAre(HasSubstr("holds no moments to count years from")));
}

TEST_F(SemanticDerived, CodesOnCardsHaveFourDigitsWhereTheBrandHas) {
  EXPECT_THAT(Of("378282246310005", "cvv: { of: a }", 20), Each(testing::SizeIs(1)));
  for (const Json& code : Of("378282246310005", "cvv: { of: a }", 20)) EXPECT_EQ(code.get<std::string>().size(), 4u);
  for (const Json& code : Of("4242424242424242", "cvv: { of: a }", 20)) EXPECT_EQ(code.get<std::string>().size(), 3u);
}

TEST_F(SemanticDerived, AreNullWhereTheOthersAre) {
  const std::string null = "  - { name: a, category: [null] }\n";
  for (const char* column : {"email: { from: a }", "state_abbr: { of: a }", "country_code: { of: a }",
                             "hash: { of: a }", "age: { of: a, at: 2025-01-01 }"})
    EXPECT_THAT(rig_.Draw(column, 1, null), ElementsAre(nullptr)) << column;
}

TEST_F(SemanticDerived, ReachBothLimits) {
  EXPECT_THAT(Seen("port: { min: 1, max: 3 }", 200), ElementsAre("1", "2", "3"));
  EXPECT_THAT(Seen("age: { min: 17, max: 18 }", 100), ElementsAre("17", "18"));
  EXPECT_THAT(Seen("amount: { min: -0.01, max: 0.01 }", 200), ElementsAre("-0.01", "0.0", "0.01"));
  EXPECT_THAT(Seen("birthdate: { min: 2000-02-28, max: 2000-03-01 }", 200),
              ElementsAre("2000-02-28", "2000-02-29", "2000-03-01"));
}

TEST_F(SemanticDerived, FailAtRecordsThatTheyCanNotFollow) {
  EXPECT_THAT(
      Of("Bavaria", "city: { of: a }"),
      ElementsAre(EndsWith(
          "spec.yaml:5:22: record 1: unknown state 'Bavaria'; it must be one that 'state' or 'state_abbr' makes")));
  EXPECT_THAT(Of("Atlantis", "currency_code: { of: a }"), ElementsAre(HasSubstr("unknown country 'Atlantis'")));
  EXPECT_THAT(Of("Odd", "priority: { impact: a, urgency: a }"),
              ElementsAre(HasSubstr("impact 'Odd' is none of High, Medium, Low, 1, 2 and 3")));
}

struct Wrong {
  const char* column;  // begins at 3:16
  const char* mistakes;
};

class SemanticMistakes : public testing::TestWithParam<Wrong> {};

TEST_P(SemanticMistakes, AreToldAtTheirPlaces) {
  SpecRig rig;
  EXPECT_EQ(rig.Mistakes(fmt::format("count: 5\ncolumns:\n  - {{ name: a, {} }}\n  - {{ name: b, birthdate: {{}} }}\n",
                                     GetParam().column)),
            GetParam().mistakes);
}

INSTANTIATE_TEST_SUITE_P(
    All, SemanticMistakes,
    testing::Values(
        Wrong{"age: { of: b }", "3:21: 'of' needs 'at', which is missing\n"},
        Wrong{"age: { at: 2025-01-01 }", "3:27: 'at' goes with 'of', which is missing\n"},
        Wrong{"age: { of: b, at: 2025-01-01, min: 3 }", "3:51: 'min' does not go with 'of'\n"},
        Wrong{"age: { min: 200 }", "3:28: 'min' must be between 0 and 150, found 200\n"},
        Wrong{"port: { min: 5, max: 4 }", "3:22: 'min' is greater than 'max'\n"},
        Wrong{"port: { max: 70000 }", "3:29: 'max' must be between 0 and 65535, found 70000\n"},
        Wrong{"amount: { max: 1e15 }", "3:31: 'max' must be between -1000000000000 and 1000000000000, found 1e15\n"},
        Wrong{"birthdate: { min: 1700-01-01 }",
              "3:34: 'min' must be between 1800-01-01 and 2200-01-01, found 1700-01-01\n"},
        Wrong{"priority: { impact: b }", "3:26: 'impact' and 'urgency' go together; 'urgency' is missing\n"},
        Wrong{"email: { form: b }", "3:25: unknown key 'form'; did you mean 'from'?\n"},
        Wrong{"email: { from: c }", "3:31: unknown column 'c'; known here: 'a', 'b'\n"},
        Wrong{"ipv4: { range: public }", "3:31: 'range' must be one of 'documentation', 'private', found 'public'\n"},
        Wrong{"ssn: yes", "3:21: 'ssn' must be a map, found text\n"},
        Wrong{"birthdate: { min: soon }", "3:34: 'soon' is not a moment; write for example 2025-11-20T09:28:50Z\n"}));

}  // namespace
}  // namespace harness
