// `value | filter(arguments)`, as Jinja2 defines them.

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_set>

#include "harness/base/expression_functions.h"
#include "harness/base/expression_limits.h"
#include "harness/base/expression_text.h"
#include "harness/base/text.h"

namespace harness::expression {
namespace {

// What `attribute` ("a", "a.b", "0") names in `value`; the value itself without one.
Value PathOf(Value value, const Value& attribute) {
  if (!attribute.IsString()) return attribute.IsAbsent() ? value : Subscript(value, attribute);
  for (const std::string_view step : Split(attribute.AsString(), ".")) {
    const std::optional<Value> index = value.IsMap() ? std::nullopt : NumberIn(step);
    value = index ? Subscript(value, *index) : Attribute(value, step);
  }
  return value;
}

struct Keyed {
  Value key;
  Value item;
};

// The items with what they are compared by: an attribute perhaps, a text perhaps without its case.
Outcome<std::vector<Keyed>> KeyedItems(const Value& input, const Value& attribute, const Value& case_sensitive) {
  Outcome<std::vector<Value>> items = ItemsOf(input);
  if (!items) return tl::unexpected(items.error());
  std::vector<Keyed> keyed;
  keyed.reserve(items->size());
  for (Value& item : *items) {
    Value key = PathOf(item, attribute);
    if (key.IsString() && !IsTrue(case_sensitive)) key = Value::String(Lower(key.AsString()));
    keyed.push_back({std::move(key), std::move(item)});
  }
  return keyed;
}

// Sorting needs a total order: all numbers, all texts or all booleans.
Outcome<Value> CheckComparable(const std::vector<Keyed>& items) {
  for (const Keyed& item : items) {
    const bool numbers = items[0].key.IsNumber() && item.key.IsNumber();
    const bool ordered = item.key.IsString() || item.key.kind() == Kind::kBool;
    if (numbers || (ordered && item.key.kind() == items[0].key.kind())) continue;
    return Wrong(fmt::format("can't order {} and {}", Show(items[0].key), Show(item.key)));
  }
  return Value();
}

bool Less(const Keyed& a, const Keyed& b) {
  if (a.key.IsString()) return a.key.AsString() < b.key.AsString();
  return a.key.IsNumber() ? CompareNumbers(a.key, b.key) < 0 : a.key.AsBool() < b.key.AsBool();
}

Outcome<Value> ListOf(const std::vector<Keyed>& keyed) {
  std::vector<Value> items;
  items.reserve(keyed.size());
  for (const Keyed& item : keyed) items.push_back(item.item);
  return MakeList(items);
}

Outcome<Value> AbsFilter(const Value& input, Arguments) {
  if (!input.IsNumber()) return Wrong(fmt::format("needs a number, not {}", Show(input)));
  if (input.kind() == Kind::kNumber) return Value::Number(std::abs(input.AsNumber()));
  return input.kind() == Kind::kInteger && input.AsInteger() < 0 ? Negate(input) : input;
}

Outcome<Value> DefaultFilter(const Value& input, Arguments arguments) {
  const bool replaced = input.IsUndefined() || (IsTrue(arguments[1]) && !IsTrue(input));
  if (!replaced) return input;
  return arguments[0].IsUndefined() ? Value::String("") : arguments[0];
}

Outcome<Value> End(const Value& input, int64_t index) {
  if (input.IsList() || input.IsString()) return Subscript(input, Value::Integer(index));
  return ItemsOf(input).map([&](const std::vector<Value>& items) {
    if (items.empty()) return Value();
    return index == 0 ? items.front() : items.back();
  });
}

Outcome<Value> FirstFilter(const Value& input, Arguments) {
  return End(input, 0);
}
Outcome<Value> LastFilter(const Value& input, Arguments) {
  return End(input, -1);
}

Outcome<Value> FloatFilter(const Value& input, Arguments arguments) {
  if (input.IsNumber()) return Value::Number(input.AsNumber());
  if (input.kind() == Kind::kBool) return Value::Number(input.AsBool() ? 1 : 0);
  if (input.IsString()) {
    if (const std::optional<Value> number = NumberIn(input.AsString())) return Value::Number(number->AsNumber());
  }
  return arguments[0].IsUndefined() ? Value::Number(0) : arguments[0];
}

Outcome<Value> Truncate(const Value& number) {
  if (number.IsInteger()) return number;
  const double whole = std::trunc(number.AsNumber());
  if (whole < -0x1p63 || whole >= 0x1p63) return Wrong("the result does not fit a whole number of 64 bits");
  return Value::Integer(static_cast<int64_t>(whole));
}

Outcome<Value> IntFilter(const Value& input, Arguments arguments) {
  if (input.IsNumber()) return Truncate(input);
  if (input.kind() == Kind::kBool) return Value::Integer(input.AsBool() ? 1 : 0);
  if (input.IsString()) {
    if (const std::optional<Value> number = NumberIn(input.AsString())) return Truncate(*number);
  }
  return arguments[0].IsUndefined() ? Value::Integer(0) : arguments[0];
}

Outcome<Value> ItemsFilter(const Value& input, Arguments) {
  if (!input.IsMap() && !input.IsAbsent()) return Wrong(fmt::format("needs a map, not {}", Show(input)));
  Json list = Json::array();
  if (input.IsMap()) {
    for (const auto& [key, value] : input.AsJson().get_ref<const Json::object_t&>())
      list.push_back(Json::array({key, value}));
  }
  return Value::Own(std::move(list));
}

Outcome<Value> JoinFilter(const Value& input, Arguments arguments) {
  const Outcome<std::vector<Value>> items = ItemsOf(input);
  if (!items) return tl::unexpected(items.error());
  const std::string separator = TextOf(arguments[0]);
  std::string text;
  for (size_t i = 0; i < items->size() && text.size() <= kMaxExpressionText; ++i) {
    if (i > 0) text += separator;
    text += TextOf(PathOf((*items)[i], arguments[1]));
  }
  return TextResult(std::move(text));
}

Outcome<Value> LengthFilter(const Value& input, Arguments) {
  if (input.IsAbsent()) return Value::Integer(0);
  if (input.IsString()) return Value::Integer(static_cast<int64_t>(CountCodePoints(input.AsString())));
  if (input.IsList() || input.IsMap()) return Value::Integer(static_cast<int64_t>(input.AsJson().size()));
  return Wrong(fmt::format("needs a list, a map or text, not {}", Show(input)));
}

Outcome<Value> ListFilter(const Value& input, Arguments) {
  return input.IsList() ? input : ItemsOf(input).and_then(MakeList);
}

Outcome<Value> MapFilter(const Value& input, Arguments arguments) {
  return ItemsOf(input).and_then([&](std::vector<Value> items) {
    for (Value& item : items) item = PathOf(item, arguments[0]);
    return MakeList(items);
  });
}

Outcome<Value> Extreme(const Value& input, Arguments arguments, bool largest) {
  const Outcome<std::vector<Keyed>> items = KeyedItems(input, arguments[1], arguments[0]);
  if (!items) return tl::unexpected(items.error());
  if (Outcome<Value> comparable = CheckComparable(*items); !comparable) return comparable;
  if (items->empty()) return Value();
  const auto found = largest ? std::max_element(items->begin(), items->end(), Less)
                             : std::min_element(items->begin(), items->end(), Less);
  return found->item;
}

Outcome<Value> MaxFilter(const Value& input, Arguments arguments) {
  return Extreme(input, arguments, true);
}
Outcome<Value> MinFilter(const Value& input, Arguments arguments) {
  return Extreme(input, arguments, false);
}

Outcome<Value> ReplaceFilter(const Value& input, Arguments arguments) {
  const Outcome<std::string> text = TextToChange(input);
  const Outcome<int64_t> count = IntegerOr(arguments[2], -1);
  if (!text) return tl::unexpected(text.error());
  if (!count) return tl::unexpected(count.error());
  return ReplaceText(*text, TextOf(arguments[0]), TextOf(arguments[1]), *count);
}

Outcome<Value> ReverseFilter(const Value& input, Arguments) {
  if (input.IsString()) {
    return TextToChange(input).and_then([](const std::string& text) { return TextResult(ReverseText(text)); });
  }
  return ItemsOf(input).and_then([](std::vector<Value> items) {
    std::reverse(items.begin(), items.end());
    return MakeList(items);
  });
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

Outcome<Value> RoundFilter(const Value& input, Arguments arguments) {
  if (!input.IsNumber()) return Wrong(fmt::format("needs a number, not {}", Show(input)));
  const Outcome<int64_t> digits = IntegerOr(arguments[0], 0);
  if (!digits) return tl::unexpected(digits.error());
  if (*digits < -300 || *digits > 300) return Wrong("needs a precision from -300 to 300");
  const std::string method = arguments[1].IsUndefined() ? "common" : TextOf(arguments[1]);
  const double scale = std::pow(10.0, static_cast<double>(*digits));
  if (method == "common" && input.IsInteger() && *digits >= 0) return input;
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

Outcome<Value> SortFilter(const Value& input, Arguments arguments) {
  Outcome<std::vector<Keyed>> items = KeyedItems(input, arguments[2], arguments[1]);
  if (!items) return tl::unexpected(items.error());
  if (Outcome<Value> comparable = CheckComparable(*items); !comparable) return comparable;
  const bool reverse = IsTrue(arguments[0]);
  std::stable_sort(items->begin(), items->end(),
                   [&](const Keyed& a, const Keyed& b) { return reverse ? Less(b, a) : Less(a, b); });
  return ListOf(*items);
}

Outcome<Value> StringFilter(const Value& input, Arguments) {
  return input.IsString() ? input : TextResult(TextOf(input));
}

Outcome<Value> SumFilter(const Value& input, Arguments arguments) {
  const Outcome<std::vector<Value>> items = ItemsOf(input);
  if (!items) return tl::unexpected(items.error());
  Outcome<Value> sum = arguments[1].IsUndefined() ? Value::Integer(0) : arguments[1];
  for (size_t i = 0; i < items->size() && sum; ++i) {
    const Value item = PathOf((*items)[i], arguments[0]);
    if (!item.IsNumber() || !sum->IsNumber()) return Wrong(fmt::format("can't add {} to {}", Show(item), Show(*sum)));
    sum = Calculate(Operator::kAdd, *sum, item);
  }
  return sum;
}

Outcome<Value> ToJsonFilter(const Value& input, Arguments arguments) {
  const Outcome<int64_t> indent = IntegerOr(arguments[0], 0);
  if (!indent) return tl::unexpected(indent.error());
  if (*indent < 0 || *indent > 16) return Wrong("needs an indent from 0 to 16");
  const Json json = input.ToJson();
  if (*indent == 0) return TextResult(CanonicalJson(json));
  return TextResult(json.dump(static_cast<int>(*indent), ' ', false, Json::error_handler_t::replace));
}

Outcome<Value> UniqueFilter(const Value& input, Arguments arguments) {
  const Outcome<std::vector<Keyed>> items = KeyedItems(input, arguments[1], arguments[0]);
  if (!items) return tl::unexpected(items.error());
  std::unordered_set<std::string> seen;
  std::vector<Keyed> unique;
  for (const Keyed& item : *items)
    if (seen.insert(CanonicalJson(item.key.ToJson())).second) unique.push_back(item);
  return ListOf(unique);
}

constexpr std::array kFilters = {
    Function{"abs", 0, {}, AbsFilter},
    Function{"capitalize", 0, {}, CapitalizeFilter},
    Function{"count", 0, {}, LengthFilter},
    Function{"d", 0, {"default_value", "boolean"}, DefaultFilter, true},
    Function{"default", 0, {"default_value", "boolean"}, DefaultFilter, true},
    Function{"first", 0, {}, FirstFilter},
    Function{"float", 0, {"default"}, FloatFilter},
    Function{"int", 0, {"default"}, IntFilter},
    Function{"items", 0, {}, ItemsFilter},
    Function{"join", 0, {"d", "attribute"}, JoinFilter},
    Function{"last", 0, {}, LastFilter},
    Function{"length", 0, {}, LengthFilter},
    Function{"list", 0, {}, ListFilter},
    Function{"lower", 0, {}, LowerFilter},
    Function{"map", 1, {"attribute"}, MapFilter},
    Function{"max", 0, {"case_sensitive", "attribute"}, MaxFilter},
    Function{"min", 0, {"case_sensitive", "attribute"}, MinFilter},
    Function{"replace", 2, {"old", "new", "count"}, ReplaceFilter},
    Function{"reverse", 0, {}, ReverseFilter},
    Function{"round", 0, {"precision", "method"}, RoundFilter},
    Function{"sort", 0, {"reverse", "case_sensitive", "attribute"}, SortFilter},
    Function{"string", 0, {}, StringFilter},
    Function{"sum", 0, {"attribute", "start"}, SumFilter},
    Function{"title", 0, {}, TitleFilter},
    Function{"tojson", 0, {"indent"}, ToJsonFilter},
    Function{"trim", 0, {"chars"}, TrimFilter},
    Function{"unique", 0, {"case_sensitive", "attribute"}, UniqueFilter},
    Function{"upper", 0, {}, UpperFilter},
};

}  // namespace

std::span<const Function> Filters() {
  return kFilters;
}

}  // namespace harness::expression
