#include "harness/base/expression_value.h"

#include <algorithm>
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
  if (container.IsMap()) return item.IsString() && !container.Find(item.AsString()).IsUndefined();
  if (!container.IsList()) return tl::unexpected(fmt::format("can't look for anything in {}", Show(container)));
  for (size_t i = 0; i < container.size(); ++i)
    if (Equal(container.At(i), item)) return true;
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

int Deeper(int nesting, const Value& part) {
  return std::max(nesting, part.nesting() + 1);
}

}  // namespace

void Dictionary::Set(std::string hash, Value key, Value value) {
  nesting = Deeper(Deeper(nesting, key), value);
  const auto [place, fresh] = places.try_emplace(std::move(hash), members.size());
  if (fresh)
    members.emplace_back(std::move(key), std::move(value));
  else
    members[place->second].second = std::move(value);
}

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

Value Value::Missing(std::string why) {
  Value value = String(std::move(why));
  value.kind_ = Kind::kUndefined;
  return value;
}

Value Value::Nothing() {
  Value value = Missing("the condition is false and there is no else: the value is undefined");
  value.held_ = true;
  return value;
}

Value Value::List(std::vector<Value> items, ListKind kind) {
  return Of(Sequence{.items = std::move(items), .kind = kind});
}

Value Value::Of(Sequence sequence) {
  for (const Value& item : sequence.items) sequence.nesting = Deeper(sequence.nesting, item);
  auto held = std::make_shared<const Sequence>(std::move(sequence));
  Value value;
  value.kind_ = Kind::kList;
  value.held_ = true;
  value.sequence_ = held.get();
  value.keep_ = std::move(held);
  return value;
}

Value Value::Of(Dictionary map) {
  auto held = std::make_shared<const Dictionary>(std::move(map));
  Value value;
  value.kind_ = Kind::kMap;
  value.held_ = true;
  value.dictionary_ = held.get();
  value.keep_ = std::move(held);
  return value;
}

Value Value::Of(Object& object) {
  Value value;
  value.kind_ = Kind::kObject;
  value.object_ = &object;
  return value;
}

Value Value::Own(Json json) {
  auto held = std::make_shared<const Json>(std::move(json));
  return Of(*held, held);
}

Value Value::TextPart(const std::string& text) const {
  Value value;
  value.kind_ = Kind::kString;
  value.text_ = text;
  value.keep_ = keep_;
  return value;
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

const Json* Value::json() const {
  return (IsList() || IsMap()) && !held_ ? json_ : nullptr;
}

const Sequence* Value::sequence() const {
  return IsList() && held_ ? sequence_ : nullptr;
}

const Dictionary* Value::dictionary() const {
  return IsMap() && held_ ? dictionary_ : nullptr;
}

size_t Value::size() const {
  if (!held_) return json_->size();
  return IsMap() ? dictionary_->members.size() : sequence_->items.size() - sequence_->taken;
}

Value Value::At(size_t index) const {
  return held_ ? sequence_->items[index + sequence_->taken] : Part((*json_)[index]);
}

ListKind Value::list_kind() const {
  return held_ ? sequence_->kind : ListKind::kList;
}

std::vector<Member> Value::Members() const {
  if (held_) return dictionary_->members;
  std::vector<Member> members;
  members.reserve(json_->size());
  for (const auto& [key, value] : json_->get_ref<const Json::object_t&>())
    members.emplace_back(TextPart(key), Part(value));
  return members;
}

Value Value::Find(std::string_view name) const {
  if (held_) {
    const auto found = dictionary_->places.find(HashOfText(name));
    return found == dictionary_->places.end() ? Value() : dictionary_->members[found->second].second;
  }
  const auto found = json_->find(name);
  return found == json_->end() ? Value() : Part(*found);
}

int Value::nesting() const {
  if (!held_ || (!IsList() && !IsMap())) return 0;
  return IsMap() ? dictionary_->nesting : sequence_->nesting;
}

Json Value::ToJson() const {
  if (!IsList() && !IsMap()) return ScalarToJson(*this);
  if (!held_) return *json_;
  Json json = IsList() ? Json::array() : Json::object();
  if (IsList()) {
    for (size_t i = 0; i < size(); ++i) json.push_back(At(i).ToJson());
    return json;
  }
  for (const auto& [key, value] : dictionary_->members) json[TextOf(key)] = value.ToJson();
  return json;
}

size_t Value::Weight() const {
  if (!keep_) return 0;
  if (IsString()) return text_.size();
  return IsList() || IsMap() ? size() * (held_ ? sizeof(Value) : sizeof(Json)) : 0;
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
      return value.list_kind() == ListKind::kGenerator || value.size() > 0;
    case Kind::kMap:
      return value.size() > 0;
    case Kind::kObject:
      return true;
    default:
      return value.AsNumber() != 0;
  }
}

std::string HashOfText(std::string_view text) {
  return std::string("s").append(text);
}

std::string TextOf(const Value& value) {
  if (value.IsUndefined()) return "";
  if (value.IsString()) return std::string(value.AsString());
  if (value.IsObject()) return std::string(value.AsObject().Describe());
  if (const Json* json = value.json()) return CanonicalJson(*json);
  return value.IsList() || value.IsMap() ? CanonicalJson(value.ToJson()) : JsonText(ScalarToJson(value));
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
    case Kind::kObject:
      return std::string(value.AsObject().Describe());
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
  if (a.IsObject()) return &a.AsObject() == &b.AsObject();
  if (a.IsBool()) return a.AsBool() == b.AsBool();
  return a.json() && b.json() ? JsonEqual(*a.json(), *b.json()) : JsonEqual(a.ToJson(), b.ToJson());
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
  if (value.IsMap()) return key.IsString() ? AttributeOf(value, key.AsString()) : Value();
  if (value.IsList()) {
    const std::optional<size_t> index = IndexIn(key, value.size());
    return index ? value.At(*index) : Value();
  }
  if (!value.IsString() || key.kind() != Kind::kInteger) return Value();
  const std::optional<size_t> index = IndexIn(key, CountCodePoints(value.AsString()));
  return index ? Value::String(std::string(CharacterAt(value.AsString(), *index))) : Value();
}

Value AttributeOf(const Value& value, std::string_view name) {
  if (value.IsMap()) return value.Find(name);
  const Sequence* sequence = value.sequence();
  for (size_t i = 0; sequence && i < sequence->names.size(); ++i)
    if (sequence->names[i] == name) return sequence->items[i];
  return Value();
}

}  // namespace harness::expression
