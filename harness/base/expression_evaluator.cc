#include "harness/base/expression_evaluator.h"

#include "harness/base/expression_limits.h"
#include "harness/base/expression_python.h"

namespace harness::expression {
namespace {

// The names of a suite's scope. There is nothing to call.
class ScopeHost final : public Host {
 public:
  explicit ScopeHost(const Scope& scope) : scope_(scope) {}
  Value Find(std::string_view name) override {
    const Json* found = scope_.Find(name);
    return found ? Value::Borrow(*found) : Value();
  }
  Outcome<Value> Call(Object& object, CallArguments) override {
    return Wrong(fmt::format("can't call {}", object.Describe()));
  }

 private:
  const Scope& scope_;
};

}  // namespace

tl::expected<Value, Fault> Evaluator::Run(NodeId root, Value hole) {
  hole_ = std::move(hole);
  Value value = Evaluate(root);
  if (fault_) return tl::unexpected(std::move(*fault_));
  return value;
}

tl::expected<std::pair<Value, CallArguments>, Fault> Evaluator::RunCall(NodeId root) {
  const Syntax& chain = At(root);
  const Step& call = chain.steps.back();
  Value called = Steps(chain, chain.steps.size() - 1);
  if (!fault_ && call.kind == Step::Kind::kMethod && IsUsable(call.at, called)) {
    if (called.IsObject())
      called = called.AsObject().Attribute(call.name);
    else
      called = called.IsMap() ? called.Find(call.name) : Value();
  }
  if (!fault_ && IsUsable(call.at, called) && !called.IsObject())
    Fail(call.at, fmt::format("can't call {}", Show(called)));
  CallArguments arguments = fault_ ? CallArguments{} : ArgumentsOf(call);
  if (fault_) return tl::unexpected(std::move(*fault_));
  return std::pair(std::move(called), std::move(arguments));
}

Value Evaluator::Fail(size_t at, std::string message) {
  if (!fault_) fault_ = Fault{at, std::move(message)};
  return Value();
}

Value Evaluator::Made(size_t at, Outcome<Value> value) {
  if (!value) return Fail(at, std::move(value.error()));
  if (!evaluation_.Make(value->Weight())) return Fail(at, evaluation_.exhausted());
  return *std::move(value);
}

bool Evaluator::IsUsable(size_t at, const Value& value) {
  if (python() && value.IsUndefined() && !value.IsNothing()) Fail(at, std::string(value.AsString()));
  return !fault_;
}

bool Evaluator::IsTrueAt(size_t at, const Value& value) {
  return IsUsable(at, value) && IsTrue(value);
}

Value Evaluator::Evaluate(NodeId id) {
  if (fault_) return Value();
  const Syntax& node = At(id);
  if (!evaluation_.Spend(1)) return Fail(node.at, evaluation_.exhausted());
  const Evaluation::Level level(evaluation_);
  if (!level.within()) return Fail(node.at, fmt::format("values nest deeper than {} levels", kMaxEvaluationNesting));
  switch (node.kind) {
    case Syntax::Kind::kLiteral:
      return node.literal;
    case Syntax::Kind::kName:
      return Name(node);
    case Syntax::Kind::kList:
      return python() ? Items(node) : List(node);
    case Syntax::Kind::kTuple:
      return Items(node);
    case Syntax::Kind::kMap:
      return python() ? PythonMap(node) : Map(node);
    case Syntax::Kind::kCondition:
      return Condition(node);
    case Syntax::Kind::kOr:
    case Syntax::Kind::kAnd:
      return Logic(node);
    case Syntax::Kind::kNot:
      return Value::Bool(!IsTrueAt(PlaceOf(program_, node.children[0]), Evaluate(node.children[0])));
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
    case Syntax::Kind::kHole:
      return hole_;
  }
  return Value();
}

Value Evaluator::Lookup(const Syntax& name) const {
  Value found = host_.Find(name.name);
  return python() && !found.IsGiven() ? Value::Missing(fmt::format("'{}' is undefined", name.name)) : found;
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
    if (!evaluation_.Make(item.IsString() ? item.AsString().size() : 0)) break;
    list.push_back(item.ToJson());
  }
  return Made(node.at, Value::Own(std::move(list)));
}

Value Evaluator::Items(const Syntax& node) {
  std::vector<Value> items;
  items.reserve(node.children.size());
  for (const NodeId child : node.children) items.push_back(Evaluate(child));
  if (fault_) return Value();
  return Made(node.at,
              MakeList(std::move(items), node.kind == Syntax::Kind::kTuple ? ListKind::kTuple : ListKind::kList));
}

Value Evaluator::Map(const Syntax& node) {
  Json map = Json::object();
  for (size_t i = 0; i < node.children.size(); i += 2) {
    const Value key = Evaluate(node.children[i]);
    const Value value = Evaluate(node.children[i + 1]);
    if (fault_) return Value();
    if (!key.IsString()) return Fail(At(node.children[i]).at, fmt::format("a key must be text, not {}", Show(key)));
    if (!evaluation_.Make(value.IsString() ? value.AsString().size() : 0)) break;
    map[std::string(key.AsString())] = value.ToJson();
  }
  return Made(node.at, Value::Own(std::move(map)));
}

Value Evaluator::PythonMap(const Syntax& node) {
  Dictionary map;
  for (size_t i = 0; i < node.children.size() && !fault_; i += 2) {
    Value key = Evaluate(node.children[i]);
    Value value = Evaluate(node.children[i + 1]);
    Outcome<std::string> hash = HashOf(key);
    if (!hash) return Fail(At(node.children[i]).at, hash.error());
    map.Set(*std::move(hash), std::move(key), std::move(value));
  }
  if (map.nesting > kMaxExpressionDepth)
    return Fail(node.at, fmt::format("a map would nest deeper than {} levels", kMaxExpressionDepth));
  return Made(node.at, Value::Of(std::move(map)));
}

Value Evaluator::Condition(const Syntax& node) {
  size_t i = 0;
  for (; i + 1 < node.children.size(); i += 2) {
    const NodeId condition = node.children[i + 1];
    if (IsTrueAt(PlaceOf(program_, condition), Evaluate(condition))) return Evaluate(node.children[i]);
    if (fault_) return Value();
  }
  if (i < node.children.size()) return Evaluate(node.children[i]);
  return python() ? Value::Nothing() : Value();
}

Value Evaluator::Logic(const Syntax& node) {
  const bool decisive = node.kind == Syntax::Kind::kOr;
  Value value;
  for (size_t i = 0; i < node.children.size(); ++i) {
    value = Evaluate(node.children[i]);
    // The last one is the value, whatever it is.
    if (i + 1 < node.children.size() && IsTrueAt(PlaceOf(program_, node.children[i]), value) == decisive) break;
    if (fault_) break;
  }
  return value;
}

Value Evaluator::Comparison(const Syntax& node) {
  Value left = Evaluate(node.children[0]);
  for (size_t i = 0; i < node.operators.size(); ++i) {
    Value right = Evaluate(node.children[i + 1]);
    if (fault_) return Value();
    Outcome<bool> holds = evaluation_.Compare(node.operators[i], left, right);
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
    if (!fault_) left = Made(node.places[i], evaluation_.Calculate(node.operators[i], left, right));
  }
  return left;
}

Value Evaluator::Concat(const Syntax& node) {
  std::string text;
  for (size_t i = 0; i < node.children.size() && !fault_; ++i) {
    const Value part = Evaluate(node.children[i]);
    if (!IsUsable(PlaceOf(program_, node.children[i]), part)) break;
    const size_t at = node.places[i == 0 ? 0 : i - 1];
    if (part.IsString()) {
      text += part.AsString();
    } else {
      const Outcome<std::string> written = evaluation_.Text(part);
      if (!written) return Fail(at, written.error());
      text += *written;
    }
    if (text.size() > kMaxExpressionText)
      return Fail(at, fmt::format("a text would be longer than {} bytes", kMaxExpressionText));
  }
  if (fault_) return Value();
  return Made(node.at, Value::String(std::move(text)));
}

Value Evaluator::Sign(const Syntax& node) {
  Value value = Evaluate(node.children[0]);
  if (!IsUsable(node.at, value)) return Value();
  if (python()) value = WithoutBool(value);
  if (node.kind == Syntax::Kind::kNegate) return Made(node.at, Negate(value));
  return value.IsNumber() ? value : Fail(node.at, fmt::format("can't apply '+' to {}", Show(value)));
}

Value Evaluator::Chain(const Syntax& node) {
  Value value = Steps(node, node.steps.size());
  if (strict_ && value.IsUndefined() && !fault_) {
    return Fail(node.steps.back().at, fmt::format("{} is not defined", PathTo(node, node.steps.size())));
  }
  return value;
}

Value Evaluator::Steps(const Syntax& node, size_t count) {
  const Syntax& base = At(node.children[0]);
  Value value = base.kind == Syntax::Kind::kName ? Lookup(base) : Evaluate(node.children[0]);
  for (size_t i = 0; i < count && !fault_; ++i) {
    const bool asked = node.steps[i].function && node.steps[i].function->takes_undefined;
    const size_t before = i == 0 ? base.at : node.steps[i - 1].at;
    if (!asked && !IsUsable(before, value)) break;
    const bool filtered = node.steps[i].kind == Step::Kind::kFilter || node.steps[i].kind == Step::Kind::kTest;
    if (python() && value.IsNothing() && !filtered) return Fail(before, std::string(value.AsString()));
    if (strict_ && value.IsUndefined() && !asked) {
      return Fail(before, fmt::format("{} is not defined", PathTo(node, i)));
    }
    value = Take(node, i, std::move(value));
  }
  return value;
}

Value Evaluator::Take(const Syntax& chain, size_t index, Value value) {
  const Step& step = chain.steps[index];
  switch (step.kind) {
    case Step::Kind::kAttribute:
      return Attribute(chain, index, value);
    case Step::Kind::kSubscript:
      return Subscript(chain, index, value);
    case Step::Kind::kSlice:
      return Slice(step, value);
    case Step::Kind::kFilter:
      return Apply(step, value);
    case Step::Kind::kMethod:
      if (python()) return Method(step, value);
      return !strict_ && value.IsAbsent() ? Value() : Apply(step, value);
    case Step::Kind::kCall:
      return Call(step.at, value, step);
    case Step::Kind::kTest:
      break;
  }
  const Value is = Apply(step, value);
  return step.negated && !fault_ ? Value::Bool(!is.AsBool()) : is;
}

Value Evaluator::MissingPart(const Syntax& chain, size_t step) const {
  return Value::Missing(fmt::format("{} is undefined", PathTo(chain, step + 1)));
}

Value Evaluator::Attribute(const Syntax& chain, size_t index, const Value& value) {
  const std::string& name = chain.steps[index].name;
  Value found = value.IsObject() ? value.AsObject().Attribute(name) : AttributeOf(value, name);
  return python() && !found.IsGiven() ? MissingPart(chain, index) : found;
}

Value Evaluator::Subscript(const Syntax& chain, size_t index, const Value& value) {
  const Step& step = chain.steps[index];
  const Value key = Evaluate(step.arguments[0]);
  if (!IsUsable(PlaceOf(program_, step.arguments[0]), key)) return Value();
  Value found = value.IsObject() && key.IsString() ? value.AsObject().Attribute(key.AsString())
                                                   : evaluation_.Subscript(value, key);
  if (!found.IsGiven() && key.IsString()) found = AttributeOf(value, key.AsString());
  return python() && !found.IsGiven() ? MissingPart(chain, index) : Made(step.at, std::move(found));
}

Value Evaluator::Slice(const Step& step, const Value& value) {
  std::array<std::optional<int64_t>, 3> bounds;
  for (size_t i = 0; i < 3; ++i) {
    if (step.arguments[i] == kNoNode) continue;
    const Value bound = WithoutBool(Evaluate(step.arguments[i]));
    if (!IsUsable(step.at, bound)) return Value();
    if (bound.IsNull()) continue;
    if (bound.kind() != Kind::kInteger) return Fail(step.at, fmt::format("can't slice by {}", Show(bound)));
    bounds[i] = bound.AsInteger();
  }
  if (bounds[2] == 0) return Fail(step.at, "a slice's step is 0");
  if (!value.IsString() && !value.IsList()) return Fail(step.at, fmt::format("can't slice {}", Show(value)));
  if (value.IsList() && value.list_kind() != ListKind::kList && value.list_kind() != ListKind::kTuple)
    return Fail(step.at, fmt::format("{} of this kind can't be sliced, write |list before it", Show(value)));
  return Made(step.at, SliceOf(value, bounds[0], bounds[1], bounds[2].value_or(1)));
}

// Methods of Python's types first, then a member of that name that can be called.
Value Evaluator::Method(const Step& step, const Value& value) {
  if (value.IsObject() && value.AsObject().HasMethod(step.name)) {
    CallArguments arguments = ArgumentsOf(step);
    if (fault_) return Value();
    Outcome<Value> result = value.AsObject().CallMethod(evaluation_, step.name, std::move(arguments));
    if (!result) return Fail(step.at, fmt::format("{}: {}", step.name, result.error()));
    return Made(step.at, std::move(result));
  }
  if (value.IsObject()) {
    const Value found = value.AsObject().Attribute(step.name);
    if (found.IsGiven()) return Call(step.at, found, step);
  }
  const bool list = value.IsList() && (value.list_kind() == ListKind::kList || value.list_kind() == ListKind::kTuple ||
                                       value.list_kind() == ListKind::kRange);
  if (step.function && (value.IsString() || list || value.IsMap())) return Apply(step, value);
  const Value member = AttributeOf(value, step.name);
  if (member.IsGiven()) return Call(step.at, member, step);
  constexpr std::array<std::string_view, 11> kChanging = {
      "append", "extend", "insert", "pop", "remove", "clear", "update", "popitem", "sort", "setdefault", "reverse"};
  const bool changing = std::find(kChanging.begin(), kChanging.end(), step.name) != kChanging.end();
  return Fail(step.at, fmt::format("there is no method '{}' of {}{}", step.name, Show(value),
                                   changing ? ": values are never changed" : ""));
}

Value Evaluator::Call(size_t at, const Value& value, const Step& step) {
  if (!IsUsable(at, value)) return Value();
  if (!value.IsObject()) return Fail(at, fmt::format("can't call {}", Show(value)));
  CallArguments arguments = ArgumentsOf(step);
  if (fault_) return Value();
  return Made(at, host_.Call(value.AsObject(), std::move(arguments)));
}

CallArguments Evaluator::ArgumentsOf(const Step& step) {
  CallArguments arguments;
  for (size_t i = 0; i < step.arguments.size() && !fault_; ++i) {
    if (step.names[i].empty())
      arguments.positional.push_back(Evaluate(step.arguments[i]));
    else if (step.names[i].starts_with('*'))
      Spread(step, i, arguments);
    else
      arguments.named.emplace_back(step.names[i], Evaluate(step.arguments[i]));
  }
  return arguments;
}

void Evaluator::Spread(const Step& step, size_t argument, CallArguments& arguments) {
  const NodeId id = step.arguments[argument];
  const Value value = Evaluate(id);
  if (!IsUsable(PlaceOf(program_, id), value)) return;
  if (step.names[argument] == "*") {
    Outcome<std::vector<Value>> items = evaluation_.Items(value);
    if (!items) return void(Fail(At(id).at, items.error()));
    for (Value& item : *items) arguments.positional.push_back(std::move(item));
    return;
  }
  if (!value.IsMap()) return void(Fail(At(id).at, fmt::format("'**' needs a map, not {}", Show(value))));
  for (Member& member : value.Members()) {
    if (!member.first.IsString()) return void(Fail(At(id).at, "'**' needs keys that are text"));
    const std::string name(member.first.AsString());
    for (const auto& [given, ignored] : arguments.named)
      if (given == name) return void(Fail(At(id).at, fmt::format("'{}' is given twice", name)));
    arguments.named.emplace_back(name, std::move(member.second));
  }
}

Value Evaluator::Apply(const Step& step, const Value& input) {
  Outcome<Value> value = Value();
  if (step.unsorted) {
    CallArguments arguments = ArgumentsOf(step);
    if (fault_) return Value();
    value = expression::Apply(evaluation_, *step.function, input, std::move(arguments));
  } else {
    std::array<Value, kMaxParameters> arguments;
    for (size_t i = 0; i < step.arguments.size(); ++i) {
      if (step.arguments[i] == kNoNode) continue;
      arguments[i] = Evaluate(step.arguments[i]);
      if (!step.function->takes_undefined) IsUsable(PlaceOf(program_, step.arguments[i]), arguments[i]);
    }
    if (fault_) return Value();
    value = step.function->apply(input, {evaluation_, arguments});
  }
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
    else if (taken.kind == Step::Kind::kSubscript || taken.kind == Step::Kind::kSlice)
      path += "[…]";
    else if (taken.kind == Step::Kind::kCall)
      path += "(…)";
    else
      path += " | " + taken.name;
  }
  return base.kind == Syntax::Kind::kName ? fmt::format("'{}'", path) : path;
}

tl::expected<Value, Fault> Evaluate(const Program& program, const Scope& scope, Undefined undefined) {
  Evaluation evaluation(Dialect::kSuite, {});
  ScopeHost host(scope);
  return Evaluator(program, evaluation, host, undefined == Undefined::kStrict).Run(program.root);
}

}  // namespace harness::expression
