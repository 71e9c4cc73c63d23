#include "harness/base/expression_parser.h"

#include <algorithm>
#include <array>

#include "harness/base/expression_limits.h"
#include "harness/base/text.h"

namespace harness::expression {
namespace {

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

std::optional<Value> Constant(std::string_view name, Dialect dialect) {
  if (name == "true" || name == "True") return Value::Bool(true);
  if (name == "false" || name == "False") return Value::Bool(false);
  if (name == "none" || name == "None") return Value::Null();
  if (name == "null" && dialect == Dialect::kSuite) return Value::Null();
  return std::nullopt;
}

}  // namespace

std::optional<Fault> Parser::Parse() {
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

bool Parser::NextIs(std::string_view text) const {
  Lexer ahead = lexer_;
  return ahead.Next().Is(text);
}

std::string Parser::Name(std::string_view what) {
  if (token_.kind != Token::Kind::kName || IsWord(token_.text)) {
    Missing(what);
    return {};
  }
  std::string name(token_.text);
  Advance();
  return name;
}

void Parser::Unknown(std::string_view kind, const Step& step, std::span<const Function> known) {
  if (const std::string_view why = WhyRefused(step.name); !why.empty())
    return Fail(step.at, fmt::format("the {} '{}' is not supported: {}", kind, step.name, why));
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

NodeId Parser::Sum() {
  return Operators(kSums, &Parser::Concat);
}
NodeId Parser::Product() {
  return Operators(kProducts, &Parser::Power);
}
NodeId Parser::Power() {
  return Operators(kPowers, &Parser::SignedAndFiltered);
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
  if (token.kind == Token::Kind::kString) return Text();
  if (token.kind == Token::Kind::kNumber) {
    Advance();
    return Add({Syntax::Kind::kLiteral, token.begin, token.value, {}, {}, {}, {}, {}});
  }
  if (token.kind == Token::Kind::kName && !IsWord(token.text)) {
    Advance();
    if (const std::optional<Value> constant = Constant(token.text, program_.dialect)) {
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

// In templates, texts that follow one another are one.
NodeId Parser::Text() {
  Syntax node{Syntax::Kind::kLiteral, token_.begin, token_.value, {}, {}, {}, {}, {}};
  Advance();
  while (templates() && token_.kind == Token::Kind::kString) {
    node.literal = Value::String(std::string(node.literal.AsString()).append(token_.value.AsString()));
    Advance();
  }
  return Add(std::move(node));
}

NodeId Parser::Parenthesised() {
  Advance();
  NodeId id = kNoNode;
  if (templates() && token_.Is(")"))
    id = Add({Syntax::Kind::kTuple, token_.begin, {}, {}, {}, {}, {}, {}});
  else
    id = templates() ? Tuple(true) : Condition();
  Expect(")");
  return id;
}

bool Parser::EndsTuple() const {
  constexpr std::array<std::string_view, 5> kEnds = {")", "in", "recursive", "=", "]"};
  return AtEnd() || std::any_of(kEnds.begin(), kEnds.end(), [&](std::string_view end) { return token_.Is(end); });
}

NodeId Parser::Tuple(bool conditions) {
  Syntax node{Syntax::Kind::kTuple, token_.begin, {}, {}, {}, {}, {}, {}};
  bool several = false;
  do {
    if (several && EndsTuple()) break;
    node.children.push_back(conditions ? Condition() : Or());
    several = several || token_.Is(",");
  } while (Skip(","));
  return several ? Add(std::move(node)) : node.children[0];
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
  if (templates()) return id;
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
