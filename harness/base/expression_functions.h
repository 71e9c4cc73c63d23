// The filters, tests and methods that expressions know: constant tables. A new one is a row in a table and a function.
//
// Names, parameters and results are Jinja2's (tests and filters) and Python's (methods).
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "harness/base/expression_value.h"

namespace harness::expression {

inline constexpr size_t kMaxParameters = 4;

// One for each parameter; undefined where none was given.
using Arguments = std::span<const Value>;

struct Function {
  std::string_view name;
  size_t required = 0;  // of the parameters
  std::array<std::string_view, kMaxParameters> parameters = {};
  Outcome<Value> (*apply)(const Value& input, Arguments arguments) = nullptr;
  bool takes_undefined = false;  // what is not defined may be its input even where that is an error

  size_t size() const;
};

std::span<const Function> Filters();
std::span<const Function> Tests();
std::span<const Function> Methods();

// Null if there is none of that name.
const Function* FindFunction(std::span<const Function> functions, std::string_view name);
std::vector<std::string_view> NamesOf(std::span<const Function> functions);

// What the tables' files share.
Outcome<Value> TextResult(std::string text);  // refused above kMaxExpressionText
tl::unexpected<std::string> Wrong(std::string message);
// Text to work on: refused above kMaxExpressionText.
Outcome<std::string> TextToChange(const Value& input);
Outcome<Value> ReplaceText(std::string_view text, std::string_view from, std::string_view to, int64_t count);
// The whole number that an argument holds, or `otherwise` when it was not given.
Outcome<int64_t> IntegerOr(const Value& argument, int64_t otherwise);

Outcome<Value> LowerFilter(const Value& input, Arguments);
Outcome<Value> UpperFilter(const Value& input, Arguments);
Outcome<Value> TrimFilter(const Value& input, Arguments arguments);
Outcome<Value> TitleFilter(const Value& input, Arguments);
Outcome<Value> CapitalizeFilter(const Value& input, Arguments);

}  // namespace harness::expression
