// SQL as tokens, with the quoting rules of each dialect: enough to find clauses and rewrite quotes, no grammar.
//
// Views into the text, which outlives them. Linear time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.h"
#include "harness/sql/dialect.h"

namespace harness {

struct SqlToken {
  enum class Kind : uint8_t {
    kWord,    // a keyword or a bare identifier
    kQuoted,  // a quoted identifier: "a", `a`, [a]
    kString,  // 'a'; $$a$$ (PostgreSQL); "a", r'a' (Databricks)
    kNumber,
    kSymbol,     // one operator character or ( ) , ; .
    kParameter,  // ?, ?1, :name, @name, $1
  };
  Kind kind = Kind::kSymbol;
  std::string_view text;  // as written, quotes included
  size_t begin = 0;       // offset in bytes
  int depth = 0;          // of parentheses; a bracket has the depth of what is outside it

  size_t end() const { return begin + text.size(); }
  bool Is(std::string_view symbol) const { return kind == Kind::kSymbol && text == symbol; }
  // A word, whatever its case; `upper` is in upper case.
  bool IsWord(std::string_view upper) const;
};

// Comments and white space are left out. Fails on a quote or comment that never ends and on a NUL byte, with its line
// and column.
Result<std::vector<SqlToken>> Tokenize(std::string_view sql, SqlDialect dialect);

// The name that a word or quoted identifier stands for: without its quotes, doubled quotes undone; bare words as
// written.
std::string NameOf(const SqlToken& token);

}  // namespace harness
