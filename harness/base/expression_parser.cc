// Recursive descent over the grammar of jinja2/parser.py (3.1), whose precedence it keeps: ~ binds tighter than + and
// -, ** is taken from the left, a sign binds tighter than **, and filters and tests tighter than any operator.

#include <algorithm>
#include <array>

#include "harness/base/expression_lexer.h"
#include "harness/base/expression_limits.h"
#include "harness/base/expression_program.h"
#include "harness/base/text.h"

namespace harness::expression {
namespace {

struct Spelling {
  std::string_view text;
  Operator op;
};

constexpr std::array<Spelling, 6> kComparisons = {{{"==", Operator::kEqual},
                                                   {"!=", Operator::kNotEqual},
                                                   {"<", Operator::kLess},
                                                   {"<=", Operator::kLessEqual},
                                                   {">", Operator::kGreater},
                                                   {">=", Operator::kGreaterEqual}}};
constexpr std::array<Spelling, 2> kSums = {{{"+", Operator::kAdd}, {"-", Operator::kSubtract}}};
constexpr std::array<Spelling, 4> kProducts = {
    {{"*", Operator::kMultiply}, {"/", Operator::kDivide}, {"//", Operator::kFloorDivide}, {"%", Operator::kModulo}}};
constexpr std::array<Spelling, 1> kPowers = {{{"**", Operator::kPower}}};

constexpr std::array<std::string_view, 7> kWords = {"and", "or", "not", "in", "is", "if", "else"};

bool IsWord(std::string_view name) {
  return std::find(kWords.begin(), kWords.end(), name) != kWords.end();
}

std::optional<Value> Constant(std::string_view name) {
  if (name == "true" || name == "True") return Value::Bool(true);
  if (name == "false" || name == "False") return Value::Bool(false);
  if (name == "none" || name == "None" || name == "null") return Value::Null();
  return std::nullopt;
}

// After the first fault the lexer is stopped, so that every loop ends at the end of the text.
class Parser {
 public:
  Parser(Program& program, std::string_view text, size_t begin, bool prefix)
      : program_(program), lexer_(text, begin, prefix), prefix_(prefix) {}

  std::optional<Fault> Parse();

 private:
  using Rule = NodeId (Parser::*)();

  NodeId Condition();
  NodeId Or() { return Words(Syntax::Kind::kOr, "or", &Parser::And); }
  NodeId And() { return Words(Syntax::Kind::kAnd, "and", &Parser::Not); }
  NodeId Not();
  NodeId Comparison();
  NodeId Sum() { return Operators(kSums, &Parser::Concat); }
  NodeId Concat();
  NodeId Product() { return Operators(kProducts, &Parser::Power); }
  NodeId Power() { return Operators(kPowers, &Parser::SignedAndFiltered); }
  NodeId SignedAndFiltered() { return Steps(Signed()); }
  NodeId Signed();
  NodeId Primary();
  NodeId Parenthesised();
  NodeId List();
  NodeId Map();

  NodeId Words(Syntax::Kind kind, std::string_view word, Rule rule);
  NodeId Operators(std::span<const Spelling> operators, Rule rule);
  NodeId Fold(NodeId id);

  NodeId Postfix(NodeId id);
  NodeId Steps(NodeId id);
  Step Attribute();
  Step Subscript();
  Step Filter();
  Step Test();
  void Call(Step& step);
  void Argument(Step& step, size_t position, bool& named);
  void CheckRequired(const Step& step);
  NodeId AddStep(NodeId id, Step step);

  NodeId Add(Syntax node);
  Syntax& At(NodeId id) { return program_.nodes[static_cast<size_t>(id)]; }
  void Advance();
  bool Skip(std::string_view text);
  void Expect(std::string_view text);
  bool IsNotIn() const;
  // "expected X before Y".
  void Missing(std::string_view what);
  void Unknown(std::string_view kind, const Step& step, std::span<const Function> known);
  void Fail(size_t at, std::string message);

  Program& program_;
  Lexer lexer_;
  bool prefix_;
  Token token_;
  std::optional<Fault> fault_;
  int depth_ = 0;
};

std::optional<Fault> Parser::Parse() {
  Advance();
  program_.root = Condition();
  program_.end = token_.begin;
  if (token_.kind == Token::Kind::kBad || (token_.kind != Token::Kind::kEnd && !prefix_)) Missing("an operator");
  return fault_;
}

void Parser::Fail(size_t at, std::string message) {
  if (!fault_) fault_ = Fault{at, std::move(message)};
  lexer_.Stop();
  token_ = {Token::Kind::kEnd, at, {}, {}, {}};
}

void Parser::Missing(std::string_view what) {
  if (token_.kind == Token::Kind::kBad) return Fail(token_.begin, token_.message);
  if (token_.Is("=")) return Fail(token_.begin, "'=' is no operator, write '=='");
  if (token_.kind == Token::Kind::kEnd) return Fail(token_.begin, fmt::format("expected {} at the end", what));
  Fail(token_.begin,
       fmt::format("expected {} before {}", what,
                   token_.kind == Token::Kind::kString ? std::string(token_.text) : fmt::format("'{}'", token_.text)));
}

void Parser::Unknown(std::string_view kind, const Step& step, std::span<const Function> known) {
  const std::optional<std::string> near = Suggest(step.name, NamesOf(known));
  const std::string hint = near ? fmt::format(", did you mean '{}'?", *near) : "";
  Fail(step.at, fmt::format("there is no {} '{}'{}", kind, Abbreviate(step.name, 40), hint));
}

void Parser::Advance() {
  if (!fault_) token_ = lexer_.Next();
}

bool Parser::Skip(std::string_view text) {
  if (!token_.Is(text)) return false;
  Advance();
  return true;
}

void Parser::Expect(std::string_view text) {
  if (!Skip(text)) Missing(fmt::format("'{}'", text));
}

NodeId Parser::Add(Syntax node) {
  program_.nodes.push_back(std::move(node));
  return static_cast<NodeId>(program_.nodes.size()) - 1;
}

// value if condition else value if condition else value
NodeId Parser::Condition() {
  if (depth_ == kMaxExpressionDepth) {
    Fail(token_.begin, fmt::format("nested deeper than {} levels", kMaxExpressionDepth));
    return Add({});
  }
  ++depth_;
  Syntax node{Syntax::Kind::kCondition, token_.begin, {}, {}, {}, {}, {}, {}};
  node.children.push_back(Or());
  bool otherwise = true;
  while (otherwise && Skip("if")) {
    node.children.push_back(Or());
    otherwise = Skip("else");
    if (otherwise) node.children.push_back(Or());
  }
  --depth_;
  return node.children.size() == 1 ? node.children[0] : Add(std::move(node));
}

NodeId Parser::Words(Syntax::Kind kind, std::string_view word, Rule rule) {
  Syntax node{kind, token_.begin, {}, {}, {}, {}, {}, {}};
  node.children.push_back((this->*rule)());
  while (Skip(word)) node.children.push_back((this->*rule)());
  return node.children.size() == 1 ? node.children[0] : Add(std::move(node));
}

NodeId Parser::Operators(std::span<const Spelling> operators, Rule rule) {
  Syntax node{Syntax::Kind::kArithmetic, token_.begin, {}, {}, {}, {}, {}, {}};
  node.children.push_back((this->*rule)());
  const auto found = [&] {
    return std::find_if(operators.begin(), operators.end(), [&](const Spelling& s) { return token_.Is(s.text); });
  };
  for (auto spelling = found(); spelling != operators.end(); spelling = found()) {
    node.operators.push_back(spelling->op);
    node.places.push_back(token_.begin);
    Advance();
    node.children.push_back((this->*rule)());
  }
  return node.children.size() == 1 ? node.children[0] : Add(std::move(node));
}

NodeId Parser::Not() {
  size_t count = 0;
  const size_t at = token_.begin;
  while (Skip("not")) ++count;
  const NodeId operand = Comparison();
  if (count == 0) return operand;
  const NodeId negated = Add({Syntax::Kind::kNot, at, {}, {}, {operand}, {}, {}, {}});
  return count % 2 == 1 ? negated : Add({Syntax::Kind::kNot, at, {}, {}, {negated}, {}, {}, {}});
}

bool Parser::IsNotIn() const {
  Lexer ahead = lexer_;
  return token_.Is("not") && ahead.Next().Is("in");
}

NodeId Parser::Comparison() {
  Syntax node{Syntax::Kind::kCompare, token_.begin, {}, {}, {}, {}, {}, {}};
  node.children.push_back(Sum());
  while (true) {
    const size_t at = token_.begin;
    const auto spelling =
        std::find_if(kComparisons.begin(), kComparisons.end(), [&](const Spelling& s) { return token_.Is(s.text); });
    if (spelling != kComparisons.end()) {
      node.operators.push_back(spelling->op);
    } else if (token_.Is("in")) {
      node.operators.push_back(Operator::kIn);
    } else if (IsNotIn()) {
      Advance();
      node.operators.push_back(Operator::kNotIn);
    } else {
      break;
    }
    node.places.push_back(at);
    Advance();
    node.children.push_back(Sum());
  }
  return node.children.size() == 1 ? node.children[0] : Add(std::move(node));
}

NodeId Parser::Concat() {
  Syntax node{Syntax::Kind::kConcat, token_.begin, {}, {}, {}, {}, {}, {}};
  node.children.push_back(Product());
  while (token_.Is("~")) {
    node.places.push_back(token_.begin);
    Advance();
    node.children.push_back(Product());
  }
  return node.children.size() == 1 ? node.children[0] : Add(std::move(node));
}

NodeId Parser::Signed() {
  const size_t at = token_.begin;
  size_t signs = 0;
  size_t negations = 0;
  for (; token_.Is("-") || token_.Is("+"); ++signs) {
    negations += token_.Is("-");
    Advance();
  }
  const NodeId id = Postfix(Primary());
  if (signs == 0) return id;
  const Syntax::Kind kind = negations % 2 == 1 ? Syntax::Kind::kNegate : Syntax::Kind::kPlus;
  return Add({kind, at, {}, {}, {id}, {}, {}, {}});
}

NodeId Parser::Primary() {
  const Token token = token_;
  if (token.kind == Token::Kind::kNumber || token.kind == Token::Kind::kString) {
    Advance();
    return Add({Syntax::Kind::kLiteral, token.begin, token.value, {}, {}, {}, {}, {}});
  }
  if (token.kind == Token::Kind::kName && !IsWord(token.text)) {
    Advance();
    if (const std::optional<Value> constant = Constant(token.text)) {
      return Add({Syntax::Kind::kLiteral, token.begin, *constant, {}, {}, {}, {}, {}});
    }
    return Add({Syntax::Kind::kName, token.begin, {}, std::string(token.text), {}, {}, {}, {}});
  }
  if (token.Is("(")) return Parenthesised();
  if (token.Is("[")) return List();
  if (token.Is("{")) return Map();
  Missing("a value");
  return Add({});
}

NodeId Parser::Parenthesised() {
  Advance();
  const NodeId id = Condition();
  Expect(")");
  return id;
}

NodeId Parser::List() {
  Syntax node{Syntax::Kind::kList, token_.begin, {}, {}, {}, {}, {}, {}};
  Advance();
  while (!token_.Is("]") && !fault_) {
    node.children.push_back(Condition());
    if (!token_.Is("]")) Expect(",");
  }
  Expect("]");
  return Fold(Add(std::move(node)));
}

NodeId Parser::Map() {
  Syntax node{Syntax::Kind::kMap, token_.begin, {}, {}, {}, {}, {}, {}};
  Advance();
  while (!token_.Is("}") && !fault_) {
    node.children.push_back(Condition());
    Expect(":");
    node.children.push_back(Condition());
    if (!token_.Is("}")) Expect(",");
  }
  Expect("}");
  return Fold(Add(std::move(node)));
}

// A list or map of literals becomes a literal, so that it is built once.
NodeId Parser::Fold(NodeId id) {
  Syntax& node = At(id);
  const auto literal = [&](NodeId child) { return At(child).kind == Syntax::Kind::kLiteral; };
  if (fault_ || !std::all_of(node.children.begin(), node.children.end(), literal)) return id;
  Json json = node.kind == Syntax::Kind::kList ? Json::array() : Json::object();
  for (size_t i = 0; i < node.children.size(); ++i) {
    const Value& value = At(node.children[i]).literal;
    if (json.is_array()) {
      json.push_back(value.ToJson());
      continue;
    }
    if (!value.IsString()) return id;  // evaluation says what is wrong with the key
    json[std::string(value.AsString())] = At(node.children[++i]).literal.ToJson();
  }
  node.literal = Value::Own(std::move(json));
  node.kind = Syntax::Kind::kLiteral;
  node.children.clear();
  return id;
}

NodeId Parser::AddStep(NodeId id, Step step) {
  if (At(id).kind != Syntax::Kind::kChain) id = Add({Syntax::Kind::kChain, At(id).at, {}, {}, {id}, {}, {}, {}});
  At(id).steps.push_back(std::move(step));
  return id;
}

// .name, [key] and .method() bind tighter than a sign.
NodeId Parser::Postfix(NodeId id) {
  while (true) {
    if (token_.Is(".")) {
      id = AddStep(id, Attribute());
    } else if (token_.Is("[")) {
      id = AddStep(id, Subscript());
    } else {
      break;
    }
  }
  if (token_.Is("(")) Fail(token_.begin, "there are no functions to call, only filters and methods");
  return id;
}

NodeId Parser::Steps(NodeId id) {
  while (true) {
    if (token_.Is("|")) {
      id = AddStep(id, Filter());
    } else if (token_.Is("is")) {
      id = AddStep(id, Test());
    } else {
      return id;
    }
  }
}

Step Parser::Attribute() {
  Advance();
  const Token token = token_;
  Step step{Step::Kind::kAttribute, false, token.begin, std::string(token.text), nullptr, {}};
  if (token.kind == Token::Kind::kNumber && token.value.IsInteger()) {
    step.kind = Step::Kind::kSubscript;
    step.arguments = {Add({Syntax::Kind::kLiteral, token.begin, token.value, {}, {}, {}, {}, {}})};
  } else if (token.kind != Token::Kind::kName) {
    Missing("a name");
  }
  Advance();
  if (step.kind != Step::Kind::kAttribute || !token_.Is("(")) return step;
  step.kind = Step::Kind::kMethod;
  step.function = FindFunction(Methods(), step.name);
  if (!step.function) {
    Unknown("method", step, Methods());
    return step;
  }
  Call(step);
  return step;
}

Step Parser::Subscript() {
  Step step{Step::Kind::kSubscript, false, token_.begin, {}, nullptr, {}};
  Advance();
  step.arguments = {Condition()};
  Expect("]");
  return step;
}

Step Parser::Filter() {
  Advance();
  Step step{Step::Kind::kFilter, false, token_.begin, std::string(token_.text), nullptr, {}};
  if (token_.kind != Token::Kind::kName) {
    Missing("a filter");
    return step;
  }
  step.function = FindFunction(Filters(), step.name);
  if (!step.function) {
    Unknown("filter", step, Filters());
    return step;
  }
  Advance();
  Call(step);
  return step;
}

Step Parser::Test() {
  Advance();
  Step step{Step::Kind::kTest, Skip("not"), token_.begin, std::string(token_.text), nullptr, {}};
  if (token_.kind != Token::Kind::kName) {
    Missing("a test");
    return step;
  }
  step.function = FindFunction(Tests(), step.name);
  if (!step.function) {
    Unknown("test", step, Tests());
    return step;
  }
  Advance();
  if (step.function->required == 0 || token_.Is("(")) {
    Call(step);
  } else {
    step.arguments = {Postfix(Primary())};  // x is divisibleby 3
  }
  if (token_.Is("is")) Fail(token_.begin, "tests can't be chained, use 'and'");
  return step;
}

// The arguments in parentheses, if there are any, by position and by name.
void Parser::Call(Step& step) {
  if (fault_) return;
  step.arguments.assign(step.function->size(), kNoNode);
  if (Skip("(")) {
    bool named = false;
    for (size_t position = 0; !token_.Is(")") && !fault_; ++position) {
      Argument(step, position, named);
      if (!token_.Is(")")) Expect(",");
    }
    Expect(")");
  }
  CheckRequired(step);
}

void Parser::Argument(Step& step, size_t position, bool& named) {
  const Token name = token_;
  Lexer ahead = lexer_;
  if (name.kind == Token::Kind::kName && ahead.Next().Is("=")) {
    const auto& parameters = step.function->parameters;
    position = static_cast<size_t>(std::find(parameters.begin(), parameters.end(), name.text) - parameters.begin());
    if (position == parameters.size()) return Fail(name.begin, fmt::format("'{}' takes no '{}'", step.name, name.text));
    Advance();
    Advance();
    named = true;
  } else if (named) {
    return Fail(name.begin, "an argument without a name after one that has one");
  }
  if (position >= step.arguments.size()) {
    return Fail(name.begin, fmt::format("'{}' takes at most {} arguments", step.name, step.arguments.size()));
  }
  if (step.arguments[position] != kNoNode) return Fail(name.begin, fmt::format("'{}' is given twice", name.text));
  step.arguments[position] = Condition();
}

void Parser::CheckRequired(const Step& step) {
  for (size_t i = 0; i < step.function->required && !fault_; ++i) {
    if (step.arguments[i] != kNoNode) continue;
    Fail(step.at, fmt::format("'{}' needs '{}'", step.name, step.function->parameters[i]));
  }
}

}  // namespace

std::optional<Fault> ParseProgram(Program& program, std::string_view text, size_t begin, bool prefix) {
  const std::string_view seen = text.substr(0, begin + kMaxExpressionBytes + 1);
  const Fault too_long{begin, fmt::format("an expression of more than {} bytes", kMaxExpressionBytes)};
  if (seen.size() < text.size() && !prefix) return too_long;
  const std::optional<Fault> fault = Parser(program, seen, begin, prefix).Parse();
  if (!fault) CollectNames(program);
  const size_t end = fault ? fault->at : program.end;
  return end > begin + kMaxExpressionBytes ? too_long : fault;
}

}  // namespace harness::expression
