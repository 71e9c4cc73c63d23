// Walks a program with a scope. After the first fault everything else is undefined and cheap.

#include "harness/base/expression_limits.h"
#include "harness/base/expression_program.h"

namespace harness::expression {
namespace {

class Evaluator {
 public:
  Evaluator(const Program& program, const Scope& scope, Undefined undefined)
      : program_(program), scope_(scope), strict_(undefined == Undefined::kStrict) {}

  tl::expected<Value, Fault> Run() {
    Value value = Evaluate(program_.root);
    if (fault_) return tl::unexpected(std::move(*fault_));
    return value;
  }

 private:
  Value Evaluate(NodeId id);
  Value Name(const Syntax& node);
  Value List(const Syntax& node);
  Value Map(const Syntax& node);
  Value Condition(const Syntax& node);
  Value Logic(const Syntax& node);
  Value Comparison(const Syntax& node);
  Value Arithmetic(const Syntax& node);
  Value Concat(const Syntax& node);
  Value Sign(const Syntax& node);
  Value Chain(const Syntax& node);
  Value Take(const Syntax& chain, size_t step, Value value);
  Value Apply(const Step& step, const Value& input);

  Value Lookup(const Syntax& name) const;
  std::string PathTo(const Syntax& chain, size_t step) const;
  const Syntax& At(NodeId id) const { return program_.nodes[static_cast<size_t>(id)]; }
  // A value that was made here: what it weighs counts.
  Value Made(size_t at, Outcome<Value> value);
  Value Fail(size_t at, std::string message);

  const Program& program_;
  const Scope& scope_;
  const bool strict_;
  std::optional<Fault> fault_;
  size_t work_ = 0;
};

Value Evaluator::Fail(size_t at, std::string message) {
  if (!fault_) fault_ = Fault{at, std::move(message)};
  return Value();
}

Value Evaluator::Made(size_t at, Outcome<Value> value) {
  if (!value) return Fail(at, std::move(value.error()));
  work_ += value->Weight();
  if (work_ > kMaxExpressionWork)
    return Fail(at, fmt::format("the expression makes more than {} bytes", kMaxExpressionWork));
  return *std::move(value);
}

Value Evaluator::Evaluate(NodeId id) {
  if (fault_) return Value();
  const Syntax& node = At(id);
  switch (node.kind) {
    case Syntax::Kind::kLiteral:
      return node.literal;
    case Syntax::Kind::kName:
      return Name(node);
    case Syntax::Kind::kList:
      return List(node);
    case Syntax::Kind::kMap:
      return Map(node);
    case Syntax::Kind::kCondition:
      return Condition(node);
    case Syntax::Kind::kOr:
    case Syntax::Kind::kAnd:
      return Logic(node);
    case Syntax::Kind::kNot:
      return Value::Bool(!IsTrue(Evaluate(node.children[0])));
    case Syntax::Kind::kCompare:
      return Comparison(node);
    case Syntax::Kind::kArithmetic:
      return Arithmetic(node);
    case Syntax::Kind::kConcat:
      return Concat(node);
    case Syntax::Kind::kNegate:
    case Syntax::Kind::kPlus:
      return Sign(node);
    case Syntax::Kind::kChain:
      return Chain(node);
  }
  return Value();
}

Value Evaluator::Lookup(const Syntax& name) const {
  const Json* found = scope_.Find(name.name);
  return found ? Value::Borrow(*found) : Value();
}

Value Evaluator::Name(const Syntax& node) {
  Value value = Lookup(node);
  if (strict_ && value.IsUndefined()) return Fail(node.at, fmt::format("'{}' is not defined", node.name));
  return value;
}

Value Evaluator::List(const Syntax& node) {
  Json list = Json::array();
  for (const NodeId child : node.children) {
    const Value item = Evaluate(child);
    work_ += item.IsString() ? item.AsString().size() : 0;
    if (work_ > kMaxExpressionWork) break;
    list.push_back(item.ToJson());
  }
  return Made(node.at, Value::Own(std::move(list)));
}

Value Evaluator::Map(const Syntax& node) {
  Json map = Json::object();
  for (size_t i = 0; i < node.children.size(); i += 2) {
    const Value key = Evaluate(node.children[i]);
    const Value value = Evaluate(node.children[i + 1]);
    if (fault_) return Value();
    if (!key.IsString()) return Fail(At(node.children[i]).at, fmt::format("a key must be text, not {}", Show(key)));
    work_ += value.IsString() ? value.AsString().size() : 0;
    if (work_ > kMaxExpressionWork) break;
    map[std::string(key.AsString())] = value.ToJson();
  }
  return Made(node.at, Value::Own(std::move(map)));
}

Value Evaluator::Condition(const Syntax& node) {
  size_t i = 0;
  for (; i + 1 < node.children.size(); i += 2) {
    if (IsTrue(Evaluate(node.children[i + 1]))) return Evaluate(node.children[i]);
  }
  return i < node.children.size() ? Evaluate(node.children[i]) : Value();
}

Value Evaluator::Logic(const Syntax& node) {
  const bool decisive = node.kind == Syntax::Kind::kOr;
  Value value;
  for (const NodeId child : node.children) {
    value = Evaluate(child);
    if (IsTrue(value) == decisive) break;
  }
  return value;
}

Value Evaluator::Comparison(const Syntax& node) {
  Value left = Evaluate(node.children[0]);
  for (size_t i = 0; i < node.operators.size(); ++i) {
    Value right = Evaluate(node.children[i + 1]);
    if (fault_) return Value();
    Outcome<bool> holds = Compare(node.operators[i], left, right);
    if (!holds) return Fail(node.places[i], std::move(holds.error()));
    if (!*holds) return Value::Bool(false);
    left = std::move(right);
  }
  return Value::Bool(true);
}

Value Evaluator::Arithmetic(const Syntax& node) {
  Value left = Evaluate(node.children[0]);
  for (size_t i = 0; i < node.operators.size() && !fault_; ++i) {
    const Value right = Evaluate(node.children[i + 1]);
    if (!fault_) left = Made(node.places[i], Calculate(node.operators[i], left, right));
  }
  return left;
}

Value Evaluator::Concat(const Syntax& node) {
  std::string text;
  for (size_t i = 0; i < node.children.size(); ++i) {
    const Value part = Evaluate(node.children[i]);
    if (part.IsString())
      text += part.AsString();
    else
      text += TextOf(part);
    if (text.size() > kMaxExpressionText) {
      return Fail(node.places[i == 0 ? 0 : i - 1],
                  fmt::format("a text would be longer than {} bytes", kMaxExpressionText));
    }
  }
  return Made(node.at, Value::String(std::move(text)));
}

Value Evaluator::Sign(const Syntax& node) {
  const Value value = Evaluate(node.children[0]);
  if (fault_) return Value();
  if (node.kind == Syntax::Kind::kNegate) return Made(node.at, Negate(value));
  return value.IsNumber() ? value : Fail(node.at, fmt::format("can't apply '+' to {}", Show(value)));
}

Value Evaluator::Chain(const Syntax& node) {
  const Syntax& base = At(node.children[0]);
  Value value = base.kind == Syntax::Kind::kName ? Lookup(base) : Evaluate(node.children[0]);
  for (size_t i = 0; i < node.steps.size() && !fault_; ++i) {
    const bool asked = node.steps[i].function && node.steps[i].function->takes_undefined;
    if (strict_ && value.IsUndefined() && !asked) {
      return Fail(i == 0 ? base.at : node.steps[i - 1].at, fmt::format("{} is not defined", PathTo(node, i)));
    }
    value = Take(node, i, std::move(value));
  }
  if (strict_ && value.IsUndefined() && !fault_) {
    return Fail(node.steps.back().at, fmt::format("{} is not defined", PathTo(node, node.steps.size())));
  }
  return value;
}

Value Evaluator::Take(const Syntax& chain, size_t index, Value value) {
  const Step& step = chain.steps[index];
  switch (step.kind) {
    case Step::Kind::kAttribute:
      return Attribute(value, step.name);
    case Step::Kind::kSubscript:
      return Subscript(value, Evaluate(step.arguments[0]));
    case Step::Kind::kFilter:
      return Apply(step, value);
    case Step::Kind::kMethod:
      return !strict_ && value.IsAbsent() ? Value() : Apply(step, value);
    case Step::Kind::kTest:
      break;
  }
  const Value is = Apply(step, value);
  return step.negated ? Value::Bool(!is.AsBool()) : is;
}

Value Evaluator::Apply(const Step& step, const Value& input) {
  std::array<Value, kMaxParameters> arguments;
  for (size_t i = 0; i < step.arguments.size(); ++i) {
    if (step.arguments[i] != kNoNode) arguments[i] = Evaluate(step.arguments[i]);
  }
  if (fault_) return Value();
  Outcome<Value> value = step.function->apply(input, arguments);
  if (!value) return Fail(step.at, fmt::format("{}: {}", step.name, value.error()));
  return Made(step.at, std::move(value));
}

// What a message calls the value before a step.
std::string Evaluator::PathTo(const Syntax& chain, size_t step) const {
  const Syntax& base = At(chain.children[0]);
  std::string path = base.kind == Syntax::Kind::kName ? base.name : "the value";
  for (size_t i = 0; i < step; ++i) {
    const Step& taken = chain.steps[i];
    if (taken.kind == Step::Kind::kAttribute)
      path += "." + taken.name;
    else if (taken.kind == Step::Kind::kSubscript)
      path += "[…]";
    else
      path += " | " + taken.name;
  }
  return base.kind == Syntax::Kind::kName ? fmt::format("'{}'", path) : path;
}

}  // namespace

tl::expected<Value, Fault> Evaluate(const Program& program, const Scope& scope, Undefined undefined) {
  return Evaluator(program, scope, undefined).Run();
}

}  // namespace harness::expression
