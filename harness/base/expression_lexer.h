// Cuts an expression into tokens, one at a time. Internal to the expression files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/base/expression_evaluation.h"
#include "harness/base/expression_value.h"

namespace harness::expression {

struct Token {
  enum class Kind : uint8_t { kEnd, kBad, kName, kNumber, kString, kOperator };

  Kind kind = Kind::kEnd;
  size_t begin = 0;       // bytes from the start of the text
  std::string_view text;  // as written
  Value value;            // of a number or a string
  std::string message;    // of kBad: what is wrong

  bool Is(std::string_view written) const {
    return (kind == Kind::kName || kind == Kind::kOperator) && text == written;
  }
};

class Lexer {
 public:
  // Begins at byte `begin`. Where `prefix` is set, "}}", "%}" and "-}}", "-%}" outside brackets end the expression.
  Lexer(std::string_view text, size_t begin, bool prefix, Dialect dialect)
      : text_(text), at_(begin), prefix_(prefix), dialect_(dialect) {}

  Token Next();
  // Nothing more is read.
  void Stop() { stopped_ = true; }

 private:
  Token Name();
  Token Number();
  Token NumberOfBase(size_t begin, int base);
  Token String();
  Token Operator();
  Token Bad(size_t begin, std::string message) const;
  bool AtTemplateEnd() const;

  std::string_view text_;
  size_t at_;
  bool prefix_;
  Dialect dialect_;
  bool stopped_ = false;
  bool after_dot_ = false;  // a.0.1 holds two steps, not the number 0.1
  int brackets_ = 0;
};

}  // namespace harness::expression
