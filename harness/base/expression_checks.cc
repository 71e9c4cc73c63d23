// `value is test(arguments)`, as Jinja2 defines them. A boolean is no number here, since it is none in JSON.

#include <array>

#include "harness/base/expression_functions.h"
#include "harness/base/expression_text.h"

namespace harness::expression {
namespace {

using Predicate = bool (*)(const Value&);

template <Predicate predicate>
Outcome<Value> Is(const Value& input, Arguments) {
  return Value::Bool(predicate(input));
}

template <Operator op>
Outcome<Value> Relates(const Value& input, Arguments arguments) {
  return Compare(op, input, arguments[0]).map(Value::Bool);
}

bool Defined(const Value& v) {
  return !v.IsUndefined();
}
bool Undefined(const Value& v) {
  return v.IsUndefined();
}
bool None(const Value& v) {
  return v.IsAbsent();
}
bool Boolean(const Value& v) {
  return v.kind() == Kind::kBool;
}
bool True(const Value& v) {
  return Boolean(v) && v.AsBool();
}
bool False(const Value& v) {
  return Boolean(v) && !v.AsBool();
}
bool Text(const Value& v) {
  return v.IsString();
}
bool Number(const Value& v) {
  return v.IsNumber();
}
bool Integer(const Value& v) {
  return v.IsInteger();
}
bool Float(const Value& v) {
  return v.kind() == Kind::kNumber;
}
bool Mapping(const Value& v) {
  return v.IsMap();
}
bool Sequence(const Value& v) {
  return v.IsList() || v.IsString() || v.IsMap();
}
bool LowerCase(const Value& v) {
  return v.IsString() && Lower(v.AsString()) == v.AsString() && Upper(v.AsString()) != v.AsString();
}
bool UpperCase(const Value& v) {
  return v.IsString() && Upper(v.AsString()) == v.AsString() && Lower(v.AsString()) != v.AsString();
}

Outcome<Value> DivisibleBy(const Value& input, Arguments arguments) {
  return Calculate(Operator::kModulo, input, arguments[0]).map([](const Value& rest) {
    return Value::Bool(rest.AsNumber() == 0);
  });
}

Outcome<Value> Even(const Value& input, Arguments) {
  return DivisibleBy(input, std::array{Value::Integer(2)});
}

Outcome<Value> Odd(const Value& input, Arguments arguments) {
  return Even(input, arguments).map([](const Value& even) { return Value::Bool(!even.AsBool()); });
}

// The same value of the same type: 1 is not 1.0 here, nor "1".
Outcome<Value> SameAs(const Value& input, Arguments arguments) {
  const Value& other = arguments[0];
  const bool same = input.IsAbsent() ? other.IsAbsent() : input.kind() == other.kind() && Equal(input, other);
  return Value::Bool(same);
}

constexpr std::array kTests = {
    Function{"boolean", 0, {}, Is<Boolean>},
    Function{"defined", 0, {}, Is<Defined>, true},
    Function{"divisibleby", 1, {"num"}, DivisibleBy},
    Function{"eq", 1, {"other"}, Relates<Operator::kEqual>},
    Function{"equalto", 1, {"other"}, Relates<Operator::kEqual>},
    Function{"even", 0, {}, Even},
    Function{"false", 0, {}, Is<False>},
    Function{"float", 0, {}, Is<Float>},
    Function{"ge", 1, {"other"}, Relates<Operator::kGreaterEqual>},
    Function{"greaterthan", 1, {"other"}, Relates<Operator::kGreater>},
    Function{"gt", 1, {"other"}, Relates<Operator::kGreater>},
    Function{"in", 1, {"seq"}, Relates<Operator::kIn>},
    Function{"integer", 0, {}, Is<Integer>},
    Function{"iterable", 0, {}, Is<Sequence>},
    Function{"le", 1, {"other"}, Relates<Operator::kLessEqual>},
    Function{"lessthan", 1, {"other"}, Relates<Operator::kLess>},
    Function{"lower", 0, {}, Is<LowerCase>},
    Function{"lt", 1, {"other"}, Relates<Operator::kLess>},
    Function{"mapping", 0, {}, Is<Mapping>},
    Function{"ne", 1, {"other"}, Relates<Operator::kNotEqual>},
    Function{"none", 0, {}, Is<None>},
    Function{"null", 0, {}, Is<None>},
    Function{"number", 0, {}, Is<Number>},
    Function{"odd", 0, {}, Odd},
    Function{"sameas", 1, {"other"}, SameAs},
    Function{"sequence", 0, {}, Is<Sequence>},
    Function{"string", 0, {}, Is<Text>},
    Function{"true", 0, {}, Is<True>},
    Function{"undefined", 0, {}, Is<Undefined>, true},
    Function{"upper", 0, {}, Is<UpperCase>},
};

}  // namespace

std::span<const Function> Tests() {
  return kTests;
}

}  // namespace harness::expression
