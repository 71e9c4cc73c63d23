// The one expression grammar of the project, Jinja2's: `where`, `when`, --filter and gates read it here, and templates
// (template.h) with the same lexer, parser and evaluator.
//
// An Expression is parsed once and evaluated many times; it is an immutable value that any thread may use. It copies
// nothing that the scope holds, and refuses what would not end (expression_limits.h).
//
// What there is in suites: literals, lists, maps, names, a.b, a['b'], a[-1], + - * / // % ** ~, == != < <= > >= (in
// chains), in, not in, and, or, not, x if c else y, x | filter, x is test, and the methods of expression_methods.cc.
// What only templates have: tuples, slices, calls, texts side by side. Precedence is Jinja's. Where values of suites
// differ from Jinja's:
// - a text that spells a number equals that number and is ordered with it as a number, since a CSV knows only text;
// - null, what is absent, and (against a number) an empty text stand in no order: <, <=, > and >= with them are false.
// What is
//   absent equals null. Any other two unlike types can't be ordered, which is an error;
// - booleans are no numbers: true is not 1;
// - the text of a value that is no text is its canonical JSON: null, true, [1,2].
#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "harness/base/error.h"
#include "harness/base/expression_limits.h"
#include "harness/base/json.h"
#include "harness/base/node.h"

namespace harness {

// Where names are looked up.
class Scope {
 public:
  virtual ~Scope() = default;
  // Null when there is no such name. What is returned outlives the evaluation.
  virtual const Json* Find(std::string_view name) const = 0;
};

// The members of a JSON object, which outlives the scope.
class JsonScope final : public Scope {
 public:
  explicit JsonScope(const Json& object) : object_(object) {}
  const Json* Find(std::string_view name) const override;

 private:
  const Json& object_;
};

// What an absent name or attribute is: null, or an error unless `default`, `is defined` or `is undefined` asks for it.
enum class Undefined { kNull, kStrict };

namespace expression {
struct Program;
}

class Expression {
 public:
  // Errors say "column N: what" (N counts bytes from 1) and point a caret into `text`.
  static Result<Expression> Parse(std::string_view text);
  // Reads an expression that begins at byte `begin` of a longer text, and puts into `end` where what does not belong to
  // it begins: a closing bracket, a comma, "}}", "%}", a comparison's figure … Columns count from the start of `text`.
  static Result<Expression> ParsePrefix(std::string_view text, size_t begin, size_t* end);
  // The expression that a scalar of a configuration holds; errors are at their place in the file.
  static Result<Expression> Read(const Node& node);

  Result<Json> Evaluate(const Scope& scope, Undefined undefined = Undefined::kNull) const;
  // Whether the value is true as Jinja sees it: not null, false, 0, "", [] or {}.
  Result<bool> Test(const Scope& scope, Undefined undefined = Undefined::kNull) const;
  // The value as a template writes it: text as it is, an absent value as nothing, anything else as JSON.
  Result<std::string> Text(const Scope& scope, Undefined undefined = Undefined::kNull) const;

  // The names that are looked up in the scope, and the same with the attributes that follow them: vars.year, vars.a.b.
  const std::set<std::string>& names() const;
  const std::set<std::string>& paths() const;
  const std::string& text() const;

 private:
  explicit Expression(std::shared_ptr<const expression::Program> program) : program_(std::move(program)) {}
  std::shared_ptr<const expression::Program> program_;
};

// `error` of an expression that is the text of `node` (or a part of it, read by ParsePrefix), at its place in the file.
// Where the place can't be followed (a folded text, a value that was put in by ${} or --set), it is the node's and the
// column stays in the message.
Error AtNode(const Error& error, const Node& node);

}  // namespace harness
