// Recursive descent over the grammar of jinja2/parser.py (3.1), whose precedence it keeps: ~ binds tighter than + and
// -, ** is taken from the left, a sign binds tighter than **, and filters and tests tighter than any operator. Internal
// to the expression and template files: statements of templates are read with the same parser, tag by tag.
//
// Suites have no tuples, slices, calls and * or ** before arguments; in templates all of them are there.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/expression_lexer.h"
#include "harness/base/expression_program.h"

namespace harness::expression {

struct Spelling {
  std::string_view text;
  Operator op;
};

// After the first fault the lexer is stopped, so that every loop ends at the end of the text.
class Parser {
 public:
  Parser(Program& program, std::string_view text, size_t begin, bool prefix)
      : program_(program), lexer_(text, begin, prefix, program.dialect), prefix_(prefix) {
    Advance();
  }

  // A whole text, or what of it is an expression: its root, and where it ends.
  std::optional<Fault> Parse();

  // For statements.
  NodeId Condition();
  NodeId Or() { return Words(Syntax::Kind::kOr, "or", &Parser::And); }
  // Items between commas: a tuple, or the one there is. `conditions`: x if y may stand in it.
  NodeId Tuple(bool conditions);
  // The filters behind a hole, the first of them without its '|' if `inline_first`; kNoNode if there are none.
  NodeId Filters(bool inline_first);
  const Token& token() const { return token_; }
  bool AtEnd() const { return token_.kind == Token::Kind::kEnd; }
  bool NextIs(std::string_view text) const;
  bool Skip(std::string_view text);
  void Expect(std::string_view text);
  // A name, and its place.
  std::string Name(std::string_view what);
  // "expected X before Y".
  void Missing(std::string_view what);
  void Fail(size_t at, std::string message);
  const std::optional<Fault>& fault() const { return fault_; }

 private:
  using Rule = NodeId (Parser::*)();

  NodeId And() { return Words(Syntax::Kind::kAnd, "and", &Parser::Not); }
  NodeId Not();
  NodeId Comparison();
  NodeId Sum();
  NodeId Concat();
  NodeId Product();
  NodeId Power();
  NodeId SignedAndFiltered() { return Steps(Signed()); }
  NodeId Signed();
  NodeId Primary();
  NodeId Text();
  NodeId Parenthesised();
  NodeId List();
  NodeId Map();

  NodeId Words(Syntax::Kind kind, std::string_view word, Rule rule);
  NodeId Operators(std::span<const Spelling> operators, Rule rule);
  NodeId Fold(NodeId id);
  bool EndsTuple() const;

  NodeId Postfix(NodeId id);
  NodeId Steps(NodeId id);
  Step Attribute();
  Step Subscript();
  Step Filter();
  Step Test();
  Step Call();
  // The arguments in parentheses, if there are any.
  void CallOf(Step& step);
  void List(Step& step, std::vector<size_t>& places);
  void OneArgument(Step& step);
  // Arguments by parameter, where they can be told before the call.
  void Sort(Step& step, const std::vector<size_t>& places);
  void CheckRequired(const Step& step);
  NodeId AddStep(NodeId id, Step step);

  bool templates() const { return program_.dialect == Dialect::kTemplate; }
  NodeId Add(Syntax node);
  Syntax& At(NodeId id) { return program_.nodes[static_cast<size_t>(id)]; }
  void Advance();
  bool IsNotIn() const;
  void Unknown(std::string_view kind, const Step& step, std::span<const Function> known);

  Program& program_;
  Lexer lexer_;
  bool prefix_;
  Token token_;
  std::optional<Fault> fault_;
  int depth_ = 0;
};

}  // namespace harness::expression
