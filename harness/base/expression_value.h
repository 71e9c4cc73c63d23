// What expressions and templates compute with: a JSON value that is either held (scalars, texts and lists made on the
// way) or borrowed from the scope or the program; and what only templates have: tuples, maps in the order in which they
// were made, macros. Internal to the expression and template files.
//
// Values are cheap to copy: what is made is shared, and never changed. A borrowed value must not outlive its owner.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <unordered_map>
#include <utility>
#include <vector>

#include "harness/base/json.h"

namespace harness::expression {

// kUnsigned holds integers above the int64 range only.
enum class Kind : uint8_t { kUndefined, kNull, kBool, kInteger, kUnsigned, kNumber, kString, kList, kMap, kObject };

// What a list is to Python: how it is written, and what else it can do.
enum class ListKind : uint8_t { kList, kTuple, kRange, kKeys, kValues, kItems, kGenerator };

struct Sequence;
struct Dictionary;
class Evaluation;
class Object;
class Value;
using Member = std::pair<Value, Value>;

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
  // Undefined, and why: "'a.b' is undefined".
  static Value Missing(std::string why);
  // What `x if c` is without an else, where c is false: undefined too, but written as nothing.
  static Value Nothing();
  static Value List(std::vector<Value> items, ListKind kind = ListKind::kList);
  static Value Of(Sequence sequence);
  static Value Of(Dictionary map);
  static Value Of(Object& object);  // which outlives the value

  Kind kind() const { return kind_; }
  bool IsAbsent() const { return kind_ == Kind::kUndefined || kind_ == Kind::kNull; }
  bool IsUndefined() const { return kind_ == Kind::kUndefined; }
  bool IsNothing() const { return kind_ == Kind::kUndefined && held_; }
  bool IsString() const { return kind_ == Kind::kString; }
  bool IsList() const { return kind_ == Kind::kList; }
  bool IsMap() const { return kind_ == Kind::kMap; }
  bool IsObject() const { return kind_ == Kind::kObject; }
  bool IsBool() const { return kind_ == Kind::kBool; }
  bool IsNull() const { return kind_ == Kind::kNull; }
  // An argument that was not given; a name that is not there was.
  bool IsGiven() const { return kind_ != Kind::kUndefined || keep_ != nullptr; }
  bool IsInteger() const { return kind_ == Kind::kInteger || kind_ == Kind::kUnsigned; }
  bool IsNumber() const { return IsInteger() || kind_ == Kind::kNumber; }

  bool AsBool() const { return bool_; }
  int64_t AsInteger() const { return integer_; }       // kInteger
  uint64_t AsUnsigned() const { return unsigned_; }    // kUnsigned
  double AsNumber() const;                             // any number
  std::string_view AsString() const { return text_; }  // of Missing(): why
  Object& AsObject() const { return *object_; }
  const Json* json() const;          // a list or a map as JSON; null where it is held otherwise
  const Sequence* sequence() const;  // the same the other way round
  const Dictionary* dictionary() const;

  size_t size() const;                  // of a list or a map
  Value At(size_t index) const;         // of a list
  ListKind list_kind() const;           // of a list
  std::vector<Member> Members() const;  // of a map
  // The member of that name of a map; undefined if there is none.
  Value Find(std::string_view name) const;
  // How deeply what is held nests; 0 for JSON.
  int nesting() const;

  // A part of this list or map: it keeps alive what this keeps alive.
  Value Part(const Json& part) const { return Of(part, keep_); }
  // What no JSON holds (macros, what is undefined) becomes null.
  Json ToJson() const;
  // Bytes that this value holds itself, roughly.
  size_t Weight() const;

 private:
  static Value Of(const Json& value, const std::shared_ptr<const void>& keep);
  Value TextPart(const std::string& text) const;

  Kind kind_ = Kind::kUndefined;
  bool held_ = false;  // a list or a map that is no JSON; of kUndefined: Nothing()
  union {
    bool bool_;
    int64_t integer_;
    uint64_t unsigned_;
    double number_ = 0;
    const Json* json_;
    const Sequence* sequence_;
    const Dictionary* dictionary_;
    Object* object_;
  };
  std::string_view text_;
  std::shared_ptr<const void> keep_;
};

// A message that says what is wrong; who called knows the place.
template <typename T>
using Outcome = tl::expected<T, std::string>;

// A list that was made on the way.
struct Sequence {
  std::vector<Value> items;
  ListKind kind = ListKind::kList;
  std::vector<std::string_view> names = {};  // a named tuple's
  std::string written = {};                  // of a range: "range(0, 3)"
  int nesting = 1;
  mutable size_t taken = 0;  // of a generator, whose items can be had once
};

// A map that was made on the way. Keys are what Python can hash.
struct Dictionary {
  std::vector<Member> members;                     // in the order in which they were made
  std::unordered_map<std::string, size_t> places;  // by HashOf(key)
  int nesting = 1;

  void Set(std::string hash, Value key, Value value);
};

// What a call hands over: by position, and by name.
struct CallArguments {
  std::vector<Value> positional;
  std::vector<std::pair<std::string, Value>> named;
};

// What is no data: a macro, the loop, a namespace. Those of one rendering die with it.
class Object {
 public:
  virtual ~Object() = default;
  virtual std::string_view Describe() const = 0;  // "a macro": for messages
  virtual Value Attribute(std::string_view name) = 0;
  virtual bool HasMethod(std::string_view) const { return false; }
  virtual Outcome<Value> CallMethod(Evaluation&, std::string_view, CallArguments) { return Value(); }
};

bool IsTrue(const Value& value);
// Of the key of a map that is text.
std::string HashOfText(std::string_view text);
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
// Of a map, or of a tuple whose items have names.
Value AttributeOf(const Value& value, std::string_view name);
// value[begin:end:step] of a text or a list, as Python has it. The step is not 0.
Outcome<Value> SliceOf(const Value& value, std::optional<int64_t> begin, std::optional<int64_t> end, int64_t step);
// The items of a list, the keys of a map, the characters of a text, nothing of an absent value.
Outcome<std::vector<Value>> ItemsOf(const Value& value);
Outcome<Value> MakeList(std::vector<Value> items, ListKind kind = ListKind::kList);

}  // namespace harness::expression
