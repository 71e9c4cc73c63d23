#include "harness/base/expression_value.h"

#include <charconv>
#include <cmath>

#include "harness/base/expression_limits.h"
#include "harness/base/expression_text.h"
#include "harness/base/search.h"
#include "harness/base/text.h"

namespace harness::expression {
namespace {

constexpr size_t kShown = 40;  // code points of a text that a message shows

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

size_t SkipDigits(std::string_view text, size_t at) {
  while (at < text.size() && IsDigit(text[at])) ++at;
  return at;
}

// Where the digits after an exponent's letter end, or `at` if there is no exponent.
size_t SkipExponent(std::string_view text, size_t at) {
  if (at == text.size() || (text[at] != 'e' && text[at] != 'E')) return at;
  const size_t sign = at + 1 < text.size() && (text[at + 1] == '+' || text[at + 1] == '-') ? 1 : 0;
  const size_t end = SkipDigits(text, at + 1 + sign);
  return end > at + 1 + sign ? end : at;
}

// `text` holds nothing but digits, and perhaps a '-' before them.
std::optional<Value> WholeNumberIn(std::string_view text) {
  int64_t integer = 0;
  const char* end = text.data() + text.size();
  if (std::from_chars(text.data(), end, integer).ec == std::errc()) return Value::Integer(integer);
  uint64_t natural = 0;
  if (std::from_chars(text.data(), end, natural).ec == std::errc()) return Value::Own(natural);
  return std::nullopt;
}

bool EqualTextAndNumber(const Value& text, const Value& number) {
  const std::optional<Value> spelled = NumberIn(text.AsString());
  return spelled && CompareNumbers(*spelled, number) == 0;
}

bool IsBlank(const Value& value) {
  return value.IsString() && Trim(value.AsString()).empty();
}

bool Holds(Operator op, int sign) {
  switch (op) {
    case Operator::kLess:
      return sign < 0;
    case Operator::kLessEqual:
      return sign <= 0;
    case Operator::kGreater:
      return sign > 0;
    default:
      return sign >= 0;
  }
}

Outcome<bool> Contains(const Value& container, const Value& item) {
  if (container.IsAbsent()) return false;
  if (container.IsString()) {
    if (item.IsAbsent()) return false;
    if (item.IsString()) return FindText(container.AsString(), item.AsString()) != std::string_view::npos;
    return tl::unexpected(fmt::format("can't look for {} in {}", Show(item), Show(container)));
  }
  if (container.IsMap()) return item.IsString() && container.AsJson().contains(item.AsString());
  if (!container.IsList()) return tl::unexpected(fmt::format("can't look for anything in {}", Show(container)));
  for (const Json& member : container.AsJson())
    if (Equal(container.Part(member), item)) return true;
  return false;
}

Outcome<bool> CompareOrder(Operator op, const Value& a, const Value& b) {
  if (a.IsNumber() && b.IsNumber()) return Holds(op, CompareNumbers(a, b));
  if (a.IsString() && b.IsString()) return Holds(op, a.AsString().compare(b.AsString()));
  if (a.IsAbsent() || b.IsAbsent()) return false;
  if (a.IsString() && b.IsNumber()) {
    if (const std::optional<Value> number = NumberIn(a.AsString())) return Holds(op, CompareNumbers(*number, b));
    if (IsBlank(a)) return false;
  }
  if (a.IsNumber() && b.IsString()) {
    if (const std::optional<Value> number = NumberIn(b.AsString())) return Holds(op, CompareNumbers(a, *number));
    if (IsBlank(b)) return false;
  }
  return tl::unexpected(fmt::format("can't compare {} with {} by '{}'", Show(a), Show(b), Spell(op)));
}

std::optional<size_t> IndexIn(const Value& key, size_t size) {
  if (key.kind() != Kind::kInteger) return std::nullopt;
  const int64_t index = key.AsInteger() < 0 ? key.AsInteger() + static_cast<int64_t>(size) : key.AsInteger();
  if (index < 0 || index >= static_cast<int64_t>(size)) return std::nullopt;
  return static_cast<size_t>(index);
}

Json ScalarToJson(const Value& value) {
  switch (value.kind()) {
    case Kind::kBool:
      return value.AsBool();
    case Kind::kInteger:
      return value.AsInteger();
    case Kind::kUnsigned:
      return value.AsUnsigned();
    case Kind::kNumber:
      return value.AsNumber();
    case Kind::kString:
      return std::string(value.AsString());
    default:
      return nullptr;
  }
}

}  // namespace

Value Value::Null() {
  Value value;
  value.kind_ = Kind::kNull;
  return value;
}

Value Value::Bool(bool is) {
  Value value;
  value.kind_ = Kind::kBool;
  value.bool_ = is;
  return value;
}

Value Value::Integer(int64_t integer) {
  Value value;
  value.kind_ = Kind::kInteger;
  value.integer_ = integer;
  return value;
}

Value Value::Number(double number) {
  Value value;
  value.kind_ = Kind::kNumber;
  value.number_ = number;
  return value;
}

Value Value::String(std::string text) {
  auto held = std::make_shared<const std::string>(std::move(text));
  Value value;
  value.kind_ = Kind::kString;
  value.text_ = *held;
  value.keep_ = std::move(held);
  return value;
}

Value Value::Own(Json json) {
  auto held = std::make_shared<const Json>(std::move(json));
  return Of(*held, held);
}

Value Value::Of(const Json& json, const std::shared_ptr<const void>& keep) {
  switch (json.type()) {
    case Json::value_t::boolean:
      return Bool(json.get<bool>());
    case Json::value_t::number_integer:
      return Integer(json.get<int64_t>());
    case Json::value_t::number_float:
      return Number(json.get<double>());
    case Json::value_t::number_unsigned:
      break;
    case Json::value_t::string: {
      Value value;
      value.kind_ = Kind::kString;
      value.text_ = json.get_ref<const std::string&>();
      value.keep_ = keep;
      return value;
    }
    case Json::value_t::array:
    case Json::value_t::object: {
      Value value;
      value.kind_ = json.is_array() ? Kind::kList : Kind::kMap;
      value.json_ = &json;
      value.keep_ = keep;
      return value;
    }
    default:
      return Null();
  }
  const auto natural = json.get<uint64_t>();
  if (natural <= static_cast<uint64_t>(INT64_MAX)) return Integer(static_cast<int64_t>(natural));
  Value value;
  value.kind_ = Kind::kUnsigned;
  value.unsigned_ = natural;
  return value;
}

double Value::AsNumber() const {
  if (kind_ == Kind::kInteger) return static_cast<double>(integer_);
  return kind_ == Kind::kUnsigned ? static_cast<double>(unsigned_) : number_;
}

Json Value::ToJson() const {
  return IsList() || IsMap() ? *json_ : ScalarToJson(*this);
}

size_t Value::Weight() const {
  if (!keep_) return 0;
  return IsString() ? text_.size() : IsList() || IsMap() ? json_->size() * sizeof(Json) : 0;
}

bool IsTrue(const Value& value) {
  switch (value.kind()) {
    case Kind::kUndefined:
    case Kind::kNull:
      return false;
    case Kind::kBool:
      return value.AsBool();
    case Kind::kString:
      return !value.AsString().empty();
    case Kind::kList:
    case Kind::kMap:
      return !value.AsJson().empty();
    default:
      return value.AsNumber() != 0;
  }
}

std::string TextOf(const Value& value) {
  if (value.IsUndefined()) return "";
  if (value.IsString()) return std::string(value.AsString());
  return value.IsList() || value.IsMap() ? CanonicalJson(value.AsJson()) : JsonText(ScalarToJson(value));
}

std::string Show(const Value& value) {
  switch (value.kind()) {
    case Kind::kUndefined:
    case Kind::kNull:
      return "nothing";
    case Kind::kBool:
      return TextOf(value);
    case Kind::kInteger:
    case Kind::kUnsigned:
      return fmt::format("a whole number ({})", TextOf(value));
    case Kind::kNumber:
      return fmt::format("a number ({})", TextOf(value));
    case Kind::kString:
      return fmt::format("text ('{}')", Abbreviate(value.AsString(), kShown));
    case Kind::kList:
      return "a list";
    case Kind::kMap:
      return "a map";
  }
  return "";
}

std::optional<Value> NumberIn(std::string_view text) {
  text = Trim(text);
  const size_t sign = !text.empty() && (text[0] == '+' || text[0] == '-') ? 1 : 0;
  const size_t whole = SkipDigits(text, sign);
  const bool point = whole < text.size() && text[whole] == '.';
  const size_t fraction = point ? SkipDigits(text, whole + 1) : whole;
  if (fraction - sign == (point ? 1u : 0u)) return std::nullopt;  // not a digit
  if (SkipExponent(text, fraction) != text.size()) return std::nullopt;
  if (text[0] == '+') text.remove_prefix(1);
  if (fraction == whole && fraction - (text[0] == '-' ? 0 : sign) == text.size()) {
    if (std::optional<Value> integer = WholeNumberIn(text)) return integer;
  }
  double number = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), number).ec != std::errc()) return std::nullopt;
  return Value::Number(number);
}

bool Equal(const Value& a, const Value& b) {
  if (a.IsNumber() && b.IsNumber()) return CompareNumbers(a, b) == 0;
  if (a.IsString() && b.IsString()) return a.AsString() == b.AsString();
  if (a.IsString() && b.IsNumber()) return EqualTextAndNumber(a, b);
  if (a.IsNumber() && b.IsString()) return EqualTextAndNumber(b, a);
  if (a.IsAbsent() || b.IsAbsent()) return a.IsAbsent() && b.IsAbsent();
  if (a.kind() != b.kind()) return false;
  return a.kind() == Kind::kBool ? a.AsBool() == b.AsBool() : JsonEqual(a.AsJson(), b.AsJson());
}

int CompareNumbers(const Value& a, const Value& b) {
  if (a.kind() == Kind::kInteger && b.kind() == Kind::kInteger) {
    return (a.AsInteger() > b.AsInteger()) - (a.AsInteger() < b.AsInteger());
  }
  const std::strong_ordering order = CompareJson(ScalarToJson(a), ScalarToJson(b));
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

std::string_view Spell(Operator op) {
  static constexpr std::string_view kSpellings[] = {
      "+", "-", "*", "/", "//", "%", "**", "==", "!=", "<", "<=", ">", ">=", "in", "not in"};
  return kSpellings[static_cast<size_t>(op)];
}

Outcome<bool> Compare(Operator op, const Value& a, const Value& b) {
  switch (op) {
    case Operator::kEqual:
      return Equal(a, b);
    case Operator::kNotEqual:
      return !Equal(a, b);
    case Operator::kIn:
      return Contains(b, a);
    case Operator::kNotIn:
      return Contains(b, a).map([](bool found) { return !found; });
    default:
      return CompareOrder(op, a, b);
  }
}

Value Subscript(const Value& value, const Value& key) {
  if (value.IsMap()) return key.IsString() ? Attribute(value, key.AsString()) : Value();
  if (value.IsList()) {
    const std::optional<size_t> index = IndexIn(key, value.AsJson().size());
    return index ? value.Part(value.AsJson()[*index]) : Value();
  }
  if (!value.IsString() || key.kind() != Kind::kInteger) return Value();
  const std::optional<size_t> index = IndexIn(key, CountCodePoints(value.AsString()));
  return index ? Value::String(std::string(CharacterAt(value.AsString(), *index))) : Value();
}

Value Attribute(const Value& value, std::string_view name) {
  if (!value.IsMap()) return Value();
  const auto found = value.AsJson().find(name);
  return found == value.AsJson().end() ? Value() : value.Part(*found);
}

Outcome<std::vector<Value>> ItemsOf(const Value& value) {
  std::vector<Value> items;
  if (value.IsAbsent()) return items;
  if (value.IsList()) {
    for (const Json& item : value.AsJson()) items.push_back(value.Part(item));
  } else if (value.IsMap()) {
    for (const auto& [key, member] : value.AsJson().get_ref<const Json::object_t&>())
      items.push_back(Value::String(key));
  } else if (value.IsString()) {
    if (CountCodePoints(value.AsString()) > kMaxExpressionItems) {
      return tl::unexpected(fmt::format("a list would have more than {} items", kMaxExpressionItems));
    }
    for (const std::string_view c : Characters(value.AsString())) items.push_back(Value::String(std::string(c)));
  } else {
    return tl::unexpected(fmt::format("needs a list, not {}", Show(value)));
  }
  return items;
}

Outcome<Value> MakeList(const std::vector<Value>& items) {
  if (items.size() > kMaxExpressionItems) {
    return tl::unexpected(fmt::format("a list would have more than {} items", kMaxExpressionItems));
  }
  Json list = Json::array();
  for (const Value& item : items) list.push_back(item.ToJson());
  return Value::Own(std::move(list));
}

}  // namespace harness::expression
