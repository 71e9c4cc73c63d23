#include "harness/suite/env_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace harness {
namespace {

using ::testing::Pair;
using ::testing::UnorderedElementsAre;

std::map<std::string, std::string> Read(std::string_view text) {
  auto variables = ParseEnvFile(text, ".env");
  EXPECT_TRUE(variables) << variables.error().Render();
  return variables ? *variables : std::map<std::string, std::string>();
}

std::string Mistakes(std::string_view text) {
  auto variables = ParseEnvFile(text, ".env");
  return variables ? "" : variables.error().Render();
}

TEST(ParseEnvFile, ReadsNamesAndValues) {
  EXPECT_THAT(Read("\xEF\xBB\xBF"
                   "A=1\r\n\n# comment\n  export B = two words \nC=\nD=a=b"),
              UnorderedElementsAre(Pair("A", "1"), Pair("B", "two words"), Pair("C", ""), Pair("D", "a=b")));
}

TEST(ParseEnvFile, EndsAPlainValueAtAComment) {
  EXPECT_THAT(Read("A=x # y\nB=x#y\nC= # y"), UnorderedElementsAre(Pair("A", "x"), Pair("B", "x#y"), Pair("C", "")));
}

TEST(ParseEnvFile, TakesSingleQuotesAsTheyAre) {
  EXPECT_THAT(Read("A=' $x \\n # ' # y"), UnorderedElementsAre(Pair("A", " $x \\n # ")));
}

TEST(ParseEnvFile, KnowsEscapesInDoubleQuotes) {
  EXPECT_THAT(Read(R"(A="a\nb\t\"c\"\\\$")"), UnorderedElementsAre(Pair("A", "a\nb\t\"c\"\\$")));
}

TEST(ParseEnvFile, NamesEveryMistakeWithItsLineAndNoValue) {
  EXPECT_EQ(Mistakes("A\n1A=secret\nB=\"secret\nC='secret' x\nD=\"\\q\"\nE=secret\nE=2\nF=\xFF\n"),
            ".env:1: NAME=VALUE is expected here\n"
            ".env:2: the text before '=' is no name: letters, digits and _, and no digit first\n"
            ".env:3: the quote is not closed on this line\n"
            ".env:4: text behind the closing quote\n"
            ".env:5: unknown escape '\\q'; known are \\n, \\t, \\r, \\\", \\\\ and \\$\n"
            ".env:7: 'E' is already set on line 6\n"
            ".env:8: the line is not UTF-8 text\n");
}

}  // namespace
}  // namespace harness
