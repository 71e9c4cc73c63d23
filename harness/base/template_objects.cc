#include "harness/base/template_objects.h"

#include <fmt/format.h>

#include <array>

#include "harness/base/expression_functions.h"
#include "harness/base/expression_limits.h"
#include "harness/base/expression_python.h"

namespace harness::templates {
namespace {

using expression::Dictionary;
using expression::ListKind;
using expression::Sequence;
using expression::Show;
using expression::Wrong;

Outcome<Value> Range(Evaluation& evaluation, const CallArguments& arguments) {
  std::array<int64_t, 3> bounds = {0, 0, 1};
  const size_t count = arguments.positional.size();
  if (count < 1 || count > 3 || !arguments.named.empty()) return Wrong("range: takes one to three whole numbers");
  for (size_t i = 0; i < count; ++i) {
    const Value number = expression::WithoutBool(arguments.positional[i]);
    if (number.kind() != expression::Kind::kInteger)
      return Wrong(fmt::format("range: needs a whole number, not {}", Show(arguments.positional[i])));
    bounds[count == 1 ? 1 : i] = number.AsInteger();
  }
  const auto [begin, end, step] = bounds;
  if (step == 0) return Wrong("range: the step is 0");
  Sequence range{.items = {}, .kind = ListKind::kRange};
  range.written =
      step == 1 ? fmt::format("range({}, {})", begin, end) : fmt::format("range({}, {}, {})", begin, end, step);
  for (int64_t i = begin; step > 0 ? i < end : i > end;) {
    if (range.items.size() == kMaxExpressionItems)
      return Wrong(fmt::format("range: more than {} numbers", kMaxExpressionItems));
    range.items.push_back(Value::Integer(i));
    if (__builtin_add_overflow(i, step, &i)) break;
  }
  if (!evaluation.Spend(range.items.size())) return Wrong(evaluation.exhausted());
  return Value::Of(std::move(range));
}

// dict(…) and namespace(…): a map perhaps, and names with values.
Outcome<std::vector<expression::Member>> MembersOf(const CallArguments& arguments) {
  std::vector<expression::Member> members;
  if (arguments.positional.size() > 1) return Wrong("takes one map at most");
  if (!arguments.positional.empty()) {
    const Value& map = arguments.positional[0];
    if (!map.IsMap() && !map.IsList()) return Wrong(fmt::format("needs a map, not {}", Show(map)));
    if (map.IsMap()) members = map.Members();
    for (size_t i = 0; map.IsList() && i < map.size(); ++i) {
      const Value pair = map.At(i);
      if (!pair.IsList() || pair.size() != 2) return Wrong("needs pairs of key and value");
      members.emplace_back(pair.At(0), pair.At(1));
    }
  }
  for (const auto& [name, value] : arguments.named) members.emplace_back(Value::String(name), value);
  return members;
}

Outcome<Value> Dict(Evaluation&, const CallArguments& arguments) {
  auto members = MembersOf(arguments);
  if (!members) return Wrong("dict: " + members.error());
  Dictionary map;
  for (auto& [key, value] : *members) {
    Outcome<std::string> hash = expression::HashOf(key);
    if (!hash) return Wrong("dict: " + hash.error());
    map.Set(*std::move(hash), std::move(key), std::move(value));
  }
  if (map.nesting > kMaxExpressionDepth) return Wrong("dict: nests too deeply");
  return Value::Of(std::move(map));
}

// Gives its items in turn.
class Cycler final : public Object {
 public:
  explicit Cycler(std::vector<Value> items) : items_(std::move(items)) {}
  std::string_view Describe() const override { return "a cycler"; }
  Value Attribute(std::string_view name) override { return name == "current" ? items_[next_] : Value(); }
  bool HasMethod(std::string_view name) const override { return name == "next" || name == "reset"; }
  Outcome<Value> CallMethod(Evaluation&, std::string_view name, CallArguments arguments) override {
    if (!arguments.positional.empty() || !arguments.named.empty()) return Wrong("takes no arguments");
    if (name == "reset") {
      next_ = 0;
      return Value::Null();
    }
    Value item = items_[next_];
    next_ = (next_ + 1) % items_.size();
    return item;
  }

 private:
  std::vector<Value> items_;
  size_t next_ = 0;
};

Value TupleOf(const CallArguments& arguments) {
  return Value::List(arguments.positional, ListKind::kTuple);
}

}  // namespace

void Frame::Set(std::string_view name, Value value) {
  for (auto& [known, old] : names) {
    if (known != name) continue;
    old = std::move(value);
    return;
  }
  names.emplace_back(name, std::move(value));
}

const Value* Frame::Own(std::string_view name) const {
  for (const auto& [known, value] : names)
    if (known == name) return &value;
  return nullptr;
}

void Capture(Frame* frame) {
  for (; frame && !frame->captured; frame = frame->parent) frame->captured = true;
}

Value Namespace::Attribute(std::string_view name) {
  for (const auto& [known, value] : values_)
    if (known == name) return value;
  return Value();
}

void Namespace::Set(std::string_view name, Value value) {
  for (auto& [known, old] : values_) {
    if (known != name) continue;
    old = std::move(value);
    return;
  }
  values_.emplace_back(name, std::move(value));
}

Value Module::Attribute(std::string_view name) {
  const Value* value = name.starts_with('_') ? nullptr : frame_->Own(name);
  return value ? *value : Value();
}

Value Loop::Attribute(std::string_view name) {
  const auto number = [](size_t n) { return Value::Integer(static_cast<int64_t>(n)); };
  if (name == "index") return number(index_ + 1);
  if (name == "index0") return number(index_);
  if (name == "revindex") return number(items_.size() - index_);
  if (name == "revindex0") return number(items_.size() - index_ - 1);
  if (name == "first") return Value::Bool(index_ == 0);
  if (name == "last") return Value::Bool(index_ + 1 == items_.size());
  if (name == "length") return number(items_.size());
  if (name == "depth") return number(depth_ + 1);
  if (name == "depth0") return number(depth_);
  if (name == "previtem") return index_ > 0 ? items_[index_ - 1] : Value::Missing("there is no previous item");
  if (name == "nextitem")
    return index_ + 1 < items_.size() ? items_[index_ + 1] : Value::Missing("there is no next item");
  return Value();
}

Outcome<Value> Loop::CallMethod(Evaluation& evaluation, std::string_view name, CallArguments arguments) {
  if (name == "cycle") {
    if (arguments.positional.empty()) return Wrong("cycle: needs items");
    return arguments.positional[index_ % arguments.positional.size()];
  }
  Value now = TupleOf(arguments);
  if (asked_) {
    const Outcome<bool> equal = evaluation.Equal(last_, now);
    if (!equal) return Wrong(equal.error());
    if (*equal) return Value::Bool(false);
  }
  asked_ = true;
  last_ = std::move(now);
  return Value::Bool(true);
}

Outcome<Value> Loop::Call(Evaluation&, CallArguments arguments) {
  if (!recurse) return Wrong("the loop is not recursive: write 'recursive' at the end of its 'for'");
  if (arguments.positional.size() != 1 || !arguments.named.empty()) return Wrong("loop: takes one list");
  return recurse(arguments.positional[0], depth_ + 1);
}

Value Macro::Attribute(std::string_view name) {
  if (name == "name") return Value::String(statement_.text);
  if (name == "caller") return Value::Bool(statement_.uses_caller);
  if (name == "catch_kwargs") return Value::Bool(statement_.uses_kwargs);
  if (name == "catch_varargs") return Value::Bool(statement_.uses_varargs);
  if (name != "arguments") return Value();
  std::vector<Value> names;
  for (const Parameter& parameter : statement_.parameters) names.push_back(Value::String(parameter.name));
  return Value::List(std::move(names), ListKind::kTuple);
}

Frame* Stage::Enter(Frame* parent) {
  Frame* frame = nullptr;
  if (free_.empty()) {
    frame = &frames_.emplace_back();
    evaluation_.Make(sizeof(Frame) + kObjectCost);
  } else {
    frame = free_.back();
    free_.pop_back();
  }
  frame->parent = parent;
  return frame;
}

void Stage::Drop(Frame* frame) {
  if (frame->captured) return;
  frame->names.clear();
  frame->vars = nullptr;
  free_.push_back(frame);
}

Value Stage::Global(std::string_view name) {
  for (const auto& [known, value] : globals_)
    if (known == name) return value;
  const auto keep = [&](std::string_view known, Native::Run run) {
    globals_.emplace_back(known, Value::Of(Make<Native>(std::move(run))));
    return globals_.back().second;
  };
  if (name == "range") return keep("range", Range);
  if (name == "dict") return keep("dict", Dict);
  if (name == "namespace") {
    return keep("namespace", [this](Evaluation&, const CallArguments& arguments) -> Outcome<Value> {
      const auto members = MembersOf(arguments);
      if (!members) return Wrong("namespace: " + members.error());
      Namespace& made = Make<Namespace>();
      for (const auto& [key, value] : *members)
        if (key.IsString()) made.Set(key.AsString(), value);
      return Value::Of(made);
    });
  }
  if (name == "cycler") {
    return keep("cycler", [this](Evaluation&, CallArguments arguments) -> Outcome<Value> {
      if (arguments.positional.empty()) return Wrong("cycler: needs items");
      return Value::Of(Make<Cycler>(std::move(arguments.positional)));
    });
  }
  if (name == "joiner") {
    return keep("joiner", [this](Evaluation&, const CallArguments& arguments) -> Outcome<Value> {
      const Value between = arguments.positional.empty() ? Value::String(", ") : arguments.positional[0];
      return Value::Of(
          Make<Native>([between, first = true](Evaluation&, const CallArguments&) mutable -> Outcome<Value> {
            return std::exchange(first, false) ? Value::String("") : between;
          }));
    });
  }
  if (name == "lipsum" || name == "self") return Value::Missing(fmt::format("'{}' of Jinja is not supported", name));
  return Value();
}

}  // namespace harness::templates
