// Arithmetic as Python does it, in int64 and double; what leaves them is an error.

#include <cmath>

#include "harness/base/expression_functions.h"
#include "harness/base/expression_limits.h"
#include "harness/base/expression_value.h"

namespace harness::expression {
namespace {

// `value` by reference: it is often set by what computes `overflow`.
Outcome<Value> Whole(bool overflow, const int64_t& value) {
  if (overflow) return Wrong("the result does not fit a whole number of 64 bits");
  return Value::Integer(value);
}

Outcome<Value> Real(double value) {
  if (!std::isfinite(value)) return Wrong("the result is not a finite number");
  return Value::Number(value);
}

// Rounds down, as Python does; the divisor is not 0, and not -1 with the smallest dividend.
int64_t FloorDivide(int64_t a, int64_t b) {
  return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

// By squaring; `exponent` is not negative.
Outcome<Value> IntegerPower(int64_t base, int64_t exponent) {
  int64_t result = 1;
  bool overflow = false;  // of `base`, which counts only when it is used again
  while (exponent > 0) {
    if (exponent % 2 == 1 && (overflow || __builtin_mul_overflow(result, base, &result))) return Whole(true, 0);
    exponent /= 2;
    overflow = overflow || __builtin_mul_overflow(base, base, &base);
  }
  return Whole(false, result);
}

Outcome<Value> CalculateIntegers(Operator op, int64_t a, int64_t b) {
  int64_t result = 0;
  switch (op) {
    case Operator::kAdd:
      return Whole(__builtin_add_overflow(a, b, &result), result);
    case Operator::kSubtract:
      return Whole(__builtin_sub_overflow(a, b, &result), result);
    case Operator::kMultiply:
      return Whole(__builtin_mul_overflow(a, b, &result), result);
    case Operator::kPower:
      return IntegerPower(a, b);
    default:
      break;
  }
  if (b == 0) return Wrong("division by zero");
  if (op == Operator::kModulo) return Value::Integer(b == -1 ? 0 : a - FloorDivide(a, b) * b);
  if (b == -1) return Whole(__builtin_sub_overflow(int64_t{0}, a, &result), result);
  return Value::Integer(FloorDivide(a, b));
}

// As CPython's float_divmod: the remainder has the sign of the divisor.
Outcome<Value> DivideDown(Operator op, double a, double b) {
  if (b == 0) return Wrong("division by zero");
  double remainder = std::fmod(a, b);
  double quotient = (a - remainder) / b;
  if (remainder != 0 && (remainder < 0) != (b < 0)) {
    remainder += b;
    quotient -= 1;
  }
  if (op == Operator::kModulo) return Real(remainder);
  const double down = std::floor(quotient);
  return Real(quotient - down > 0.5 ? down + 1 : down);
}

Outcome<Value> CalculateNumbers(Operator op, double a, double b) {
  switch (op) {
    case Operator::kAdd:
      return Real(a + b);
    case Operator::kSubtract:
      return Real(a - b);
    case Operator::kMultiply:
      return Real(a * b);
    case Operator::kPower:
      if (a == 0 && b < 0) return Wrong("division by zero");
      return Real(std::pow(a, b));
    case Operator::kDivide:
      if (b == 0) return Wrong("division by zero");
      return Real(a / b);
    default:
      return DivideDown(op, a, b);
  }
}

Outcome<Value> Repeat(std::string_view text, int64_t count) {
  if (count <= 0 || text.empty()) return Value::String("");
  if (static_cast<uint64_t>(count) > kMaxExpressionText / text.size()) {
    return Wrong(fmt::format("a text would be longer than {} bytes", kMaxExpressionText));
  }
  const size_t size = text.size() * static_cast<size_t>(count);
  std::string repeated;
  repeated.reserve(size);
  repeated = text;
  while (repeated.size() <= size / 2) repeated.append(repeated.data(), repeated.size());
  repeated.append(repeated.data(), size - repeated.size());
  return Value::String(std::move(repeated));
}

Outcome<Value> Join(const Value& a, const Value& b) {
  if (a.IsString()) {
    if (a.AsString().size() + b.AsString().size() > kMaxExpressionText) {
      return Wrong(fmt::format("a text would be longer than {} bytes", kMaxExpressionText));
    }
    return Value::String(std::string(a.AsString()).append(b.AsString()));
  }
  if (a.size() + b.size() > kMaxExpressionItems) {
    return Wrong(fmt::format("a list would have more than {} items", kMaxExpressionItems));
  }
  std::vector<Value> joined;
  joined.reserve(a.size() + b.size());
  for (const Value* list : {&a, &b})
    for (size_t i = 0; i < list->size(); ++i) joined.push_back(list->At(i));
  return MakeList(std::move(joined), a.list_kind());
}

}  // namespace

Outcome<Value> Calculate(Operator op, const Value& a, const Value& b) {
  if (a.IsNumber() && b.IsNumber()) {
    const bool integers = a.kind() == Kind::kInteger && b.kind() == Kind::kInteger && op != Operator::kDivide &&
                          !(op == Operator::kPower && b.AsInteger() < 0);
    if (integers) return CalculateIntegers(op, a.AsInteger(), b.AsInteger());
    if (a.IsInteger() && b.IsInteger() && op != Operator::kDivide && op != Operator::kPower) return Whole(true, 0);
    return CalculateNumbers(op, a.AsNumber(), b.AsNumber());
  }
  if (op == Operator::kAdd && a.kind() == b.kind() && (a.IsString() || a.IsList())) return Join(a, b);
  if (op == Operator::kMultiply && a.IsString() && b.kind() == Kind::kInteger)
    return Repeat(a.AsString(), b.AsInteger());
  if (op == Operator::kMultiply && b.IsString() && a.kind() == Kind::kInteger)
    return Repeat(b.AsString(), a.AsInteger());
  return Wrong(fmt::format("can't apply '{}' to {} and {}", Spell(op), Show(a), Show(b)));
}

Outcome<Value> Negate(const Value& value) {
  if (value.kind() == Kind::kInteger) return CalculateIntegers(Operator::kSubtract, 0, value.AsInteger());
  if (value.kind() == Kind::kNumber) return Value::Number(-value.AsNumber());
  // The one integer above the range whose opposite is within it.
  if (value.kind() == Kind::kUnsigned && value.AsUnsigned() == uint64_t{1} << 63) return Value::Integer(INT64_MIN);
  if (value.kind() == Kind::kUnsigned) return Whole(true, 0);
  return Wrong(fmt::format("can't apply '-' to {}", Show(value)));
}

}  // namespace harness::expression
