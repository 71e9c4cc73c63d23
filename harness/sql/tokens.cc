#include "harness/sql/tokens.h"

#include <algorithm>

namespace harness {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsSpace(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
// Bytes above ASCII belong to words: identifiers of any script.
bool StartsWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool InWord(char c) {
  return StartsWord(c) || IsDigit(c) || c == '$';
}
char Upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

class Lexer {
 public:
  Lexer(std::string_view sql, SqlDialect dialect) : sql_(sql), dialect_(dialect) {}

  Result<std::vector<SqlToken>> All() {
    for (;;) {
      if (auto skipped = SkipBlank(); !skipped) return Unexpected(std::move(skipped).error());
      if (at_ == sql_.size()) return std::move(tokens_);
      if (auto read = Read(); !read) return Unexpected(std::move(read).error());
    }
  }

 private:
  char Peek(size_t ahead = 0) const { return at_ + ahead < sql_.size() ? sql_[at_ + ahead] : '\0'; }

  Unexpected Mistake(size_t where, std::string_view what) const {
    const std::string_view before = sql_.substr(0, where);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const size_t newline = before.rfind('\n');
    const size_t column = newline == std::string_view::npos ? where + 1 : where - newline;
    return Fail("{} at line {}, column {}", what, line, column);
  }

  Result<> SkipBlank() {
    for (;;) {
      while (at_ < sql_.size() && IsSpace(sql_[at_])) ++at_;
      const size_t begin = at_;
      if (Peek() == '-' && Peek(1) == '-') {
        SkipLineComment();
      } else if (Peek() == '/' && Peek(1) == '*') {
        if (!SkipBlockComment()) return Mistake(begin, "a comment that begins and never ends");
      } else {
        return {};
      }
    }
  }

  // To the end of the line; only SQLite lets it go on behind a carriage return. Databricks joins a line that ends in a
  // backslash with the next.
  void SkipLineComment() {
    const std::string_view ends = dialect_ == SqlDialect::kSqlite ? "\n" : "\n\r";
    do {
      at_ = std::min(sql_.find_first_of(ends, at_ + 1), sql_.size());
    } while (dialect_ == SqlDialect::kDatabricks && Peek() == '\n' && sql_[at_ - 1] == '\\');
  }

  // PostgreSQL and Databricks nest them.
  bool SkipBlockComment() {
    const bool nests = dialect_ != SqlDialect::kSqlite;
    int depth = 0;
    while (at_ < sql_.size()) {
      if (Peek() == '/' && Peek(1) == '*' && (depth == 0 || nests)) {
        ++depth;
        at_ += 2;
      } else if (Peek() == '*' && Peek(1) == '/') {
        at_ += 2;
        if (--depth == 0) return true;
      } else {
        ++at_;
      }
    }
    return false;
  }

  void Add(SqlToken::Kind kind, size_t begin) {
    SqlToken token{kind, sql_.substr(begin, at_ - begin), begin, depth_};
    if (token.Is("(")) ++depth_;
    if (token.Is(")")) token.depth = --depth_;
    tokens_.push_back(token);
  }

  Result<> Read() {
    const size_t begin = at_;
    const char c = Peek();
    if (c == '\0') return Mistake(at_, "a NUL byte");
    if (StartsWord(c)) return ReadWord(begin);
    if (IsDigit(c) || (c == '.' && IsDigit(Peek(1)))) return ReadNumber(begin);
    if (c == '\'') return ReadQuoted(begin, c, SqlToken::Kind::kString, BackslashEscapes());
    if (c == '"') {
      const bool text = dialect_ == SqlDialect::kDatabricks;
      return ReadQuoted(begin, c, text ? SqlToken::Kind::kString : SqlToken::Kind::kQuoted, text);
    }
    if (c == '`' && dialect_ != SqlDialect::kPostgresql) return ReadQuoted(begin, c, SqlToken::Kind::kQuoted, false);
    if (c == '[' && dialect_ == SqlDialect::kSqlite) return ReadBracketed(begin);
    if (c == '$' && dialect_ == SqlDialect::kPostgresql && !IsDigit(Peek(1))) return ReadDollar(begin);
    const bool cast = c == ':' && at_ > 0 && sql_[at_ - 1] == ':';  // a::text
    if (c == '?' || ((c == '@' || c == ':' || c == '$') && InWord(Peek(1)) && !cast)) {
      ++at_;
      while (at_ < sql_.size() && InWord(sql_[at_])) ++at_;
      Add(SqlToken::Kind::kParameter, begin);
      return {};
    }
    ++at_;
    Add(SqlToken::Kind::kSymbol, begin);
    return {};
  }

  bool BackslashEscapes() const { return dialect_ == SqlDialect::kDatabricks; }

  Result<> ReadWord(size_t begin) {
    while (at_ < sql_.size() && InWord(sql_[at_])) ++at_;
    const bool databricks = dialect_ == SqlDialect::kDatabricks;
    if (databricks && at_ - begin == 1 && Upper(sql_[begin]) == 'R' && (Peek() == '\'' || Peek() == '"'))
      return ReadQuoted(begin, Peek(), SqlToken::Kind::kString, false);  // raw
    const bool prefix = at_ - begin == 1 && Peek() == '\'';
    if (prefix && (Upper(sql_[begin]) == 'X' || (Upper(sql_[begin]) == 'E' && dialect_ == SqlDialect::kPostgresql)))
      return ReadQuoted(begin, '\'', SqlToken::Kind::kString, Upper(sql_[begin]) == 'E');
    Add(SqlToken::Kind::kWord, begin);
    return {};
  }

  Result<> ReadNumber(size_t begin) {
    while (at_ < sql_.size() && (InWord(sql_[at_]) || sql_[at_] == '.')) {
      const bool exponent = Upper(sql_[at_]) == 'E' && (Peek(1) == '+' || Peek(1) == '-') && IsDigit(Peek(2));
      at_ += exponent ? 2 : 1;
    }
    Add(SqlToken::Kind::kNumber, begin);
    return {};
  }

  // A doubled quote stands for itself; so does whatever follows a backslash, where those escape.
  Result<> ReadQuoted(size_t begin, char quote, SqlToken::Kind kind, bool backslashes) {
    at_ = sql_.find(quote, at_) + 1;
    while (at_ < sql_.size()) {
      if (sql_[at_] == '\0') return Mistake(at_, "a NUL byte");
      if (backslashes && sql_[at_] == '\\') {
        at_ = std::min(at_ + 2, sql_.size());
      } else if (sql_[at_] != quote) {
        ++at_;
      } else if (Peek(1) == quote) {
        at_ += 2;
      } else {
        ++at_;
        Add(kind, begin);
        return {};
      }
    }
    return Mistake(begin, "a quote that begins and never ends");
  }

  Result<> ReadBracketed(size_t begin) {
    const size_t close = sql_.find(']', at_);
    if (close == std::string_view::npos) return Mistake(begin, "a quote that begins and never ends");
    at_ = close + 1;
    Add(SqlToken::Kind::kQuoted, begin);
    return {};
  }

  // $$…$$ and $tag$…$tag$; a lone $ is a symbol.
  Result<> ReadDollar(size_t begin) {
    size_t tag_end = at_ + 1;
    while (tag_end < sql_.size() && InWord(sql_[tag_end]) && sql_[tag_end] != '$') ++tag_end;
    if (tag_end >= sql_.size() || sql_[tag_end] != '$') {
      ++at_;
      Add(SqlToken::Kind::kSymbol, begin);
      return {};
    }
    const std::string_view tag = sql_.substr(begin, tag_end + 1 - begin);
    const size_t close = sql_.find(tag, tag_end + 1);
    if (close == std::string_view::npos) return Mistake(begin, "a quote that begins and never ends");
    at_ = close + tag.size();
    Add(SqlToken::Kind::kString, begin);
    return {};
  }

  const std::string_view sql_;
  const SqlDialect dialect_;
  size_t at_ = 0;
  int depth_ = 0;
  std::vector<SqlToken> tokens_;
};

}  // namespace

bool SqlToken::IsWord(std::string_view upper) const {
  return kind == Kind::kWord && text.size() == upper.size() &&
         std::equal(text.begin(), text.end(), upper.begin(), [](char a, char b) { return Upper(a) == b; });
}

Result<std::vector<SqlToken>> Tokenize(std::string_view sql, SqlDialect dialect) {
  return Lexer(sql, dialect).All();
}

std::string NameOf(const SqlToken& token) {
  if (token.kind != SqlToken::Kind::kQuoted) return std::string(token.text);
  const char quote = token.text.back();
  std::string name;
  for (size_t i = 1; i + 1 < token.text.size(); ++i) {
    name += token.text[i];
    if (token.text[i] == quote) ++i;  // doubled
  }
  return name;
}

}  // namespace harness
