// What follows a value: .name, [key], |filter, is test, calls and their arguments.

#include <algorithm>

#include "harness/base/expression_parser.h"
#include "harness/base/text.h"

namespace harness::expression {

NodeId Parser::AddStep(NodeId id, Step step) {
  if (At(id).kind != Syntax::Kind::kChain) id = Add({Syntax::Kind::kChain, At(id).at, {}, {}, {id}, {}, {}, {}});
  At(id).steps.push_back(std::move(step));
  return id;
}

// .name, [key], .method() and calls bind tighter than a sign.
NodeId Parser::Postfix(NodeId id) {
  while (true) {
    if (token_.Is(".")) {
      id = AddStep(id, Attribute());
    } else if (token_.Is("[")) {
      id = AddStep(id, Subscript());
    } else if (token_.Is("(") && templates()) {
      id = AddStep(id, Call());
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
    } else if (token_.Is("(") && templates()) {
      id = AddStep(id, Call());
    } else {
      return id;
    }
  }
}

NodeId Parser::Filters(bool inline_first) {
  if (!inline_first && !token_.Is("|")) return kNoNode;
  NodeId id = Add({Syntax::Kind::kHole, token_.begin, {}, {}, {}, {}, {}, {}});
  if (inline_first) id = AddStep(id, Filter());
  while (token_.Is("|")) id = AddStep(id, Filter());
  return id;
}

Step Parser::Call() {
  Step step{Step::Kind::kCall, false, token_.begin, {}, nullptr};
  CallOf(step);
  return step;
}

Step Parser::Attribute() {
  Advance();
  const Token token = token_;
  Step step{Step::Kind::kAttribute, false, token.begin, std::string(token.text), nullptr};
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
  if (!step.function && !templates()) {
    Unknown("method", step, Methods());
    return step;
  }
  CallOf(step);
  return step;
}

Step Parser::Subscript() {
  Step step{Step::Kind::kSubscript, false, token_.begin, {}, nullptr};
  Advance();
  step.arguments = {kNoNode};
  if (!templates() || !token_.Is(":")) step.arguments[0] = templates() ? Tuple(true) : Condition();
  if (templates() && token_.Is(":")) {
    step.kind = Step::Kind::kSlice;
    step.arguments.resize(3, kNoNode);
    for (size_t i = 1; i < 3 && Skip(":"); ++i)
      if (!token_.Is(":") && !token_.Is("]")) step.arguments[i] = Condition();
  }
  Expect("]");
  return step;
}

Step Parser::Filter() {
  if (token_.Is("|")) Advance();
  Step step{Step::Kind::kFilter, false, token_.begin, std::string(token_.text), nullptr};
  if (token_.kind != Token::Kind::kName) {
    Missing("a filter");
    return step;
  }
  step.function = FindFunction(expression::Filters(), step.name);
  if (!step.function) {
    Unknown("filter", step, expression::Filters());
    return step;
  }
  Advance();
  CallOf(step);
  return step;
}

Step Parser::Test() {
  Advance();
  Step step{Step::Kind::kTest, Skip("not"), token_.begin, std::string(token_.text), nullptr};
  if (token_.kind != Token::Kind::kName) {
    Missing("a test");
    return step;
  }
  step.function = FindFunction(Tests(), step.name);
  if (!step.function || (templates() && step.name == "null")) {
    Unknown("test", step, Tests());
    return step;
  }
  Advance();
  if (step.function->required == 0 || token_.Is("(")) {
    CallOf(step);
  } else {
    step.arguments = {Postfix(Primary())};  // x is divisibleby 3
  }
  if (token_.Is("is")) Fail(token_.begin, "tests can't be chained, use 'and'");
  return step;
}

void Parser::CallOf(Step& step) {
  if (fault_) return;
  std::vector<size_t> places;
  if (Skip("(")) {
    List(step, places);
    Expect(")");
  }
  const bool spread =
      std::any_of(step.names.begin(), step.names.end(), [](const auto& n) { return n.starts_with('*'); });
  step.unsorted = !step.function || spread || step.function->IsVariadic(program_.dialect) ||
                  (templates() && step.kind == Step::Kind::kMethod);
  if (!step.unsorted && !fault_) Sort(step, places);
}

void Parser::List(Step& step, std::vector<size_t>& places) {
  while (!token_.Is(")") && !fault_) {
    places.push_back(token_.begin);
    OneArgument(step);
    if (!token_.Is(")")) Expect(",");
  }
}

void Parser::OneArgument(Step& step) {
  const auto given = [&](std::string_view name) {
    return std::find(step.names.begin(), step.names.end(), name) != step.names.end();
  };
  const bool named = std::any_of(step.names.begin(), step.names.end(), [](const auto& n) { return !n.empty(); });
  const Token name = token_;
  if (templates() && (name.Is("*") || name.Is("**"))) {
    if (given(name.text) || given("**")) return Fail(name.begin, fmt::format("'{}' is given twice", name.text));
    step.names.emplace_back(name.text);
    Advance();
  } else if (name.kind == Token::Kind::kName && NextIs("=")) {
    if (given(name.text) || given("**")) return Fail(name.begin, fmt::format("'{}' is given twice", name.text));
    step.names.emplace_back(name.text);
    Advance();
    Advance();
  } else {
    if (named) return Fail(name.begin, "an argument without a name after one that has one");
    step.names.emplace_back();
  }
  step.arguments.push_back(Condition());
}

void Parser::Sort(Step& step, const std::vector<size_t>& places) {
  const std::vector<NodeId> given = std::exchange(step.arguments, std::vector(step.function->size(), kNoNode));
  const std::vector<std::string> names = std::exchange(step.names, {});
  const auto& parameters = step.function->parameters;
  for (size_t i = 0; i < given.size(); ++i) {
    size_t position = i;
    if (!names[i].empty()) {
      position = static_cast<size_t>(std::find(parameters.begin(), parameters.end(), names[i]) - parameters.begin());
      if (position == parameters.size()) return Fail(places[i], fmt::format("'{}' takes no '{}'", step.name, names[i]));
    }
    if (position >= step.arguments.size()) {
      return Fail(places[i], fmt::format("'{}' takes at most {} arguments", step.name, step.arguments.size()));
    }
    if (step.arguments[position] != kNoNode) return Fail(places[i], fmt::format("'{}' is given twice", names[i]));
    step.arguments[position] = given[i];
  }
  CheckRequired(step);
}

void Parser::CheckRequired(const Step& step) {
  for (size_t i = 0; i < step.function->required && !fault_; ++i) {
    if (step.arguments[i] != kNoNode) continue;
    Fail(step.at, fmt::format("'{}' needs '{}'", step.name, step.function->parameters[i]));
  }
}

}  // namespace harness::expression
