// `value.method(arguments)`, as Python's str and dict have them. Of what is absent, every method is absent too.

#include <algorithm>
#include <array>

#include "harness/base/expression_functions.h"
#include "harness/base/expression_limits.h"
#include "harness/base/search.h"

namespace harness::expression {
namespace {

constexpr std::string_view kBlanks = " \t\n\v\f\r";

Outcome<Value> NeedsText(const Value& input) {
  return Wrong(fmt::format("needs text, not {}", Show(input)));
}

// A filter that only a text has as a method.
template <Outcome<Value> (*filter)(const Value&, Arguments)>
Outcome<Value> OfText(const Value& input, Arguments arguments) {
  return input.IsString() ? filter(input, arguments) : NeedsText(input);
}

Outcome<Value> Starts(const Value& input, Arguments arguments) {
  if (!input.IsString()) return NeedsText(input);
  if (!arguments[0].IsString()) return NeedsText(arguments[0]);
  return Value::Bool(input.AsString().starts_with(arguments[0].AsString()));
}

Outcome<Value> Ends(const Value& input, Arguments arguments) {
  if (!input.IsString()) return NeedsText(input);
  if (!arguments[0].IsString()) return NeedsText(arguments[0]);
  return Value::Bool(input.AsString().ends_with(arguments[0].AsString()));
}

Outcome<Value> Replace(const Value& input, Arguments arguments) {
  if (!input.IsString()) return NeedsText(input);
  const Outcome<int64_t> count = IntegerOr(arguments[2], -1);
  if (!count) return tl::unexpected(count.error());
  return ReplaceText(input.AsString(), TextOf(arguments[0]), TextOf(arguments[1]), *count);
}

// Between runs of blanks, none of the parts empty.
std::vector<std::string_view> SplitAtBlanks(std::string_view text, size_t most) {
  std::vector<std::string_view> parts;
  size_t begin = text.find_first_not_of(kBlanks);
  while (begin != std::string_view::npos) {
    const size_t end = parts.size() < most ? std::min(text.find_first_of(kBlanks, begin), text.size()) : text.size();
    parts.push_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(kBlanks, end);
  }
  return parts;
}

std::vector<std::string_view> SplitAt(std::string_view text, std::string_view separator, size_t most) {
  std::vector<std::string_view> parts;
  size_t begin = 0;
  for (size_t at = FindText(text, separator); at != std::string_view::npos && parts.size() < most;) {
    parts.push_back(text.substr(begin, at - begin));
    begin = at + separator.size();
    at = FindText(text, separator, begin);
  }
  parts.push_back(text.substr(begin));
  return parts;
}

Outcome<Value> SplitMethod(const Value& input, Arguments arguments) {
  if (!input.IsString()) return NeedsText(input);
  const Outcome<int64_t> given = IntegerOr(arguments[1], -1);
  if (!given) return tl::unexpected(given.error());
  const size_t most = *given < 0 ? kMaxExpressionItems : std::min(static_cast<size_t>(*given), kMaxExpressionItems);
  if (arguments[0].IsString() && arguments[0].AsString().empty()) return Wrong("needs a separator, not an empty text");
  if (!arguments[0].IsString() && !arguments[0].IsAbsent()) return NeedsText(arguments[0]);
  const std::vector<std::string_view> parts = arguments[0].IsAbsent()
                                                  ? SplitAtBlanks(input.AsString(), most)
                                                  : SplitAt(input.AsString(), arguments[0].AsString(), most);
  if (parts.size() > kMaxExpressionItems) {
    return Wrong(fmt::format("a list would have more than {} items", kMaxExpressionItems));
  }
  Json list = Json::array();
  for (const std::string_view part : parts) list.push_back(part);
  return Value::Own(std::move(list));
}

Outcome<Value> Get(const Value& input, Arguments arguments) {
  if (!input.IsMap()) return Wrong(fmt::format("needs a map, not {}", Show(input)));
  Value found = Subscript(input, arguments[0]);
  if (!found.IsUndefined()) return found;
  return arguments[1].IsUndefined() ? Value::Null() : arguments[1];
}

// The members of a map as a list of what `part` makes of each.
template <typename Part>
Outcome<Value> Members(const Value& input, Part part) {
  if (!input.IsMap()) return Wrong(fmt::format("needs a map, not {}", Show(input)));
  Json list = Json::array();
  for (const auto& [key, value] : input.AsJson().get_ref<const Json::object_t&>()) list.push_back(part(key, value));
  return Value::Own(std::move(list));
}

Outcome<Value> Items(const Value& input, Arguments) {
  return Members(input, [](const std::string& key, const Json& value) { return Json::array({key, value}); });
}

Outcome<Value> Keys(const Value& input, Arguments) {
  return Members(input, [](const std::string& key, const Json&) { return Json(key); });
}

Outcome<Value> Values(const Value& input, Arguments) {
  return Members(input, [](const std::string&, const Json& value) { return value; });
}

constexpr std::array kMethods = {
    Function{"capitalize", 0, {}, OfText<CapitalizeFilter>},
    Function{"endswith", 1, {"suffix"}, Ends},
    Function{"get", 1, {"key", "default"}, Get},
    Function{"items", 0, {}, Items},
    Function{"keys", 0, {}, Keys},
    Function{"lower", 0, {}, OfText<LowerFilter>},
    Function{"replace", 2, {"old", "new", "count"}, Replace},
    Function{"split", 0, {"sep", "maxsplit"}, SplitMethod},
    Function{"startswith", 1, {"prefix"}, Starts},
    Function{"strip", 0, {"chars"}, OfText<TrimFilter>},
    Function{"title", 0, {}, OfText<TitleFilter>},
    Function{"upper", 0, {}, OfText<UpperFilter>},
    Function{"values", 0, {}, Values},
};

}  // namespace

std::span<const Function> Methods() {
  return kMethods;
}

}  // namespace harness::expression
