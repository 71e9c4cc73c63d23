// Python's two ways to put values into a text: "%05.2f" % x and "{:>8}".format(x). Internal to the expression and
// template files.
//
// Widths and precisions are at most kMaxFormatWidth. Pure functions, any thread.
#pragma once

#include <string_view>

#include "harness/base/expression_evaluation.h"
#include "harness/base/expression_functions.h"
#include "harness/base/expression_value.h"

namespace harness::expression {

inline constexpr int kMaxFormatWidth = 10'000;

struct PercentValues {
  std::vector<Value> positional;
  Value mapping;  // of %(name)s; not given if there is none
};
Outcome<Value> PercentFormat(Evaluation& evaluation, std::string_view format, const PercentValues& values);

// Fields are {}, {0} and {name}, with a conversion (!s, !r) and a format; attributes and items of fields are refused.
Outcome<Value> BraceFormat(Evaluation& evaluation, std::string_view format, const CallArguments& values);

}  // namespace harness::expression
