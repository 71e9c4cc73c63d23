// `value | filter(arguments)`, as Jinja2 defines them: the table, and those that pick, convert and change texts. Lists,
// numbers and longer texts have files of their own (expression_*_filters.cc).

#include <algorithm>
#include <array>

#include "harness/base/expression_functions.h"
#include "harness/base/expression_limits.h"
#include "harness/base/expression_text.h"
#include "harness/base/text.h"

namespace harness::expression {
namespace {

Outcome<Value> DefaultFilter(const Value& input, Arguments arguments) {
  const bool replaced = input.IsUndefined() || (IsTrue(arguments[1]) && !IsTrue(input));
  if (!replaced) return input;
  return arguments[0].IsGiven() ? arguments[0] : Value::String("");
}

Outcome<Value> AttrFilter(const Value& input, Arguments arguments) {
  if (!arguments[0].IsString()) return Wrong(fmt::format("needs a name, not {}", Show(arguments[0])));
  if (input.IsObject()) return input.AsObject().Attribute(arguments[0].AsString());
  return Value::Missing(fmt::format("{} has no attribute '{}'", Show(input), arguments[0].AsString()));
}

Outcome<Value> End(const Value& input, const Arguments& arguments, bool first) {
  const Value none = arguments.python() ? Value::Missing("the list was empty: it has no such item") : Value();
  if (input.IsString() || (input.IsList() && input.list_kind() != ListKind::kGenerator)) {
    const Value found = Subscript(input, Value::Integer(first ? 0 : -1));
    return found.IsGiven() ? found : none;
  }
  if (input.IsList()) {  // a generator, of which the first item is taken
    if (!first) return Wrong("a generator can't be read from its end, write |list before it");
    if (input.size() == 0) return none;
    Value found = input.At(0);
    ++input.sequence()->taken;
    return found;
  }
  return arguments.evaluation().Items(input).map([&](const std::vector<Value>& items) {
    return items.empty() ? none : first ? items.front() : items.back();
  });
}

Outcome<Value> FirstFilter(const Value& input, Arguments arguments) {
  return End(input, arguments, true);
}
Outcome<Value> LastFilter(const Value& input, Arguments arguments) {
  return End(input, arguments, false);
}

Outcome<Value> ItemsFilter(const Value& input, Arguments arguments) {
  if (!input.IsMap() && !input.IsUndefined() && !(input.IsNull() && !arguments.python()))
    return Wrong(fmt::format("needs a map, not {}", Show(input)));
  std::vector<Value> items;
  if (input.IsMap()) {
    for (Member& member : input.Members())
      items.push_back(Value::List({std::move(member.first), std::move(member.second)}, ListKind::kTuple));
  }
  return MakeGenerator(arguments, std::move(items));
}

Outcome<Value> JoinFilter(const Value& input, Arguments arguments) {
  Evaluation& evaluation = arguments.evaluation();
  const Outcome<std::vector<Value>> items = evaluation.Items(input);
  if (!items) return tl::unexpected(items.error());
  const Outcome<std::string> separator =
      arguments[0].IsGiven() ? evaluation.Text(arguments[0]) : Outcome<std::string>("");
  if (!separator) return tl::unexpected(separator.error());
  std::string text;
  for (size_t i = 0; i < items->size() && text.size() <= kMaxExpressionText; ++i) {
    if (i > 0) text += *separator;
    const Outcome<std::string> item = evaluation.Text(PathOf(evaluation, (*items)[i], arguments[1]));
    if (!item) return tl::unexpected(item.error());
    text += *item;
  }
  return TextResult(std::move(text));
}

Outcome<Value> LengthFilter(const Value& input, Arguments arguments) {
  if (input.IsNothing() || (input.IsAbsent() && !arguments.python())) return Value::Integer(0);
  if (input.IsString()) return Value::Integer(static_cast<int64_t>(CountCodePoints(input.AsString())));
  if (input.IsList() && input.list_kind() == ListKind::kGenerator)
    return Wrong("a generator has no length, write |list before it");
  if (input.IsList() || input.IsMap()) return Value::Integer(static_cast<int64_t>(input.size()));
  if (input.IsObject()) {
    Value length = input.AsObject().Attribute("length");
    if (length.IsGiven() && !length.IsUndefined()) return length;
  }
  return Wrong(fmt::format("needs a list, a map or text, not {}", Show(input)));
}

Outcome<Value> ListFilter(const Value& input, Arguments arguments) {
  if (input.IsList() && input.list_kind() == ListKind::kList) return input;
  return arguments.evaluation().Items(input).and_then(
      [](std::vector<Value> items) { return MakeList(std::move(items)); });
}

// Puts `to` before every character and at the end, as Python does for an empty text to replace.
Outcome<Value> Interleave(std::string_view text, std::string_view to, int64_t count) {
  std::string changed;
  for (const std::string_view c : Characters(text)) {
    if (count != 0) changed += to;
    if (count != 0) --count;
    changed += c;
    if (changed.size() > kMaxExpressionText) break;
  }
  if (count != 0) changed += to;
  return TextResult(std::move(changed));
}

Outcome<Value> ReplaceFilter(const Value& input, Arguments arguments) {
  const Outcome<std::string> text = TextToChange(arguments, input);
  const Outcome<std::string> from = arguments.evaluation().Text(arguments[0]);
  const Outcome<std::string> to = arguments.evaluation().Text(arguments[1]);
  const Outcome<int64_t> count = IntegerOr(arguments[2], -1);
  for (const Outcome<std::string>* part : {&text, &from, &to})
    if (!*part) return tl::unexpected(part->error());
  if (!count) return tl::unexpected(count.error());
  if (arguments.python() && from->empty()) return Interleave(*text, *to, *count);
  return ReplaceText(*text, *from, *to, *count);
}

Outcome<Value> ReverseFilter(const Value& input, Arguments arguments) {
  if (input.IsString()) {
    return TextToChange(arguments, input).and_then([](const std::string& text) {
      return TextResult(ReverseText(text));
    });
  }
  const bool generator = input.IsList() && input.list_kind() == ListKind::kGenerator;
  return arguments.evaluation().Items(input).and_then([&](std::vector<Value> items) {
    std::reverse(items.begin(), items.end());
    return generator ? MakeList(std::move(items)) : MakeGenerator(arguments, std::move(items));
  });
}

Outcome<Value> StringFilter(const Value& input, Arguments arguments) {
  if (input.IsString()) return input;
  return arguments.evaluation().Text(input).and_then([](std::string text) { return TextResult(std::move(text)); });
}

constexpr std::array kFilters = {
    Function{"abs", 0, {}, AbsFilter},
    Function{"attr", 1, {"name"}, AttrFilter},
    Function{"batch", 1, {"linecount", "fill_with"}, BatchFilter},
    Function{"capitalize", 0, {}, CapitalizeFilter},
    Function{"center", 0, {"width"}, CenterFilter},
    Function{"count", 0, {}, LengthFilter},
    Function{"d", 0, {"default_value", "boolean"}, DefaultFilter, true},
    Function{"default", 0, {"default_value", "boolean"}, DefaultFilter, true},
    Function{"dictsort", 0, {"case_sensitive", "by", "reverse"}, DictSortFilter},
    Function{"e", 0, {}, EscapeFilter},
    Function{"escape", 0, {}, EscapeFilter},
    Function{"filesizeformat", 0, {"binary"}, FileSizeFormatFilter},
    Function{"first", 0, {}, FirstFilter},
    Function{"float", 0, {"default"}, FloatFilter},
    Function{"forceescape", 0, {}, EscapeFilter},
    Function{"format", 0, {}, FormatFilter, false, true},
    Function{"groupby", 1, {"attribute", "default", "case_sensitive"}, GroupByFilter},
    Function{"indent", 0, {"width", "first", "blank"}, IndentFilter},
    Function{"int", 0, {"default", "base"}, IntFilter},
    Function{"items", 0, {}, ItemsFilter, true},
    Function{"join", 0, {"d", "attribute"}, JoinFilter},
    Function{"last", 0, {}, LastFilter},
    Function{"length", 0, {}, LengthFilter},
    Function{"list", 0, {}, ListFilter},
    Function{"lower", 0, {}, LowerFilter},
    Function{"map", 1, {"attribute", "default"}, MapFilter, false, true},
    Function{"max", 0, {"case_sensitive", "attribute"}, MaxFilter},
    Function{"min", 0, {"case_sensitive", "attribute"}, MinFilter},
    Function{"reject", 0, {}, RejectFilter, false, true},
    Function{"rejectattr", 0, {}, RejectAttrFilter, false, true},
    Function{"replace", 2, {"old", "new", "count"}, ReplaceFilter},
    Function{"reverse", 0, {}, ReverseFilter},
    Function{"round", 0, {"precision", "method"}, RoundFilter},
    Function{"safe", 0, {}, StringFilter},
    Function{"select", 0, {}, SelectFilter, false, true},
    Function{"selectattr", 0, {}, SelectAttrFilter, false, true},
    Function{"slice", 1, {"slices", "fill_with"}, SliceFilter},
    Function{"sort", 0, {"reverse", "case_sensitive", "attribute"}, SortFilter},
    Function{"string", 0, {}, StringFilter},
    Function{"striptags", 0, {}, StripTagsFilter},
    Function{"sum", 0, {"attribute", "start"}, SumFilter},
    Function{"title", 0, {}, TitleFilter},
    Function{"tojson", 0, {"indent"}, ToJsonFilter},
    Function{"trim", 0, {"chars"}, TrimFilter},
    Function{"truncate", 0, {"length", "killwords", "end", "leeway"}, TruncateFilter},
    Function{"unique", 0, {"case_sensitive", "attribute"}, UniqueFilter},
    Function{"upper", 0, {}, UpperFilter},
    Function{"urlencode", 0, {}, UrlEncodeFilter},
    Function{"wordcount", 0, {}, WordCountFilter},
    Function{"wordwrap", 0, {"width", "break_long_words", "wrapstring", "break_on_hyphens"}, WordWrapFilter},
};

}  // namespace

std::span<const Function> Filters() {
  return kFilters;
}

}  // namespace harness::expression
