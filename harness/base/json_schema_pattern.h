// ECMA-262 regular expressions, as JSON Schema's `pattern` has them, by RE2.
//
// Matching is linear in the text. What RE2 lacks (lookaround, backreferences, counts above 1000) is refused, as is what
// ECMA-262 lacks but RE2 would take for something (\A, \z, \Q, \a).
#pragma once

#include <re2/re2.h>

#include <memory>
#include <string>
#include <string_view>

#include "harness/base/error.h"

namespace harness {

// The same expression in RE2's syntax: \s, '.', \cX, \uXXXX, [], [^], \p{Letter}, (?<name>…) have ECMA's meaning.
Result<std::string> EcmaToRe2(std::string_view pattern);

Result<std::unique_ptr<re2::RE2>> CompileEcmaPattern(std::string_view pattern);

}  // namespace harness
