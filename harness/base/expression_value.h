// What expressions compute with: a JSON value that is either held (scalars, texts and lists made on the way) or
// borrowed from the scope or the program. Internal to the expression files.
//
// Values are cheap to copy: what is made is shared. A borrowed value must not outlive its owner.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "harness/base/json.h"

namespace harness::expression {

// kUnsigned holds integers above the int64 range only.
enum class Kind : uint8_t { kUndefined, kNull, kBool, kInteger, kUnsigned, kNumber, kString, kList, kMap };

class Value {
 public:
  Value() = default;  // undefined
  static Value Null();
  static Value Bool(bool value);
  static Value Integer(int64_t value);
  static Value Number(double value);
  static Value String(std::string value);
  static Value Own(Json value);
  static Value Borrow(const Json& value) { return Of(value, nullptr); }

  Kind kind() const { return kind_; }
  bool IsAbsent() const { return kind_ == Kind::kUndefined || kind_ == Kind::kNull; }
  bool IsUndefined() const { return kind_ == Kind::kUndefined; }
  bool IsString() const { return kind_ == Kind::kString; }
  bool IsList() const { return kind_ == Kind::kList; }
  bool IsMap() const { return kind_ == Kind::kMap; }
  bool IsInteger() const { return kind_ == Kind::kInteger || kind_ == Kind::kUnsigned; }
  bool IsNumber() const { return IsInteger() || kind_ == Kind::kNumber; }

  bool AsBool() const { return bool_; }
  int64_t AsInteger() const { return integer_; }     // kInteger
  uint64_t AsUnsigned() const { return unsigned_; }  // kUnsigned
  double AsNumber() const;                           // any number
  std::string_view AsString() const { return text_; }
  const Json& AsJson() const { return *json_; }  // a list or a map

  // A part of this list or map: it keeps alive what this keeps alive.
  Value Part(const Json& part) const { return Of(part, keep_); }
  Json ToJson() const;
  // Bytes that this value holds itself, roughly.
  size_t Weight() const;

 private:
  static Value Of(const Json& value, const std::shared_ptr<const void>& keep);

  Kind kind_ = Kind::kUndefined;
  union {
    bool bool_;
    int64_t integer_;
    uint64_t unsigned_;
    double number_ = 0;
    const Json* json_;
  };
  std::string_view text_;
  std::shared_ptr<const void> keep_;
};

// A message that says what is wrong; who called knows the place.
template <typename T>
using Outcome = tl::expected<T, std::string>;

bool IsTrue(const Value& value);
// Text as it is, undefined as nothing, anything else as canonical JSON.
std::string TextOf(const Value& value);
// "a whole number (5)", "text ('abc')", "a list": for messages.
std::string Show(const Value& value);
// The number that a text spells, blanks around it aside: "2025", "-1.5e3", ".5".
std::optional<Value> NumberIn(std::string_view text);

// Equality by value: 1 equals 1.0, and "1" equals 1, since a CSV knows only text.
bool Equal(const Value& a, const Value& b);
// The sign of a - b for two numbers, exact for all integers.
int CompareNumbers(const Value& a, const Value& b);

enum class Operator : uint8_t {
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kFloorDivide,
  kModulo,
  kPower,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kIn,
  kNotIn,
};
std::string_view Spell(Operator op);

Outcome<Value> Calculate(Operator op, const Value& a, const Value& b);
Outcome<Value> Negate(const Value& value);
// Null and an empty text (an empty cell) stand in no order: <, <=, > and >= with them are false. A text that spells a
// number is compared with a number as a number.
Outcome<bool> Compare(Operator op, const Value& a, const Value& b);

// The member or item that `key` names; undefined if there is none.
Value Subscript(const Value& value, const Value& key);
Value Attribute(const Value& value, std::string_view name);
// The items of a list, the keys of a map, the characters of a text, nothing of an absent value.
Outcome<std::vector<Value>> ItemsOf(const Value& value);
Outcome<Value> MakeList(const std::vector<Value>& items);

}  // namespace harness::expression
