#include "harness/base/expression_functions.h"

#include <algorithm>

#include "harness/base/expression_limits.h"
#include "harness/base/expression_text.h"
#include "harness/base/search.h"

namespace harness::expression {
namespace {

constexpr std::string_view kBlanks = " \t\n\v\f\r";

Outcome<Value> Change(const Value& input, std::string (*change)(std::string_view)) {
  return TextToChange(input).and_then([&](const std::string& text) { return TextResult(change(text)); });
}

}  // namespace

size_t Function::size() const {
  return static_cast<size_t>(std::find(parameters.begin(), parameters.end(), "") - parameters.begin());
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

Outcome<std::string> TextToChange(const Value& input) {
  if (input.IsString() && input.AsString().size() > kMaxExpressionText) {
    return Wrong(fmt::format("a text would be longer than {} bytes", kMaxExpressionText));
  }
  return TextOf(input);
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

Outcome<Value> LowerFilter(const Value& input, Arguments) {
  return Change(input, Lower);
}
Outcome<Value> UpperFilter(const Value& input, Arguments) {
  return Change(input, Upper);
}
Outcome<Value> TitleFilter(const Value& input, Arguments) {
  return Change(input, Title);
}
Outcome<Value> CapitalizeFilter(const Value& input, Arguments) {
  return Change(input, Capitalize);
}

Outcome<Value> TrimFilter(const Value& input, Arguments arguments) {
  const std::string characters = arguments[0].IsAbsent() ? std::string(kBlanks) : TextOf(arguments[0]);
  return TextResult(std::string(Strip(input.IsString() ? input.AsString() : TextOf(input), characters)));
}

}  // namespace harness::expression
