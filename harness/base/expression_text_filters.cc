// Filters that lay texts out: indent, wrap, cut, escape.

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "harness/base/expression_format.h"
#include "harness/base/expression_functions.h"
#include "harness/base/expression_limits.h"
#include "harness/base/expression_text.h"
#include "harness/base/expression_wrap.h"
#include "harness/base/text.h"

namespace harness::expression {
namespace {

// The text of a filter that wants a text, as str's own methods do.
Outcome<std::string_view> OnlyText(const Value& input) {
  if (!input.IsString()) return Wrong(fmt::format("needs text, not {}", Show(input)));
  if (input.AsString().size() > kMaxExpressionText)
    return Wrong(fmt::format("a text would be longer than {} bytes", kMaxExpressionText));
  return input.AsString();
}

std::string ReplaceAll(std::string_view text, std::span<const std::pair<char, std::string_view>> by) {
  std::string replaced;
  for (const char c : text) {
    const auto found = std::find_if(by.begin(), by.end(), [&](const auto& pair) { return pair.first == c; });
    if (found == by.end())
      replaced += c;
    else
      replaced += found->second;
  }
  return replaced;
}

bool IsUnreserved(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter || std::string_view("_.-~").find(c) != std::string_view::npos;
}

std::string Quoted(std::string_view text, bool query) {
  std::string quoted;
  for (const char c : text) {
    if (IsUnreserved(c) || (c == '/' && !query))
      quoted += c;
    else if (c == ' ' && query)
      quoted += '+';
    else
      quoted += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return quoted;
}

Outcome<std::string> QuotedPair(Evaluation& evaluation, const Value& pair) {
  if (!pair.IsList() || pair.size() != 2) return Wrong("needs pairs of name and value");
  const Outcome<std::string> name = evaluation.Text(pair.At(0));
  const Outcome<std::string> value = evaluation.Text(pair.At(1));
  if (!name) return name;
  if (!value) return value;
  return Quoted(*name, true) + "=" + Quoted(*value, true);
}

// Takes out what stands between `open` and `close`, which both go too; without a `close`, nothing more.
std::string WithoutParts(std::string_view text, std::string_view open, std::string_view close) {
  std::string left;
  while (true) {
    const size_t begin = text.find(open);
    const size_t end = begin == std::string_view::npos ? begin : text.find(close, begin + open.size());
    left += text.substr(0, end == std::string_view::npos ? end : begin);
    if (end == std::string_view::npos) return left;
    text.remove_prefix(end + close.size());
  }
}

struct Entity {
  std::string_view name;
  std::string_view text;
};
constexpr std::array<Entity, 6> kEntities = {
    {{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&#34;", "\""}}};

std::string Unescaped(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const auto found =
        std::find_if(kEntities.begin(), kEntities.end(), [&](const Entity& e) { return text.starts_with(e.name); });
    if (found == kEntities.end()) {
      plain += text[0];
      text.remove_prefix(1);
    } else {
      plain += found->text;
      text.remove_prefix(found->name.size());
    }
  }
  return plain;
}

bool IsWordCharacter(UChar32 c) {
  return c == '_' || u_isalnum(c) || u_charType(c) == U_OTHER_NUMBER || u_charType(c) == U_LETTER_NUMBER;
}

}  // namespace

Outcome<Value> CenterFilter(const Value& input, Arguments arguments) {
  const Outcome<std::string> text = TextToChange(arguments, input);
  const Outcome<int64_t> width = IntegerOr(arguments[0], 80);
  if (!text) return tl::unexpected(text.error());
  if (!width) return tl::unexpected(width.error());
  const auto size = static_cast<int64_t>(CountCodePoints(*text));
  if (*width <= size) return TextResult(*text);
  if (*width > static_cast<int64_t>(kMaxExpressionText))
    return Wrong(fmt::format("a text would be longer than {} bytes", kMaxExpressionText));
  const int64_t missing = *width - size;
  const int64_t left = missing / 2 + (missing & *width & 1);  // as CPython shares an odd blank out
  return TextResult(std::string(static_cast<size_t>(left), ' ') + *text +
                    std::string(static_cast<size_t>(missing - left), ' '));
}

Outcome<Value> EscapeFilter(const Value& input, Arguments arguments) {
  static constexpr std::array<std::pair<char, std::string_view>, 5> kEscapes = {
      {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&#34;"}, {'\'', "&#39;"}}};
  return TextToChange(arguments, input).and_then([](const std::string& text) {
    return TextResult(ReplaceAll(text, kEscapes));
  });
}

Outcome<Value> FormatFilter(const Value& input, Arguments arguments) {
  const CallArguments& call = *arguments.call();
  if (!call.positional.empty() && !call.named.empty()) return Wrong("takes values by position or by name, not both");
  const Outcome<std::string> text = TextToChange(arguments, input);
  if (!text) return tl::unexpected(text.error());
  PercentValues values{call.positional, Value()};
  if (!call.named.empty()) {
    Dictionary map;
    for (const auto& [name, value] : call.named) map.Set(HashOfText(name), Value::String(name), value);
    values.mapping = Value::Of(std::move(map));
  }
  return PercentFormat(arguments.evaluation(), *text, values);
}

Outcome<Value> IndentFilter(const Value& input, Arguments arguments) {
  const Outcome<std::string_view> text = OnlyText(input);
  if (!text) return tl::unexpected(text.error());
  std::string indention(arguments[0].IsString() ? arguments[0].AsString() : "");
  if (arguments[0].IsNull()) return Wrong("needs a width or a text, not nothing");
  if (!arguments[0].IsString()) {
    const Outcome<int64_t> width = IntegerOr(arguments[0], 4);
    if (!width) return tl::unexpected(width.error());
    if (*width > kMaxFormatWidth) return Wrong(fmt::format("a width above {}", kMaxFormatWidth));
    indention.assign(static_cast<size_t>(std::max<int64_t>(*width, 0)), ' ');
  }
  const std::string with_end = std::string(*text) + "\n";  // else a last empty line would be lost
  const std::vector<std::string_view> lines = Lines(with_end);
  std::string indented = IsTrue(arguments[1]) ? indention : "";
  for (size_t i = 0; i < lines.size() && indented.size() <= kMaxExpressionText; ++i) {
    if (i > 0) indented += '\n';
    if (i > 0 && (IsTrue(arguments[2]) || !lines[i].empty())) indented += indention;
    indented += lines[i];
  }
  return TextResult(std::move(indented));
}

Outcome<Value> StripTagsFilter(const Value& input, Arguments arguments) {
  const Outcome<std::string> text = TextToChange(arguments, input);
  if (!text) return tl::unexpected(text.error());
  const std::string stripped = WithoutParts(WithoutParts(*text, "<!--", "-->"), "<", ">");
  std::string words;
  for (size_t at = 0; at < stripped.size();) {
    const size_t blank = BlankAt(stripped, at);
    if (blank == 0) {
      words += stripped[at++];
      continue;
    }
    at += blank;
    if (!words.empty() && words.back() != ' ') words += ' ';
  }
  if (words.ends_with(' ')) words.pop_back();
  return TextResult(Unescaped(words));
}

Outcome<Value> TruncateFilter(const Value& input, Arguments arguments) {
  const Outcome<int64_t> length = IntegerOr(arguments[0], 255);
  const Outcome<int64_t> leeway = IntegerOr(arguments[3], 5);
  if (!length) return tl::unexpected(length.error());
  if (!leeway) return tl::unexpected(leeway.error());
  if (arguments[2].IsGiven() && !arguments[2].IsString()) return Wrong("needs an end that is text");
  const std::string end = arguments[2].IsGiven() ? std::string(arguments[2].AsString()) : "...";
  const auto room = *length - static_cast<int64_t>(CountCodePoints(end));
  if (room < 0 || *leeway < 0) return Wrong(fmt::format("needs a length of at least {} and a leeway", end.size()));
  const bool list = input.IsMap() || (input.IsList() && input.list_kind() != ListKind::kGenerator);
  if (list && static_cast<int64_t>(input.size()) <= *length + *leeway) return input;
  const Outcome<std::string_view> text = OnlyText(input);
  if (!text) return tl::unexpected(text.error());
  if (static_cast<int64_t>(CountCodePoints(*text)) <= *length + *leeway) return input;
  std::string_view cut = Start(*text, static_cast<size_t>(room));
  if (!IsTrue(arguments[1])) cut = cut.substr(0, cut.rfind(' '));
  return TextResult(std::string(cut) + end);
}

Outcome<Value> UrlEncodeFilter(const Value& input, Arguments arguments) {
  Evaluation& evaluation = arguments.evaluation();
  if (!input.IsList() && !input.IsMap()) {
    return TextToChange(arguments, input).and_then([](const std::string& text) {
      return TextResult(Quoted(text, false));
    });
  }
  std::vector<Value> pairs;
  if (input.IsMap()) {
    for (Member& member : input.Members()) pairs.push_back(Value::List({member.first, member.second}));
  } else {
    Outcome<std::vector<Value>> items = evaluation.Items(input);
    if (!items) return tl::unexpected(items.error());
    pairs = *std::move(items);
  }
  std::string query;
  for (size_t i = 0; i < pairs.size() && query.size() <= kMaxExpressionText; ++i) {
    const Outcome<std::string> pair = QuotedPair(evaluation, pairs[i]);
    if (!pair) return tl::unexpected(pair.error());
    query += (i > 0 ? "&" : "") + *pair;
  }
  return TextResult(std::move(query));
}

Outcome<Value> WordCountFilter(const Value& input, Arguments arguments) {
  const Outcome<std::string> text = TextToChange(arguments, input);
  if (!text) return tl::unexpected(text.error());
  int64_t words = 0;
  bool within = false;
  const auto size = static_cast<int32_t>(text->size());
  for (int32_t at = 0; at < size;) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(text->data(), at, size, c);
    const bool word = IsWordCharacter(c);
    words += word && !within;
    within = word;
  }
  return Value::Integer(words);
}

Outcome<Value> WordWrapFilter(const Value& input, Arguments arguments) {
  const Outcome<std::string_view> text = OnlyText(input);
  const Outcome<int64_t> width = IntegerOr(arguments[0], 79);
  if (!text) return tl::unexpected(text.error());
  if (!width) return tl::unexpected(width.error());
  if (*width < 1) return Wrong("needs a width of at least 1");
  if (!arguments[2].IsAbsent() && !arguments[2].IsString()) return Wrong("needs a wrapstring that is text");
  const std::string_view between = arguments[2].IsAbsent() ? "\n" : arguments[2].AsString();
  const bool break_words = !arguments[1].IsGiven() || IsTrue(arguments[1]);
  const bool break_hyphens = !arguments[3].IsGiven() || IsTrue(arguments[3]);
  std::string wrapped;
  bool first = true;
  for (const std::string_view line : Lines(*text)) {
    if (!std::exchange(first, false)) wrapped += between;
    const std::vector<std::string> parts = Wrap(line, {static_cast<size_t>(*width), break_words, break_hyphens});
    for (size_t i = 0; i < parts.size(); ++i) {
      if (i > 0) wrapped += between;
      wrapped += parts[i];
    }
    if (wrapped.size() > kMaxExpressionText) break;
  }
  return TextResult(std::move(wrapped));
}

}  // namespace harness::expression
