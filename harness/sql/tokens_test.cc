#include "harness/sql/tokens.h"

#include <gmock/gmock.h>

namespace harness {
namespace {

using Kind = SqlToken::Kind;
using testing::ElementsAre;

std::vector<std::string> Texts(std::string_view sql, SqlDialect dialect = SqlDialect::kSqlite) {
  const auto tokens = Tokenize(sql, dialect);
  if (!tokens) return {tokens.error().Message()};
  std::vector<std::string> texts;
  for (const SqlToken& token : *tokens) texts.emplace_back(token.text);
  return texts;
}

Kind KindOf(std::string_view sql, SqlDialect dialect) {
  return Tokenize(sql, dialect)->at(0).kind;
}

TEST(SqlTokens, AreWordsNumbersStringsAndSymbols) {
  EXPECT_THAT(Texts("SELECT a.b, 1.5e-3 FROM t WHERE c>='it''s'"),
              ElementsAre("SELECT", "a", ".", "b", ",", "1.5e-3", "FROM", "t", "WHERE", "c", ">", "=", "'it''s'"));
}

TEST(SqlTokens, LeaveCommentsOut) {
  EXPECT_THAT(Texts("a -- b\n/* c /* */ d"), ElementsAre("a", "d"));
  EXPECT_THAT(Texts("a /* b /* c */ d */ e", SqlDialect::kPostgresql), ElementsAre("a", "e"));
}

TEST(SqlTokens, CountParentheses) {
  const auto tokens = Tokenize("a (b (c)) d", SqlDialect::kSqlite);
  std::vector<int> depths;
  for (const SqlToken& token : *tokens) depths.push_back(token.depth);
  EXPECT_THAT(depths, ElementsAre(0, 0, 1, 1, 2, 1, 0, 0));
}

TEST(SqlTokens, QuoteAsTheDialectDoes) {
  EXPECT_EQ(KindOf("\"a\"", SqlDialect::kSqlite), Kind::kQuoted);
  EXPECT_EQ(KindOf("\"a\"", SqlDialect::kDatabricks), Kind::kString);
  EXPECT_EQ(KindOf("`a`", SqlDialect::kDatabricks), Kind::kQuoted);
  EXPECT_EQ(KindOf("[a b]", SqlDialect::kSqlite), Kind::kQuoted);
  EXPECT_EQ(KindOf("[", SqlDialect::kPostgresql), Kind::kSymbol);
  EXPECT_EQ(KindOf("$$a'b$$", SqlDialect::kPostgresql), Kind::kString);
  EXPECT_EQ(KindOf("$x$a$$b$x$", SqlDialect::kPostgresql), Kind::kString);
  EXPECT_EQ(KindOf("$1", SqlDialect::kPostgresql), Kind::kParameter);
  EXPECT_EQ(KindOf("x'6869'", SqlDialect::kSqlite), Kind::kString);
}

TEST(SqlTokens, EscapeByBackslashWhereTheDialectDoes) {
  EXPECT_THAT(Texts(R"('a\'b' c)", SqlDialect::kDatabricks), ElementsAre(R"('a\'b')", "c"));
  EXPECT_THAT(Texts(R"('a\' b)"), ElementsAre(R"('a\')", "b"));
  EXPECT_THAT(Texts(R"(E'a\'b' c)", SqlDialect::kPostgresql), ElementsAre(R"(E'a\'b')", "c"));
}

TEST(SqlTokens, SayWhereAQuoteBeginsThatNeverEnds) {
  EXPECT_THAT(Texts("SELECT 1,\n  'abc"), ElementsAre("a quote that begins and never ends at line 2, column 3"));
  EXPECT_THAT(Texts("SELECT /* 1"), ElementsAre("a comment that begins and never ends at line 1, column 8"));
  EXPECT_THAT(Texts(std::string_view("a\0b", 3)), ElementsAre("a NUL byte at line 1, column 2"));
  EXPECT_THAT(Texts(std::string_view("'a\0b'", 5)), ElementsAre("a NUL byte at line 1, column 3"));
}

TEST(SqlTokens, NameWhatTheyQuote) {
  const auto name = [](std::string_view sql) { return NameOf(Tokenize(sql, SqlDialect::kSqlite)->at(0)); };
  EXPECT_EQ(name("\"a\"\"b\""), "a\"b");
  EXPECT_EQ(name("`a b`"), "a b");
  EXPECT_EQ(name("[a b]"), "a b");
  EXPECT_EQ(name("Abc"), "Abc");
}

TEST(SqlTokens, TakeNoCastForAParameter) {
  EXPECT_THAT(Texts("a::text", SqlDialect::kPostgresql), ElementsAre("a", ":", ":", "text"));
}

TEST(SqlTokens, KnowWordsInAnyCase) {
  const auto tokens = Tokenize("sElEcT", SqlDialect::kSqlite);
  EXPECT_TRUE(tokens->at(0).IsWord("SELECT"));
  EXPECT_FALSE(tokens->at(0).IsWord("SELEC"));
}

}  // namespace
}  // namespace harness
