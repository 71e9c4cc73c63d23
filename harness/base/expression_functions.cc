#include "harness/base/expression_functions.h"

#include <algorithm>
#include <array>

#include "harness/base/expression_limits.h"
#include "harness/base/expression_text.h"
#include "harness/base/search.h"

namespace harness::expression {
namespace {

constexpr std::string_view kBlanks = " \t\n\v\f\r";

Outcome<Value> Change(const Arguments& arguments, const Value& input, std::string (*change)(std::string_view)) {
  return TextToChange(arguments, input).and_then([&](const std::string& text) { return TextResult(change(text)); });
}

Outcome<size_t> ParameterOf(const Function& function, std::string_view name) {
  const auto end = function.parameters.begin() + function.size();
  const auto found = std::find(function.parameters.begin(), end, name);
  if (found == end) return Wrong(fmt::format("'{}' takes no '{}'", function.name, name));
  return static_cast<size_t>(found - function.parameters.begin());
}

struct Refusal {
  std::string_view name;
  std::string_view why;
};

constexpr std::array<Refusal, 6> kRefusals = {{
    {"callable", "there is nothing to call but macros"},
    {"escaped", "nothing is ever escaped by itself"},
    {"pprint", "its line breaks depend on Python; use tojson(indent=2)"},
    {"random", "a rendering must be the same each time"},
    {"urlize", "it makes HTML"},
    {"xmlattr", "it makes HTML"},
}};

}  // namespace

size_t Function::size() const {
  return static_cast<size_t>(std::find(parameters.begin(), parameters.end(), "") - parameters.begin());
}

std::string_view WhyRefused(std::string_view name) {
  for (const Refusal& refusal : kRefusals)
    if (refusal.name == name) return refusal.why;
  return "";
}

Outcome<Value> Apply(Evaluation& evaluation, const Function& function, const Value& input, CallArguments arguments) {
  if (evaluation.python() && input.IsUndefined() && !input.IsNothing() && !function.takes_undefined)
    return Wrong(std::string(input.AsString()));
  if (function.IsVariadic(evaluation.python() ? Dialect::kTemplate : Dialect::kSuite))
    return function.apply(input, {evaluation, {}, &arguments});
  std::vector<Value>& given = arguments.positional;
  if (given.size() > function.size())
    return Wrong(fmt::format("'{}' takes at most {} arguments", function.name, function.size()));
  given.resize(function.size());
  for (auto& [name, value] : arguments.named) {
    const Outcome<size_t> place = ParameterOf(function, name);
    if (!place) return tl::unexpected(place.error());
    if (given[*place].IsGiven()) return Wrong(fmt::format("'{}' is given twice", name));
    given[*place] = std::move(value);
  }
  for (const Value& value : given) {
    const bool undefined = evaluation.python() && value.IsUndefined() && value.IsGiven() && !value.IsNothing();
    if (undefined && !function.takes_undefined) return Wrong(std::string(value.AsString()));
  }
  for (size_t i = 0; i < function.required; ++i)
    if (!given[i].IsGiven()) return Wrong(fmt::format("'{}' needs '{}'", function.name, function.parameters[i]));
  return function.apply(input, {evaluation, given});
}

const Function* FindFunction(std::span<const Function> functions, std::string_view name) {
  const auto found =
      std::find_if(functions.begin(), functions.end(), [&](const Function& f) { return f.name == name; });
  return found == functions.end() ? nullptr : &*found;
}

std::vector<std::string_view> NamesOf(std::span<const Function> functions) {
  std::vector<std::string_view> names;
  for (const Function& function : functions) names.push_back(function.name);
  return names;
}

tl::unexpected<std::string> Wrong(std::string message) {
  return tl::unexpected<std::string>(std::move(message));
}

Outcome<Value> TextResult(std::string text) {
  if (text.size() > kMaxExpressionText) {
    return Wrong(fmt::format("a text would be longer than {} bytes", kMaxExpressionText));
  }
  return Value::String(std::move(text));
}

Outcome<std::string> TextToChange(const Arguments& arguments, const Value& input) {
  if (input.IsString() && input.AsString().size() > kMaxExpressionText) {
    return Wrong(fmt::format("a text would be longer than {} bytes", kMaxExpressionText));
  }
  return arguments.evaluation().Text(input);
}

Outcome<Value> ReplaceText(std::string_view text, std::string_view from, std::string_view to, int64_t count) {
  if (from.empty()) return Wrong("needs a text to replace, not an empty one");
  std::string replaced;
  size_t done = 0;
  for (size_t at = FindText(text, from); at != std::string_view::npos && count != 0; --count) {
    replaced.append(text.substr(done, at - done)).append(to);
    if (replaced.size() > kMaxExpressionText) break;
    done = at + from.size();
    at = FindText(text, from, done);
  }
  if (done < text.size()) replaced += text.substr(done);
  return TextResult(std::move(replaced));
}

Outcome<int64_t> IntegerOr(const Value& argument, int64_t otherwise) {
  if (argument.IsAbsent()) return otherwise;
  if (argument.kind() == Kind::kInteger) return argument.AsInteger();
  return Wrong(fmt::format("needs a whole number, not {}", Show(argument)));
}

Outcome<Value> LowerFilter(const Value& input, Arguments arguments) {
  return Change(arguments, input, Lower);
}
Outcome<Value> UpperFilter(const Value& input, Arguments arguments) {
  return Change(arguments, input, Upper);
}
Outcome<Value> TitleFilter(const Value& input, Arguments arguments) {
  return Change(arguments, input, arguments.python() ? PythonWords : Title);
}
Outcome<Value> CapitalizeFilter(const Value& input, Arguments arguments) {
  return Change(arguments, input, arguments.python() ? PythonCapitalize : Capitalize);
}

Outcome<Value> TrimFilter(const Value& input, Arguments arguments) {
  const Outcome<std::string> text = arguments.evaluation().Text(input);
  if (!text) return tl::unexpected(text.error());
  if (arguments[0].IsAbsent()) {
    return TextResult(std::string(arguments.python() ? StripBlanks(*text) : Strip(*text, kBlanks)));
  }
  const Outcome<std::string> characters = arguments.evaluation().Text(arguments[0]);
  return characters.and_then([&](const std::string& c) { return TextResult(std::string(Strip(*text, c))); });
}

Outcome<Value> MakeGenerator(const Arguments& arguments, std::vector<Value> items) {
  return MakeList(std::move(items), arguments.python() ? ListKind::kGenerator : ListKind::kList);
}

}  // namespace harness::expression
