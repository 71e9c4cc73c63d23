// `value.method(arguments)`, as Python's str, list and dict have them. Of what is absent, every method is absent too in
// suites.

#include <algorithm>
#include <array>

#include "harness/base/expression_format.h"
#include "harness/base/expression_functions.h"
#include "harness/base/expression_limits.h"
#include "harness/base/expression_text.h"
#include "harness/base/search.h"
#include "harness/base/text.h"

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

// A text that is made of a text.
template <std::string (*change)(std::string_view)>
Outcome<Value> Changed(const Value& input, Arguments) {
  return input.IsString() ? TextResult(change(input.AsString())) : NeedsText(input);
}

// Whether a text begins or ends with another, or with one of a tuple.
template <bool (*matches)(std::string_view, std::string_view)>
Outcome<Value> Touches(const Value& input, Arguments arguments) {
  if (!input.IsString()) return NeedsText(input);
  const Value& wanted = arguments[0];
  if (wanted.IsString()) return Value::Bool(matches(input.AsString(), wanted.AsString()));
  if (!wanted.IsList() || wanted.list_kind() != ListKind::kTuple) return NeedsText(wanted);
  for (size_t i = 0; i < wanted.size(); ++i) {
    const Value one = wanted.At(i);
    if (!one.IsString()) return NeedsText(one);
    if (matches(input.AsString(), one.AsString())) return Value::Bool(true);
  }
  return Value::Bool(false);
}

bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix);
}
bool EndsWith(std::string_view text, std::string_view suffix) {
  return text.ends_with(suffix);
}

// A side of a text without blanks, or without the characters given.
template <std::string_view (*blanks)(std::string_view),
          std::string_view (*characters)(std::string_view, std::string_view)>
Outcome<Value> Stripped(const Value& input, Arguments arguments) {
  if (!input.IsString()) return NeedsText(input);
  if (arguments[0].IsAbsent()) return TextResult(std::string(blanks(input.AsString())));
  if (!arguments[0].IsString()) return NeedsText(arguments[0]);
  return TextResult(std::string(characters(input.AsString(), arguments[0].AsString())));
}

Outcome<Value> Replace(const Value& input, Arguments arguments) {
  if (!input.IsString()) return NeedsText(input);
  const Outcome<int64_t> count = IntegerOr(arguments[2], -1);
  if (!count) return tl::unexpected(count.error());
  if (!arguments[0].IsString()) return NeedsText(arguments[0]);
  if (!arguments[1].IsString()) return NeedsText(arguments[1]);
  if (arguments.python())
    return Apply(arguments.evaluation(), *FindFunction(Filters(), "replace"), input,
                 {{arguments[0], arguments[1], Value::Integer(*count)}, {}});
  return ReplaceText(input.AsString(), arguments[0].AsString(), arguments[1].AsString(), *count);
}

// The parts between blanks, at most `most` cuts, none of the parts empty.
std::vector<std::string_view> SplitAtBlanks(std::string_view text, size_t most, bool python) {
  const auto blank = [&](size_t at) -> size_t {
    if (python) return BlankAt(text, at);
    return kBlanks.find(text[at]) != std::string_view::npos ? 1 : 0;
  };
  std::vector<std::string_view> parts;
  size_t at = 0;
  while (true) {
    while (at < text.size() && blank(at) > 0) at += blank(at);
    if (at >= text.size()) return parts;
    const size_t begin = at;
    if (parts.size() == most) {
      parts.push_back(python ? StripBlanksRight(text.substr(begin)) : text.substr(begin));
      return parts;
    }
    while (at < text.size() && blank(at) == 0) ++at;
    parts.push_back(text.substr(begin, at - begin));
  }
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

Outcome<Value> TextsOf(const std::vector<std::string_view>& parts) {
  std::vector<Value> list;
  list.reserve(parts.size());
  for (const std::string_view part : parts) list.push_back(Value::String(std::string(part)));
  return MakeList(std::move(list));
}

Outcome<Value> SplitMethod(const Value& input, Arguments arguments) {
  if (!input.IsString()) return NeedsText(input);
  const Outcome<int64_t> given = IntegerOr(arguments[1], -1);
  if (!given) return tl::unexpected(given.error());
  const size_t most = *given < 0 ? kMaxExpressionItems : std::min(static_cast<size_t>(*given), kMaxExpressionItems);
  if (arguments[0].IsString() && arguments[0].AsString().empty()) return Wrong("needs a separator, not an empty text");
  if (!arguments[0].IsString() && !arguments[0].IsAbsent()) return NeedsText(arguments[0]);
  return TextsOf(arguments[0].IsAbsent() ? SplitAtBlanks(input.AsString(), most, arguments.python())
                                         : SplitAt(input.AsString(), arguments[0].AsString(), most));
}

Outcome<Value> SplitLines(const Value& input, Arguments) {
  return input.IsString() ? TextsOf(Lines(input.AsString())) : NeedsText(input);
}

Outcome<Value> Get(const Value& input, Arguments arguments) {
  if (!input.IsMap()) return Wrong(fmt::format("needs a map, not {}", Show(input)));
  Value found = arguments.evaluation().Subscript(input, arguments[0]);
  if (!found.IsUndefined()) return found;
  return arguments[1].IsGiven() ? arguments[1] : Value::Null();
}

// The members of a map as a list of what `part` makes of each.
template <typename Part>
Outcome<Value> MembersOf(const Value& input, const Arguments& arguments, ListKind kind, Part part) {
  if (!input.IsMap()) return Wrong(fmt::format("needs a map, not {}", Show(input)));
  if (!arguments.evaluation().Spend(input.size())) return Wrong(arguments.evaluation().exhausted());
  std::vector<Value> list;
  list.reserve(input.size());
  for (Member& member : input.Members()) list.push_back(part(member));
  return MakeList(std::move(list), arguments.python() ? kind : ListKind::kList);
}

Outcome<Value> Items(const Value& input, Arguments arguments) {
  return MembersOf(input, arguments, ListKind::kItems, [](Member& member) {
    return Value::List({std::move(member.first), std::move(member.second)}, ListKind::kTuple);
  });
}

Outcome<Value> Keys(const Value& input, Arguments arguments) {
  return MembersOf(input, arguments, ListKind::kKeys, [](Member& member) { return std::move(member.first); });
}

Outcome<Value> Values(const Value& input, Arguments arguments) {
  return MembersOf(input, arguments, ListKind::kValues, [](Member& member) { return std::move(member.second); });
}

// How often `wanted` occurs in `text`, side by side.
int64_t Occurrences(std::string_view text, std::string_view wanted) {
  if (wanted.empty()) return static_cast<int64_t>(CountCodePoints(text)) + 1;
  int64_t count = 0;
  for (size_t at = FindText(text, wanted); at != std::string_view::npos;
       at = FindText(text, wanted, at + wanted.size()))
    ++count;
  return count;
}

// Where the first item that equals `wanted` stands, and how many there are.
Outcome<std::pair<int64_t, int64_t>> FindItems(const Value& list, const Value& wanted, Evaluation& evaluation) {
  std::pair<int64_t, int64_t> found = {-1, 0};
  for (size_t i = 0; i < list.size(); ++i) {
    const Outcome<bool> equal = evaluation.Equal(list.At(i), wanted);
    if (!equal) return tl::unexpected(equal.error());
    if (!*equal) continue;
    if (found.second++ == 0) found.first = static_cast<int64_t>(i);
  }
  return found;
}

Outcome<Value> Count(const Value& input, Arguments arguments) {
  if (input.IsList()) {
    return FindItems(input, arguments[0], arguments.evaluation()).map([](const auto& found) {
      return Value::Integer(found.second);
    });
  }
  if (!input.IsString()) return NeedsText(input);
  if (!arguments[0].IsString()) return NeedsText(arguments[0]);
  return Value::Integer(Occurrences(input.AsString(), arguments[0].AsString()));
}

Outcome<Value> Find(const Value& input, Arguments arguments) {
  if (!input.IsString()) return NeedsText(input);
  if (!arguments[0].IsString()) return NeedsText(arguments[0]);
  const size_t at = FindText(input.AsString(), arguments[0].AsString());
  if (at == std::string_view::npos) return Value::Integer(-1);
  return Value::Integer(static_cast<int64_t>(CountCodePoints(input.AsString().substr(0, at))));
}

Outcome<Value> Index(const Value& input, Arguments arguments) {
  if (input.IsList()) {
    const auto found = FindItems(input, arguments[0], arguments.evaluation());
    if (!found) return tl::unexpected(found.error());
    if (found->second == 0) return Wrong(fmt::format("{} is not in the list", Show(arguments[0])));
    return Value::Integer(found->first);
  }
  Outcome<Value> at = Find(input, arguments);
  if (at && at->AsInteger() < 0) return Wrong(fmt::format("{} is not in the text", Show(arguments[0])));
  return at;
}

Outcome<Value> JoinMethod(const Value& input, Arguments arguments) {
  if (!input.IsString()) return NeedsText(input);
  const Outcome<std::vector<Value>> items = arguments.evaluation().Items(arguments[0]);
  if (!items) return tl::unexpected(items.error());
  std::string text;
  for (size_t i = 0; i < items->size() && text.size() <= kMaxExpressionText; ++i) {
    if (!(*items)[i].IsString()) return NeedsText((*items)[i]);
    if (i > 0) text += input.AsString();
    text += (*items)[i].AsString();
  }
  return TextResult(std::move(text));
}

Outcome<Value> FormatMethod(const Value& input, Arguments arguments) {
  if (!input.IsString()) return NeedsText(input);
  return BraceFormat(arguments.evaluation(), input.AsString(), *arguments.call());
}

// Whether a text is not empty and all its characters are of a kind.
template <bool (*is)(std::string_view)>
Outcome<Value> All(const Value& input, Arguments) {
  if (!input.IsString()) return NeedsText(input);
  const std::vector<std::string_view> characters = Characters(input.AsString());
  return Value::Bool(!characters.empty() && std::all_of(characters.begin(), characters.end(), is));
}

bool IsDigit(std::string_view c) {
  return c.size() == 1 && c[0] >= '0' && c[0] <= '9';
}
bool IsBlankCharacter(std::string_view c) {
  return BlankAt(c, 0) > 0;
}

template <bool lower>
Outcome<Value> IsCase(const Value& input, Arguments arguments) {
  if (!input.IsString()) return NeedsText(input);
  return FindFunction(Tests(), lower ? "lower" : "upper")->apply(input, arguments);
}

Outcome<Value> ZFill(const Value& input, Arguments arguments) {
  if (!input.IsString()) return NeedsText(input);
  const Outcome<int64_t> width = IntegerOr(arguments[0], 0);
  if (!width) return tl::unexpected(width.error());
  if (*width > kMaxFormatWidth) return Wrong(fmt::format("a width above {}", kMaxFormatWidth));
  std::string text(input.AsString());
  const int64_t missing = *width - static_cast<int64_t>(CountCodePoints(text));
  const size_t sign = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  if (missing > 0) text.insert(sign, static_cast<size_t>(missing), '0');
  return TextResult(std::move(text));
}

// With blanks, or another character, up to a width.
template <bool left>
Outcome<Value> Justified(const Value& input, Arguments arguments) {
  if (!input.IsString()) return NeedsText(input);
  const Outcome<int64_t> width = IntegerOr(arguments[0], 0);
  if (!width) return tl::unexpected(width.error());
  if (*width > kMaxFormatWidth) return Wrong(fmt::format("a width above {}", kMaxFormatWidth));
  if (arguments[1].IsGiven() && (!arguments[1].IsString() || CountCodePoints(arguments[1].AsString()) != 1))
    return Wrong("needs one character to fill with");
  const std::string_view fill = arguments[1].IsGiven() ? arguments[1].AsString() : " ";
  std::string filling;
  for (auto i = static_cast<int64_t>(CountCodePoints(input.AsString())); i < *width; ++i) filling += fill;
  return TextResult(left ? std::string(input.AsString()) + filling : filling + std::string(input.AsString()));
}

constexpr std::array kMethods = {
    Function{"capitalize", 0, {}, OfText<CapitalizeFilter>},
    Function{"center", 1, {"width"}, OfText<CenterFilter>},
    Function{"count", 1, {"value"}, Count},
    Function{"endswith", 1, {"suffix"}, Touches<EndsWith>},
    Function{"find", 1, {"sub"}, Find},
    Function{"format", 0, {}, FormatMethod, false, true},
    Function{"get", 1, {"key", "default"}, Get},
    Function{"index", 1, {"value"}, Index},
    Function{"isdigit", 0, {}, All<IsDigit>},
    Function{"islower", 0, {}, IsCase<true>},
    Function{"isspace", 0, {}, All<IsBlankCharacter>},
    Function{"isupper", 0, {}, IsCase<false>},
    Function{"items", 0, {}, Items},
    Function{"join", 1, {"items"}, JoinMethod},
    Function{"keys", 0, {}, Keys},
    Function{"ljust", 1, {"width", "fillchar"}, Justified<true>},
    Function{"lower", 0, {}, OfText<LowerFilter>},
    Function{"lstrip", 0, {"chars"}, Stripped<StripBlanksLeft, StripLeft>},
    Function{"replace", 2, {"old", "new", "count"}, Replace},
    Function{"rjust", 1, {"width", "fillchar"}, Justified<false>},
    Function{"rstrip", 0, {"chars"}, Stripped<StripBlanksRight, StripRight>},
    Function{"split", 0, {"sep", "maxsplit"}, SplitMethod},
    Function{"splitlines", 0, {}, SplitLines},
    Function{"startswith", 1, {"prefix"}, Touches<StartsWith>},
    Function{"strip", 0, {"chars"}, OfText<TrimFilter>},
    Function{"title", 0, {}, Changed<PythonTitle>},
    Function{"upper", 0, {}, OfText<UpperFilter>},
    Function{"values", 0, {}, Values},
    Function{"zfill", 1, {"width"}, ZFill},
};

}  // namespace

std::span<const Function> Methods() {
  return kMethods;
}

}  // namespace harness::expression
