#include "harness/base/expression_python.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <charconv>
#include <cmath>

#include "harness/base/expression_evaluation.h"
#include "harness/base/expression_format.h"
#include "harness/base/expression_functions.h"
#include "harness/base/expression_limits.h"
#include "harness/base/expression_text.h"
#include "harness/base/search.h"
#include "harness/base/text.h"

namespace harness::expression {
namespace {

bool IsPrintable(UChar32 c) {
  if (c == ' ') return true;
  switch (u_charType(c)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_SURROGATE:
    case U_PRIVATE_USE_CHAR:
    case U_UNASSIGNED:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
    case U_SPACE_SEPARATOR:
      return false;
    default:
      return true;
  }
}

void AppendQuotedCharacter(std::string& to, std::string_view written, UChar32 c, char quote) {
  if (c == quote || c == '\\') {
    to.append({'\\', static_cast<char>(c)});
  } else if (c == '\n' || c == '\r' || c == '\t') {
    to.append({'\\', c == '\n' ? 'n' : c == '\r' ? 'r' : 't'});
  } else if (IsPrintable(c)) {
    to += written;
  } else if (c < 0x100) {
    to += fmt::format("\\x{:02x}", c);
  } else {
    to += c < 0x10000 ? fmt::format("\\u{:04x}", c) : fmt::format("\\U{:08x}", c);
  }
}

// Writes values as Python does; stops at the first that can't be written.
class Writer {
 public:
  explicit Writer(Evaluation& evaluation) : evaluation_(evaluation) {}

  Outcome<std::string> Finish() {
    if (!fault_.empty()) return tl::unexpected(std::move(fault_));
    return std::move(text_);
  }

  void Text(const Value& value) {
    if (value.IsString())
      text_ += value.AsString();
    else if (value.IsUndefined() && !value.IsNothing())
      fault_ = value.AsString();
    else if (value.IsNothing())
      return;
    else
      Repr(value);
  }

  void Repr(const Value& value) {
    if (!fault_.empty() || !Room()) return;
    switch (value.kind()) {
      case Kind::kUndefined:
        text_ += "Undefined";
        return;
      case Kind::kNull:
        text_ += "None";
        return;
      case Kind::kBool:
        text_ += value.AsBool() ? "True" : "False";
        return;
      case Kind::kInteger:
        text_ += fmt::format_int(value.AsInteger()).str();
        return;
      case Kind::kUnsigned:
        text_ += fmt::format_int(value.AsUnsigned()).str();
        return;
      case Kind::kNumber:
        text_ += PythonFloat(value.AsNumber());
        return;
      case Kind::kString:
        AppendPythonQuoted(text_, value.AsString());
        return;
      case Kind::kList:
        return List(value);
      case Kind::kMap:
        return Map(value);
      case Kind::kObject:
        fault_ = fmt::format("{} has no text", value.AsObject().Describe());
    }
  }

 private:
  bool Room() {
    if (!evaluation_.Spend(1)) fault_ = evaluation_.exhausted();
    if (text_.size() > kMaxExpressionText)
      fault_ = fmt::format("a text would be longer than {} bytes", kMaxExpressionText);
    return fault_.empty();
  }

  void List(const Value& value) {
    switch (value.list_kind()) {
      case ListKind::kGenerator:
        fault_ = "a generator has no text, write |list behind it";
        return;
      case ListKind::kRange:
        text_ += value.sequence()->written;
        return;
      case ListKind::kTuple:
        return Between("(", value, value.size() == 1 ? ",)" : ")");
      case ListKind::kKeys:
        return Between("dict_keys([", value, "])");
      case ListKind::kValues:
        return Between("dict_values([", value, "])");
      case ListKind::kItems:
        return Between("dict_items([", value, "])");
      case ListKind::kList:
        return Between("[", value, "]");
    }
  }

  void Between(std::string_view open, const Value& value, std::string_view close) {
    text_ += open;
    for (size_t i = 0; i < value.size() && fault_.empty(); ++i) {
      if (i > 0) text_ += ", ";
      Repr(value.At(i));
    }
    text_ += close;
  }

  void Map(const Value& value) {
    text_ += "{";
    bool first = true;
    for (const auto& [key, member] : value.Members()) {
      if (!fault_.empty()) return;
      if (!std::exchange(first, false)) text_ += ", ";
      Repr(key);
      text_ += ": ";
      Repr(member);
    }
    text_ += "}";
  }

  Evaluation& evaluation_;
  std::string text_;
  std::string fault_;
};

// Lists are equal to lists and tuples to tuples only.
bool AreAlike(const Value& a, const Value& b) {
  return a.list_kind() == b.list_kind() && a.list_kind() != ListKind::kGenerator;
}

Outcome<bool> EqualLists(Evaluation& evaluation, const Value& a, const Value& b) {
  if (!AreAlike(a, b) || a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    const Outcome<bool> equal = PythonEqual(evaluation, a.At(i), b.At(i));
    if (!equal || !*equal) return equal;
  }
  return true;
}

Outcome<bool> EqualMaps(Evaluation& evaluation, const Value& a, const Value& b) {
  if (a.size() != b.size()) return false;
  for (const auto& [key, member] : a.Members()) {
    const Value other = PythonSubscript(b, key);
    if (!other.IsGiven()) return false;
    const Outcome<bool> equal = PythonEqual(evaluation, member, other);
    if (!equal || !*equal) return equal;
  }
  return true;
}

Outcome<bool> Contains(Evaluation& evaluation, const Value& container, const Value& item) {
  if (container.IsNothing()) return false;
  if (container.IsString()) {
    if (item.IsString()) return FindText(container.AsString(), item.AsString()) != std::string_view::npos;
    return Wrong(fmt::format("can't look for {} in {}", Show(item), Show(container)));
  }
  if (container.IsMap()) {
    const Outcome<std::string> hash = HashOf(item);
    return hash.map([&](const std::string&) { return PythonSubscript(container, item).IsGiven(); });
  }
  if (!container.IsList()) return Wrong(fmt::format("can't look for anything in {}", Show(container)));
  for (size_t i = 0; i < container.size(); ++i) {
    const Outcome<bool> equal = PythonEqual(evaluation, container.At(i), item);
    if (!equal || *equal) return equal;
  }
  return false;
}

tl::unexpected<std::string> NoOrder(Operator op, const Value& a, const Value& b) {
  return Wrong(fmt::format("can't compare {} with {} by '{}'", Show(a), Show(b), Spell(op)));
}

bool HoldsFor(Operator op, int sign) {
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

Outcome<bool> Order(Evaluation& evaluation, Operator op, const Value& a, const Value& b) {
  if (IsPythonNumber(a) && IsPythonNumber(b)) return HoldsFor(op, CompareNumbers(WithoutBool(a), WithoutBool(b)));
  if (a.IsString() && b.IsString()) return HoldsFor(op, a.AsString().compare(b.AsString()));
  const bool ordered = a.IsList() && b.IsList() && AreAlike(a, b) &&
                       (a.list_kind() == ListKind::kList || a.list_kind() == ListKind::kTuple);
  if (!ordered) return NoOrder(op, a, b);
  for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
    const Outcome<bool> equal = PythonEqual(evaluation, a.At(i), b.At(i));
    if (!equal) return equal;
    if (!*equal) return Order(evaluation, op, a.At(i), b.At(i));
  }
  return HoldsFor(op, static_cast<int>(a.size() > b.size()) - static_cast<int>(a.size() < b.size()));
}

Outcome<Value> RepeatList(const Value& list, int64_t count) {
  const auto times = static_cast<uint64_t>(std::max<int64_t>(count, 0));
  if (list.size() > 0 && times > kMaxExpressionItems / list.size()) {
    return Wrong(fmt::format("a list would have more than {} items", kMaxExpressionItems));
  }
  std::vector<Value> items;
  for (uint64_t i = 0; i < times; ++i)
    for (size_t k = 0; k < list.size(); ++k) items.push_back(list.At(k));
  return MakeList(std::move(items), list.list_kind());
}

bool IsPlainList(const Value& value) {
  return value.IsList() && (value.list_kind() == ListKind::kList || value.list_kind() == ListKind::kTuple);
}

}  // namespace

std::string PythonFloat(double number) {
  if (std::isnan(number)) return "nan";
  if (std::isinf(number)) return number < 0 ? "-inf" : "inf";
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::scientific).ptr;
  std::string_view written(buffer, static_cast<size_t>(end - buffer));
  const size_t e = written.find('e');
  int exponent = 0;
  const char* digits = written.data() + e + (written[e + 1] == '+' ? 2 : 1);
  std::from_chars(digits, end, exponent);
  if (exponent < -4 || exponent >= 16)
    return fmt::format("{}e{}{:02}", written.substr(0, e), exponent < 0 ? '-' : '+', std::abs(exponent));
  const auto fixed = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::fixed).ptr;
  std::string text(buffer, static_cast<size_t>(fixed - buffer));
  if (text.find('.') == std::string::npos) text += ".0";
  return text;
}

void AppendPythonQuoted(std::string& to, std::string_view text) {
  const bool single = text.find('\'') != std::string_view::npos;
  const char quote = single && text.find('"') == std::string_view::npos ? '"' : '\'';
  to += quote;
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < size;) {
    const int32_t begin = at;
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(text.data(), at, size, c);
    AppendQuotedCharacter(to, text.substr(static_cast<size_t>(begin), static_cast<size_t>(at - begin)), c, quote);
  }
  to += quote;
}

Outcome<std::string> PythonText(Evaluation& evaluation, const Value& value) {
  if (value.IsString()) return std::string(value.AsString());
  Writer writer(evaluation);
  writer.Text(value);
  return writer.Finish();
}

Outcome<std::string> PythonRepr(Evaluation& evaluation, const Value& value) {
  Writer writer(evaluation);
  writer.Repr(value);
  return writer.Finish();
}

Value WithoutBool(const Value& value) {
  return value.IsBool() ? Value::Integer(value.AsBool() ? 1 : 0) : value;
}

bool IsPythonNumber(const Value& value) {
  return value.IsNumber() || value.IsBool();
}

Outcome<std::string> HashOf(const Value& key) {
  if (key.IsString()) return HashOfText(key.AsString());
  if (key.IsNull()) return std::string("0");
  if (IsPythonNumber(key)) {
    const Value number = WithoutBool(key);
    if (number.IsInteger()) return "n" + TextOf(number);
    const double real = number.AsNumber();
    const bool whole = real == std::trunc(real) && std::abs(real) < 0x1p63;
    return "n" + (whole ? fmt::format_int(static_cast<int64_t>(real)).str() : PythonFloat(real));
  }
  if (key.IsUndefined()) return tl::unexpected(std::string(key.AsString()));
  if (key.IsList() && key.list_kind() == ListKind::kRange) return key.sequence()->written;
  if (!key.IsList() || key.list_kind() != ListKind::kTuple) return Wrong(fmt::format("{} can't be a key", Show(key)));
  std::string hash = "t";
  for (size_t i = 0; i < key.size(); ++i) {
    const Outcome<std::string> part = HashOf(key.At(i));
    if (!part) return part;
    hash += fmt::format("{}:{}", part->size(), *part);
    if (hash.size() > kMaxExpressionText) return Wrong(fmt::format("a key of more than {} bytes", kMaxExpressionText));
  }
  return hash;
}

Outcome<bool> PythonEqual(Evaluation& evaluation, const Value& a, const Value& b) {
  if (!evaluation.Spend(1)) return Wrong(evaluation.exhausted());
  if (a.IsUndefined() && !a.IsNothing()) return Wrong(std::string(a.AsString()));
  if (b.IsUndefined() && !b.IsNothing()) return Wrong(std::string(b.AsString()));
  if (IsPythonNumber(a) && IsPythonNumber(b)) return CompareNumbers(WithoutBool(a), WithoutBool(b)) == 0;
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::kString:
      return a.AsString() == b.AsString();
    case Kind::kList:
      if (a.sequence() && a.sequence() == b.sequence()) return true;
      return EqualLists(evaluation, a, b);
    case Kind::kMap:
      return EqualMaps(evaluation, a, b);
    case Kind::kObject:
      return &a.AsObject() == &b.AsObject();
    default:
      return true;
  }
}

Outcome<bool> PythonCompare(Evaluation& evaluation, Operator op, const Value& a, const Value& b) {
  if (b.IsUndefined() && !b.IsNothing()) return Wrong(std::string(b.AsString()));
  const bool member = op == Operator::kIn || op == Operator::kNotIn;
  if (a.IsUndefined() && !a.IsNothing() && !member) return Wrong(std::string(a.AsString()));
  switch (op) {
    case Operator::kEqual:
      return PythonEqual(evaluation, a, b);
    case Operator::kNotEqual:
      return PythonEqual(evaluation, a, b).map([](bool equal) { return !equal; });
    case Operator::kIn:
      return Contains(evaluation, b, a);
    case Operator::kNotIn:
      return Contains(evaluation, b, a).map([](bool found) { return !found; });
    default:
      return Order(evaluation, op, a, b);
  }
}

Outcome<Value> PythonCalculate(Evaluation& evaluation, Operator op, const Value& a, const Value& b) {
  if (a.IsUndefined()) return Wrong(std::string(a.AsString()));
  if (op == Operator::kModulo && a.IsString()) {
    if (IsPlainList(b) && b.list_kind() == ListKind::kTuple)
      return PercentFormat(evaluation, a.AsString(), {*ItemsOf(b), {}});
    return PercentFormat(evaluation, a.AsString(), {{b}, b.IsMap() || b.IsList() ? b : Value()});
  }
  if (b.IsUndefined()) return Wrong(std::string(b.AsString()));
  const Value left = WithoutBool(a);
  const Value right = WithoutBool(b);
  if (op == Operator::kMultiply && IsPlainList(a) && right.kind() == Kind::kInteger)
    return RepeatList(a, right.AsInteger());
  if (op == Operator::kMultiply && IsPlainList(b) && left.kind() == Kind::kInteger)
    return RepeatList(b, left.AsInteger());
  if (a.IsList() && b.IsList() && (a.list_kind() != b.list_kind() || !IsPlainList(a)))
    return Wrong(fmt::format("can't apply '{}' to {} and {}", Spell(op), Show(a), Show(b)));
  return Calculate(op, left, right);
}

Value PythonSubscript(const Value& value, const Value& key) {
  if (value.IsList() && !IsPlainList(value) && value.list_kind() != ListKind::kRange) return Value();
  if (!value.IsMap()) return Subscript(value, WithoutBool(key));
  if (key.IsString()) return value.Find(key.AsString());
  if (!value.dictionary()) return Value();
  const Outcome<std::string> hash = HashOf(key);
  if (!hash) return Value();
  const auto found = value.dictionary()->places.find(*hash);
  return found == value.dictionary()->places.end() ? Value() : value.dictionary()->members[found->second].second;
}

}  // namespace harness::expression
