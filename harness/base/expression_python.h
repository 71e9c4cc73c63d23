// What values mean to Python, and so to templates: how they are written, compared and counted. Internal to the
// expression and template files.
//
// Pure functions over values, recursing as deep as those nest (held ones kMaxExpressionDepth, JSON kMaxJsonDepth).
#pragma once

#include <string>
#include <string_view>

#include "harness/base/expression_value.h"

namespace harness::expression {

class Evaluation;

// Python's repr() of a float: the shortest text that reads as the same number.
std::string PythonFloat(double number);
// repr() of a text: in quotes, escaped.
void AppendPythonQuoted(std::string& to, std::string_view text);
// str() and repr(). What has no text that would be the same in every run (generators, macros, loops) is an error.
Outcome<std::string> PythonText(Evaluation& evaluation, const Value& value);
Outcome<std::string> PythonRepr(Evaluation& evaluation, const Value& value);

// True and False are 1 and 0 wherever a number is wanted; anything else is itself.
Value WithoutBool(const Value& value);
bool IsPythonNumber(const Value& value);

// Equal keys have equal hashes, different ones different hashes. Lists and maps have none.
Outcome<std::string> HashOf(const Value& key);

Outcome<bool> PythonEqual(Evaluation& evaluation, const Value& a, const Value& b);
Outcome<bool> PythonCompare(Evaluation& evaluation, Operator op, const Value& a, const Value& b);
Outcome<Value> PythonCalculate(Evaluation& evaluation, Operator op, const Value& a, const Value& b);
// value[key]; undefined if there is none.
Value PythonSubscript(const Value& value, const Value& key);

}  // namespace harness::expression
