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

// Where templates and suites differ in what they call so.
template <Predicate suite, Predicate python>
Outcome<Value> IsEither(const Value& input, Arguments arguments) {
  return Value::Bool(arguments.python() ? python(input) : suite(input));
}

template <Operator op>
Outcome<Value> Relates(const Value& input, Arguments arguments) {
  return arguments.evaluation().Compare(op, input, arguments[0]).map(Value::Bool);
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
bool IsNone(const Value& v) {
  return v.IsNull();
}
bool NumberOrBool(const Value& v) {
  return v.IsNumber() || v.IsBool();
}
// What has a length and items by number or name.
bool PythonSequence(const Value& v) {
  if (v.IsString() || v.IsMap()) return true;
  if (!v.IsList()) return false;
  return v.list_kind() == ListKind::kList || v.list_kind() == ListKind::kTuple || v.list_kind() == ListKind::kRange;
}
bool Iterable(const Value& v) {
  return v.IsList() || v.IsString() || v.IsMap();
}

// Whether a text has letters of one case and none of the other.
template <bool lower>
Outcome<Value> HasCase(const Value& input, Arguments arguments) {
  if (!arguments.python() && !input.IsString()) return Value::Bool(false);
  return arguments.evaluation().Text(input).map([](const std::string& text) {
    const std::string small = Lower(text);
    const std::string large = Upper(text);
    return Value::Bool(lower ? small == text && large != text : large == text && small != text);
  });
}

Outcome<Value> DivisibleBy(const Value& input, Arguments arguments) {
  const Outcome<Value> rest = arguments.evaluation().Calculate(Operator::kModulo, input, arguments[0]);
  if (!rest) return rest;
  return Value::Bool(rest->IsNumber() && rest->AsNumber() == 0);
}

Outcome<Value> Even(const Value& input, Arguments arguments) {
  return DivisibleBy(input, {arguments.evaluation(), std::array{Value::Integer(2)}});
}

Outcome<Value> Odd(const Value& input, Arguments arguments) {
  const Outcome<Value> rest = arguments.evaluation().Calculate(Operator::kModulo, input, Value::Integer(2));
  if (!rest) return rest;
  return Value::Bool(rest->IsNumber() && rest->AsNumber() == 1);
}

// The same value of the same type: 1 is not 1.0 here, nor "1".
Outcome<Value> SameAs(const Value& input, Arguments arguments) {
  const Value& other = arguments[0];
  if (!arguments.python() && input.IsAbsent()) return Value::Bool(other.IsAbsent());
  if (input.kind() != other.kind()) return Value::Bool(false);
  if (input.IsUndefined()) return Value::Bool(true);
  return arguments.evaluation().Equal(input, other).map(Value::Bool);
}

Outcome<Value> IsFilter(const Value& input, Arguments) {
  return Value::Bool(input.IsString() && FindFunction(Filters(), input.AsString()));
}
Outcome<Value> IsTest(const Value& input, Arguments) {
  return Value::Bool(input.IsString() && FindFunction(Tests(), input.AsString()));
}

constexpr std::array kTests = {
    Function{"!=", 1, {"other"}, Relates<Operator::kNotEqual>},
    Function{"<", 1, {"other"}, Relates<Operator::kLess>},
    Function{"<=", 1, {"other"}, Relates<Operator::kLessEqual>},
    Function{"==", 1, {"other"}, Relates<Operator::kEqual>},
    Function{">", 1, {"other"}, Relates<Operator::kGreater>},
    Function{">=", 1, {"other"}, Relates<Operator::kGreaterEqual>},
    Function{"boolean", 0, {}, Is<Boolean>, true},
    Function{"defined", 0, {}, Is<Defined>, true},
    Function{"divisibleby", 1, {"num"}, DivisibleBy},
    Function{"eq", 1, {"other"}, Relates<Operator::kEqual>},
    Function{"equalto", 1, {"other"}, Relates<Operator::kEqual>},
    Function{"even", 0, {}, Even},
    Function{"false", 0, {}, Is<False>, true},
    Function{"filter", 0, {}, IsFilter},
    Function{"float", 0, {}, Is<Float>, true},
    Function{"ge", 1, {"other"}, Relates<Operator::kGreaterEqual>},
    Function{"greaterthan", 1, {"other"}, Relates<Operator::kGreater>},
    Function{"gt", 1, {"other"}, Relates<Operator::kGreater>},
    Function{"in", 1, {"seq"}, Relates<Operator::kIn>, true},
    Function{"integer", 0, {}, Is<Integer>, true},
    Function{"iterable", 0, {}, IsEither<Sequence, Iterable>},
    Function{"le", 1, {"other"}, Relates<Operator::kLessEqual>},
    Function{"lessthan", 1, {"other"}, Relates<Operator::kLess>},
    Function{"lower", 0, {}, HasCase<true>},
    Function{"lt", 1, {"other"}, Relates<Operator::kLess>},
    Function{"mapping", 0, {}, Is<Mapping>, true},
    Function{"ne", 1, {"other"}, Relates<Operator::kNotEqual>},
    Function{"none", 0, {}, IsEither<None, IsNone>, true},
    Function{"null", 0, {}, IsEither<None, IsNone>, true},
    Function{"number", 0, {}, IsEither<Number, NumberOrBool>, true},
    Function{"odd", 0, {}, Odd},
    Function{"sameas", 1, {"other"}, SameAs, true},
    Function{"sequence", 0, {}, IsEither<Sequence, PythonSequence>, true},
    Function{"string", 0, {}, Is<Text>, true},
    Function{"test", 0, {}, IsTest},
    Function{"true", 0, {}, Is<True>, true},
    Function{"undefined", 0, {}, Is<Undefined>, true},
    Function{"upper", 0, {}, HasCase<false>},
};

}  // namespace

std::span<const Function> Tests() {
  return kTests;
}

}  // namespace harness::expression
