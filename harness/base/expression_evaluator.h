// Walks the expressions of a program. After the first fault everything else is undefined and cheap. Internal to the
// expression and template files.
//
// An Evaluator belongs to one thread; the program may be shared.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/expression_program.h"

namespace harness::expression {

// Who knows the names, and what calls of them do.
class Host {
 public:
  virtual ~Host() = default;
  // Not given: there is no such name.
  virtual Value Find(std::string_view name) = 0;
  virtual Outcome<Value> Call(Object& object, CallArguments arguments) = 0;
};

class Evaluator {
 public:
  Evaluator(const Program& program, Evaluation& evaluation, Host& host, bool strict)
      : program_(program), evaluation_(evaluation), host_(host), strict_(strict) {}

  // What is undefined may come out of a template's expression; who uses it says so. `hole` is the filter block's text.
  tl::expected<Value, Fault> Run(NodeId root, Value hole = Value());
  // The arguments of the call that `root` ends with, and what is called: for {% call %}.
  tl::expected<std::pair<Value, CallArguments>, Fault> RunCall(NodeId root);

 private:
  Value Evaluate(NodeId id);
  Value Name(const Syntax& node);
  Value List(const Syntax& node);
  Value Items(const Syntax& node);
  Value Map(const Syntax& node);
  Value PythonMap(const Syntax& node);
  Value Condition(const Syntax& node);
  Value Logic(const Syntax& node);
  Value Comparison(const Syntax& node);
  Value Arithmetic(const Syntax& node);
  Value Concat(const Syntax& node);
  Value Sign(const Syntax& node);
  Value Chain(const Syntax& node);
  Value Steps(const Syntax& node, size_t count);
  Value Take(const Syntax& chain, size_t step, Value value);
  Value Attribute(const Syntax& chain, size_t step, const Value& value);
  Value Subscript(const Syntax& chain, size_t step, const Value& value);
  Value Slice(const Step& step, const Value& value);
  Value Method(const Step& step, const Value& value);
  Value Call(size_t at, const Value& value, const Step& step);
  Value Apply(const Step& step, const Value& input);

  CallArguments ArgumentsOf(const Step& step);
  void Spread(const Step& step, size_t argument, CallArguments& arguments);
  bool IsTrueAt(size_t at, const Value& value);
  Value Lookup(const Syntax& name) const;
  Value MissingPart(const Syntax& chain, size_t step) const;
  std::string PathTo(const Syntax& chain, size_t step) const;
  const Syntax& At(NodeId id) const { return program_.nodes[static_cast<size_t>(id)]; }
  bool python() const { return evaluation_.python(); }
  // A value that was made here: what it weighs counts.
  Value Made(size_t at, Outcome<Value> value);
  Value Fail(size_t at, std::string message);
  // A fault if the value is undefined in a template.
  bool IsUsable(size_t at, const Value& value);

  const Program& program_;
  Evaluation& evaluation_;
  Host& host_;
  const bool strict_;
  Value hole_;
  std::optional<Fault> fault_;
};

}  // namespace harness::expression
