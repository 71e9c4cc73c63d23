// Filters that make numbers, or texts of numbers and values.

#include <algorithm>
#include <cmath>

#include "harness/base/expression_functions.h"
#include "harness/base/expression_limits.h"
#include "harness/base/expression_python.h"
#include "harness/base/expression_text.h"
#include "harness/base/text.h"

namespace harness::expression {
namespace {

Outcome<Value> Truncated(const Value& number) {
  if (number.IsInteger()) return number;
  const double whole = std::trunc(number.AsNumber());
  if (!(whole >= -0x1p63 && whole < 0x1p63)) return Wrong("the result does not fit a whole number of 64 bits");
  return Value::Integer(static_cast<int64_t>(whole));
}

// The number that int() or float() of Python reads: single underscores may stand between digits.
std::optional<Value> PythonNumberIn(std::string_view text) {
  text = StripBlanks(text);
  std::string digits;
  const auto digit = [&](size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '_') {
      if (i == 0 || !digit(i - 1) || !digit(i + 1)) return std::nullopt;
      continue;
    }
    digits += text[i];
  }
  return digits == text && StripBlanks(digits).size() != digits.size() ? std::nullopt : NumberIn(digits);
}

// "inf", "nan" and their like.
std::optional<double> NoFiniteNumberIn(std::string_view text) {
  std::string lower = Lower(StripBlanks(text));
  const bool negative = lower.starts_with('-');
  if (negative || lower.starts_with('+')) lower.erase(0, 1);
  if (lower == "nan") return std::nan("");
  if (lower != "inf" && lower != "infinity") return std::nullopt;
  return negative ? -HUGE_VAL : HUGE_VAL;
}

int DigitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  return c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 99;
}

// The whole number in a base other than 10, with its prefix perhaps; nullopt if there is none.
Outcome<std::optional<Value>> WholeIn(std::string_view text, int64_t base) {
  text = StripBlanks(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const std::string prefix = Lower(text.substr(0, 2));
  const int64_t said = prefix == "0x" ? 16 : prefix == "0o" ? 8 : prefix == "0b" ? 2 : 0;
  if (said != 0 && (base == said || base == 0)) {
    text.remove_prefix(2);
    if (text.starts_with('_')) text.remove_prefix(1);
    base = said;
  }
  if (base == 0) base = 10;
  uint64_t number = 0;
  bool digit_before = false;
  for (const char c : text) {
    if (c == '_' && digit_before) {
      digit_before = false;
      continue;
    }
    if (DigitOf(c) >= base) return std::optional<Value>();
    digit_before = true;
    if (__builtin_mul_overflow(number, static_cast<uint64_t>(base), &number) ||
        __builtin_add_overflow(number, static_cast<uint64_t>(DigitOf(c)), &number) || number > INT64_MAX)
      return Wrong("the result does not fit a whole number of 64 bits");
  }
  if (!digit_before) return std::optional<Value>();
  return std::optional(Value::Integer(negative ? -static_cast<int64_t>(number) : static_cast<int64_t>(number)));
}

Outcome<Value> PythonInt(const Value& input, const Arguments& arguments) {
  const Value otherwise = arguments[0].IsGiven() ? arguments[0] : Value::Integer(0);
  const Outcome<int64_t> base = IntegerOr(arguments[1], 10);
  if (!base) return tl::unexpected(base.error());
  if (*base != 0 && (*base < 2 || *base > 36)) return Wrong("needs a base of 0 or from 2 to 36");
  if (IsPythonNumber(input)) {
    if (input.kind() == Kind::kNumber && std::isnan(input.AsNumber())) return otherwise;
    return Truncated(WithoutBool(input));
  }
  if (input.IsNothing()) return Wrong(std::string(input.AsString()));
  if (!input.IsString()) return otherwise;
  if (*base != 10) {
    const Outcome<std::optional<Value>> whole = WholeIn(input.AsString(), *base);
    if (!whole) return tl::unexpected(whole.error());
    if (*whole) return **whole;
  }
  if (const std::optional<Value> number = PythonNumberIn(input.AsString())) return Truncated(*number);
  const std::optional<double> other = NoFiniteNumberIn(input.AsString());
  if (other && std::isinf(*other)) return Wrong("infinity is no whole number");
  return otherwise;
}

// To `digits` decimals, halves to even on the exact value of the double, as Python's round().
double RoundCommon(double number, int digits) {
  if (digits < 0) {
    const double scale = std::pow(10.0, -digits);
    return std::nearbyint(number / scale) * scale;
  }
  const std::string text = fmt::format("{:.{}f}", number, digits);
  return NumberIn(text).value_or(Value::Number(number)).AsNumber();
}

// A whole number to tens, hundreds, …, halves to even.
Outcome<Value> RoundWhole(const Value& input, int64_t digits) {
  if (digits >= 0 || input.kind() != Kind::kInteger) return input;
  if (digits < -18) return Value::Integer(0);
  int64_t scale = 1;
  for (int64_t i = 0; i > digits; --i) scale *= 10;
  const int64_t number = input.AsInteger();
  int64_t down = number / scale - (number % scale < 0 ? 1 : 0);
  const int64_t rest = number - down * scale;
  if (rest > scale - rest || (rest == scale - rest && down % 2 != 0)) ++down;
  int64_t rounded = 0;
  if (__builtin_mul_overflow(down, scale, &rounded)) return Wrong("the result does not fit a whole number of 64 bits");
  return Value::Integer(rounded);
}

// json.dumps() as Jinja calls it: keys sorted, ASCII alone, and < > & ' escaped.
class JsonWriter {
 public:
  JsonWriter(Evaluation& evaluation, std::optional<int64_t> indent) : evaluation_(evaluation), indent_(indent) {}

  Outcome<Value> Write(const Value& value) {
    Append(value, 1);
    if (!fault_.empty()) return Wrong(fault_);
    return TextResult(std::move(text_));
  }

 private:
  void Append(const Value& value, int depth) {
    if (!evaluation_.Spend(1)) fault_ = evaluation_.exhausted();
    if (!fault_.empty() || text_.size() > kMaxExpressionText) return;
    if (value.IsString()) {
      Quote(value.AsString());
    } else if (value.IsMap()) {
      Map(value, depth);
    } else if (value.IsList() && (value.list_kind() == ListKind::kList || value.list_kind() == ListKind::kTuple)) {
      Open('[', value.size() == 0);
      for (size_t i = 0; i < value.size(); ++i) {
        Separate(i, depth);
        Append(value.At(i), depth + 1);
      }
      Close(']', value.size() == 0, depth);
    } else if (value.IsNull() || value.IsBool()) {
      text_ += TextOf(value);
    } else if (value.IsNumber()) {
      Number(value);
    } else {
      fault_ = fmt::format("{} is no JSON", value.IsUndefined() ? std::string("what is undefined") : Show(value));
    }
  }

  void Number(const Value& value) {
    const double number = value.AsNumber();
    if (value.IsInteger() || std::isfinite(number))
      text_ += value.IsInteger() ? TextOf(value) : PythonFloat(number);
    else
      text_ += std::isnan(number) ? "NaN" : number < 0 ? "-Infinity" : "Infinity";
  }

  void Map(const Value& value, int depth) {
    std::vector<Keyed> members;
    for (Member& member : value.Members()) members.push_back({std::move(member.first), std::move(member.second)});
    Outcome<std::vector<Keyed>> sorted = Sorted(evaluation_, std::move(members), false);
    if (!sorted) {
      fault_ = sorted.error();
      return;
    }
    Open('{', sorted->empty());
    for (size_t i = 0; i < sorted->size(); ++i) {
      Separate(i, depth);
      Key((*sorted)[i].key);
      text_ += ": ";
      Append((*sorted)[i].item, depth + 1);
    }
    Close('}', sorted->empty(), depth);
  }

  void Key(const Value& key) {
    if (key.IsString()) return Quote(key.AsString());
    if (key.IsList()) {
      fault_ = "a tuple can't be a key of JSON";
      return;
    }
    text_ += '"';
    text_ += key.kind() == Kind::kNumber ? PythonFloat(key.AsNumber()) : TextOf(key);
    text_ += '"';
  }

  void Open(char bracket, bool) { text_ += bracket; }
  void Separate(size_t i, int depth) {
    if (i > 0) text_ += indent_ ? "," : ", ";
    if (indent_) NewLine(depth);
  }
  void Close(char bracket, bool empty, int depth) {
    if (indent_ && !empty) NewLine(depth - 1);
    text_ += bracket;
  }
  void NewLine(int depth) {
    text_ += '\n';
    text_.append(static_cast<size_t>(depth) * static_cast<size_t>(*indent_), ' ');
  }

  void Quote(std::string_view text) {
    const std::string quoted = Json(std::string(text)).dump(-1, ' ', true, Json::error_handler_t::replace);
    for (const char c : quoted) {
      if (c == '<' || c == '>' || c == '&' || c == '\'')
        text_ += fmt::format("\\u{:04x}", c);
      else
        text_ += c;
    }
  }

  Evaluation& evaluation_;
  std::optional<int64_t> indent_;
  std::string text_;
  std::string fault_;
};

}  // namespace

Outcome<Value> AbsFilter(const Value& input, Arguments arguments) {
  const Value number = arguments.python() ? WithoutBool(input) : input;
  if (!number.IsNumber()) return Wrong(fmt::format("needs a number, not {}", Show(input)));
  if (number.kind() == Kind::kNumber) return Value::Number(std::abs(number.AsNumber()));
  return number.kind() == Kind::kInteger && number.AsInteger() < 0 ? Negate(number) : number;
}

Outcome<Value> FloatFilter(const Value& input, Arguments arguments) {
  if (input.IsNumber()) return Value::Number(input.AsNumber());
  if (input.kind() == Kind::kBool) return Value::Number(input.AsBool() ? 1 : 0);
  if (input.IsString()) {
    const std::optional<Value> number =
        arguments.python() ? PythonNumberIn(input.AsString()) : NumberIn(input.AsString());
    if (number) return Value::Number(number->AsNumber());
    if (const auto other = NoFiniteNumberIn(input.AsString()); other && arguments.python())
      return Value::Number(*other);
  }
  if (input.IsNothing()) return Wrong(std::string(input.AsString()));
  return arguments[0].IsGiven() ? arguments[0] : Value::Number(0);
}

Outcome<Value> IntFilter(const Value& input, Arguments arguments) {
  if (arguments.python()) return PythonInt(input, arguments);
  if (arguments[1].IsGiven()) return Wrong("takes no base here");
  if (input.IsNumber()) return Truncated(input);
  if (input.kind() == Kind::kBool) return Value::Integer(input.AsBool() ? 1 : 0);
  if (input.IsString()) {
    if (const std::optional<Value> number = NumberIn(input.AsString())) return Truncated(*number);
  }
  return arguments[0].IsUndefined() ? Value::Integer(0) : arguments[0];
}

Outcome<Value> RoundFilter(const Value& given, Arguments arguments) {
  const Value input = arguments.python() ? WithoutBool(given) : given;
  if (!input.IsNumber()) return Wrong(fmt::format("needs a number, not {}", Show(input)));
  const Outcome<int64_t> digits = IntegerOr(arguments[0], 0);
  if (!digits) return tl::unexpected(digits.error());
  if (*digits < -300 || *digits > 300) return Wrong("needs a precision from -300 to 300");
  const std::string method = arguments[1].IsUndefined() ? "common" : TextOf(arguments[1]);
  const double scale = std::pow(10.0, static_cast<double>(*digits));
  if (method == "common" && input.IsInteger() && (*digits >= 0 || arguments.python()))
    return RoundWhole(input, *digits);
  double rounded = 0;
  if (method == "common") {
    rounded = RoundCommon(input.AsNumber(), static_cast<int>(*digits));
  } else if (method == "ceil") {
    rounded = std::ceil(input.AsNumber() * scale) / scale;
  } else if (method == "floor") {
    rounded = std::floor(input.AsNumber() * scale) / scale;
  } else {
    return Wrong(fmt::format("needs 'common', 'ceil' or 'floor', not '{}'", Abbreviate(method, 40)));
  }
  return std::isfinite(rounded) ? Outcome<Value>(Value::Number(rounded)) : Wrong("the result is not a finite number");
}

Outcome<Value> FileSizeFormatFilter(const Value& input, Arguments arguments) {
  const Outcome<Value> number = FloatFilter(input, {arguments.evaluation(), std::array{Value::Null()}});
  if (!number) return number;
  if (!number->IsNumber() || !std::isfinite(number->AsNumber()))
    return Wrong(fmt::format("needs a number, not {}", Show(input)));
  constexpr std::array<std::string_view, 8> kDecimal = {"kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};
  constexpr std::array<std::string_view, 8> kBinary = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"};
  const bool binary = IsTrue(arguments[0]);
  const double base = binary ? 1024 : 1000;
  const double bytes = number->AsNumber();
  if (bytes == 1) return Value::String("1 Byte");
  if (bytes < base) return Value::String(fmt::format("{:.0f} Bytes", std::trunc(bytes)));
  double unit = base * base;
  size_t prefix = 0;
  for (; prefix + 1 < kDecimal.size() && bytes >= unit; ++prefix) unit *= base;
  return Value::String(fmt::format("{:.1f} {}", base * bytes / unit, (binary ? kBinary : kDecimal)[prefix]));
}

Outcome<Value> ToJsonFilter(const Value& input, Arguments arguments) {
  const Outcome<int64_t> indent = IntegerOr(arguments[0], 0);
  if (!indent) return tl::unexpected(indent.error());
  if (*indent < 0 || *indent > 16) return Wrong("needs an indent from 0 to 16");
  if (arguments.python()) {
    const bool lines = !arguments[0].IsAbsent();
    return JsonWriter(arguments.evaluation(), lines ? std::optional(*indent) : std::nullopt).Write(input);
  }
  const Json json = input.ToJson();
  if (*indent == 0) return TextResult(CanonicalJson(json));
  return TextResult(json.dump(static_cast<int>(*indent), ' ', false, Json::error_handler_t::replace));
}

}  // namespace harness::expression
